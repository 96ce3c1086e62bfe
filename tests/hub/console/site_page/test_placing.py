"""Where cameras are drawn on a floor plan."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.console.site.camera_lines import CameraLine
from passerby.hub.console.site.placing import REACH, placing, towards, wedge_path
from passerby.hub.sites.models import Camera, FloorPlan


@pytest.mark.parametrize(
    ("heading", "point"), [(0, (0, -10)), (90, (10, 0)), (180, (0, 10)), (270, (-10, 0)), (360, (0, -10))]
)
def test_a_heading_turns_clockwise_from_the_upper_edge(heading: float, point: tuple[float, float]) -> None:
    assert towards(heading, 10) == point


@given(heading=st.floats(0, 360), view=st.floats(1, 359))
def test_both_sides_of_a_wedge_lie_half_a_view_from_its_heading(heading: float, view: float) -> None:
    numbers = [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", wedge_path(heading, view))]
    left, right = numbers[2:4], numbers[-2:]
    for (x, y), turn in ((left, -view / 2), (right, view / 2)):
        assert math.hypot(x, y) == pytest.approx(REACH, abs=0.2)
        wanted = math.radians(heading + turn)
        assert math.dist((x, y), (REACH * math.sin(wanted), -REACH * math.cos(wanted))) < 0.2


def test_a_view_all_around_is_a_disc() -> None:
    assert wedge_path(30, 360).startswith("M0 -64 A")
    assert "L" not in wedge_path(30, 360)


def test_a_camera_stands_on_its_own_plan_alone() -> None:
    here, other = FloorPlan(pk=1, name="Ground floor"), FloorPlan(pk=2, name="Roof")
    cameras = [
        Camera(id="a", floor_plan=here, plan_x=0.25, plan_y=0.5, heading_deg=90),
        Camera(id="b", floor_plan=other, plan_x=0.5, plan_y=0.5),
        Camera(id="c"),
    ]
    plan = placing(here, [CameraLine(camera, None, "silent", "", "bad") for camera in cameras])
    assert [(placed.line.camera.pk, placed.x, placed.y) for placed in plan.placed] == [("a", 25.0, 50.0)]
    assert (plan.placed[0].handle_x, plan.placed[0].handle_y) == (REACH, 0)
    assert [line.camera.pk for line in plan.elsewhere] == ["b", "c"]
