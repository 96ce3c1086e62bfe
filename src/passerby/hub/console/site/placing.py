"""Cameras on a floor plan, as the page draws them."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sin

from passerby.hub.console.site.camera_lines import CameraLine
from passerby.hub.sites.models import FloorPlan

REACH = 64.0
"""How far the wedge of a field of view reaches from its camera, in pixels of the screen."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One camera on a plan.

    x, y: percent of the plan's width and height. wedge: the path of its field of view around (0, 0).
    handle_x, handle_y: the end of its middle line, by which it is turned.
    """

    line: CameraLine
    x: float
    y: float
    wedge: str
    handle_x: float
    handle_y: float


@dataclass(frozen=True, slots=True)
class Plan:
    """One floor plan with the cameras on it, and the other cameras of the site."""

    plan: FloorPlan
    placed: tuple[Placed, ...]
    elsewhere: tuple[CameraLine, ...]


def placing(plan: FloorPlan, lines: Iterable[CameraLine]) -> Plan:
    """Where each of the site's cameras is on the plan."""
    placed, elsewhere = [], []
    for line in lines:
        camera = line.camera
        if camera.floor_plan_id == plan.pk and camera.plan_x is not None and camera.plan_y is not None:
            placed.append(_placed(line, camera.plan_x, camera.plan_y))
        else:
            elsewhere.append(line)
    return Plan(plan, tuple(placed), tuple(elsewhere))


def wedge_path(heading_deg: float, field_of_view_deg: float, reach: float = REACH) -> str:
    """The SVG path of a field of view from (0, 0). heading_deg: clockwise from up; 360 degrees are a disc."""
    if field_of_view_deg >= 360:
        half_disc = f"A{reach:g} {reach:g} 0 1 1 0"
        return f"M0 {-reach:g} {half_disc} {reach:g} {half_disc} {-reach:g} Z"
    half = field_of_view_deg / 2
    left, right = (towards(heading_deg + turn, reach) for turn in (-half, half))
    large = int(field_of_view_deg > 180)
    return f"M0 0 L{left[0]:g} {left[1]:g} A{reach:g} {reach:g} 0 {large} 1 {right[0]:g} {right[1]:g} Z"


def towards(heading_deg: float, reach: float) -> tuple[float, float]:
    """The point that lies `reach` away from (0, 0); y grows downwards."""
    angle = radians(heading_deg)
    return round(reach * sin(angle), 1) + 0.0, round(-reach * cos(angle), 1) + 0.0


def _placed(line: CameraLine, x: float, y: float) -> Placed:
    camera = line.camera
    wedge = wedge_path(camera.heading_deg, camera.field_of_view_deg)
    return Placed(line, round(x * 100, 2), round(y * 100, 2), wedge, *towards(camera.heading_deg, REACH))
