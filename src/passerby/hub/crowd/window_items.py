"""The figures of a window's zones and lines as short text: there are tens of millions of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from passerby.shapes.window import DWELL_EDGES_S, Dwell, LineFigures, ZoneFigures

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class WindowItems:
    """Zones and lines of one window."""

    zones: tuple[ZoneFigures, ...]
    lines: tuple[LineFigures, ...]


def pack(zones: Sequence[ZoneFigures], lines: Sequence[LineFigures]) -> str:
    """Zones and lines as JSON: [[name, now, mean, peak, per m2, dwell...]...], [[name, entered, left]...]."""
    return _write([[_zone(zone) for zone in zones], [[line.name, line.entered, line.left] for line in lines]])


def unpack(text: str) -> WindowItems:
    """The inverse of `pack`."""
    zones, lines = json.loads(text)
    return WindowItems(tuple(map(_read_zone, zones)), tuple(LineFigures(*line) for line in lines))


def _zone(zone: ZoneFigures) -> list[Any]:
    dwell = zone.dwell
    figures: list[Any] = [zone.name, zone.people_now, zone.people_mean, zone.people_peak, zone.people_per_m2]
    figures += [dwell.current_mean_s, dwell.current_max_s]
    if any(dwell.ended):
        # Most windows see no stay end, and then say nothing of it.
        figures += [dwell.ended_mean_s, dwell.ended_max_s, dwell.ended]
    return figures


def _read_zone(figures: list[Any]) -> ZoneFigures:
    name, now, mean, peak, per_m2, current_mean_s, current_max_s, *ended = figures
    ended_mean_s, ended_max_s, counts = ended or (0.0, 0.0, [0] * len(DWELL_EDGES_S))
    dwell = Dwell(tuple(counts), ended_mean_s, ended_max_s, current_mean_s, current_max_s)
    return ZoneFigures(name, now, mean, peak, dwell, per_m2)
