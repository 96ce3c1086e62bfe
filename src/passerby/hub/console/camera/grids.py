"""Where people were and moved, as the layers of the live view draw it."""

from typing import Any
from zoneinfo import ZoneInfo

from passerby.hub.charts.words import number_text
from passerby.hub.crowd import queries
from passerby.hub.crowd.spans import Span
from passerby.hub.sites.models import Camera

GRID_SPANS = {"hour": "last hour", "today": "today", "week": "last 7 days", "month": "last 28 days"}
"""What the layers can be of, by the value that a page sends."""


def grids_of(camera: Camera, name: str, now_s: float) -> dict[str, Any]:
    """density and flow, row by row, or null where nothing was counted; note: what they show, in words.

    A name that is not in GRID_SPANS means the last hour.
    """
    words = GRID_SPANS.get(name, GRID_SPANS["hour"])
    found = queries.grids(camera.pk, _span(name, ZoneInfo(camera.site.time_zone), now_s))
    if found is None or not found.density.any():
        return {"density": None, "flow": None, "note": f"Nobody was counted here: {words}."}
    fullest = number_text(round(float(found.density.max()), 2))
    return {
        "density": found.density.round(5).tolist(),
        "flow": found.flow.round(5).tolist(),
        "note": f"{words.capitalize()}: {fullest} people on average where it is strongest.",
    }


def _span(name: str, zone: ZoneInfo, now_s: float) -> Span:
    if name == "today":
        return Span.today(zone, now_s)
    if name in ("week", "month"):
        return Span.last(zone, now_s, days=7 if name == "week" else 28)
    return Span.last(zone, now_s, hours=1)
