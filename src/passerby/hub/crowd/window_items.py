"""The figures of a window's zones and lines as short text: there are tens of millions of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from passerby.shapes.window import DWELL_EDGES_S, Dwell, LineFigures, ZoneFigures

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class WindowItems:
    """Zones and lines of one window."""

    zones: tuple[ZoneFigures, ...]
    lines: tuple[LineFigures, ...]


def pack_zones(zones: Sequence[ZoneFigures]) -> str:
    """Zones as JSON: [[name, now, mean, peak, per m2, dwell...]...]."""
    return _write([_zone(zone) for zone in zones])


def pack_lines(lines: Sequence[LineFigures]) -> str:
    """Lines as JSON: [[name, entered, left]...]."""
    return _write([[line.name, line.entered, line.left] for line in lines])


def unpack_zones(text: str) -> tuple[ZoneFigures, ...]:
    """The inverse of `pack_zones`."""
    return tuple(map(_read_zone, json.loads(text)))


@lru_cache(maxsize=4096)
def unpack_lines(text: str) -> tuple[LineFigures, ...]:
    """The inverse of `pack_lines`. In most windows few people cross, so that most texts are alike."""
    return tuple(LineFigures(*line) for line in json.loads(text))


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
