"""A window as flat rows, for CSV and Parquet. `docs/crowd-figures.md` lists the columns."""

from collections.abc import Iterator
from itertools import pairwise

from passerby.events.checked import time_text
from passerby.events.window_record import DIRECTION_KEYS
from passerby.shapes.window import DWELL_EDGES_S, Balance, Dwell, Flow, LineFigures, Window, ZoneFigures

Scalar = str | int | float | None


def _bin_names() -> tuple[str, ...]:
    edges = [f"{edge:g}" for edge in DWELL_EDGES_S]
    closed = [f"dwell_{low}_to_{high}_s" for low, high in pairwise(edges)]
    return (*closed, f"dwell_{edges[-1]}_s_up")


DWELL_BINS = _bin_names()

COLUMNS: dict[str, type[str] | type[int] | type[float]] = {
    "started_at": str,
    "ended_at": str,
    "camera": str,
    "detector": str,
    "observed_s": float,
    "frames": int,
    "dropped": int,
    "skipped": int,
    "item": str,
    "name": str,
    "people_now": int,
    "people_mean": float,
    "people_peak": int,
    "people_per_m2": float,
    "entered": int,
    "left": int,
    "dwell_ended": int,
    "dwell_ended_mean_s": float,
    "dwell_ended_max_s": float,
    "dwell_current_mean_s": float,
    "dwell_current_max_s": float,
    **dict.fromkeys(DWELL_BINS, int),
    "balance_by_lines": int,
    "balance_seen": float,
    "balance_difference": float,
    "balance_reconciled": float,
    "balance_reset_at": str,
    **{f"moving_{key}_s": float for key in DIRECTION_KEYS},
    "still_s": float,
    "speed_m_s": float,
}
"""Every column, in order, with the type of its values; any value may be None where its item has none."""


def to_rows(window: Window) -> list[dict[str, Scalar]]:
    """One row for the whole view, then one per zone and per line; each has every one of COLUMNS, in order."""
    shared: dict[str, Scalar] = {
        "started_at": time_text(window.started_at),
        "ended_at": time_text(window.ended_at),
        "camera": window.camera,
        "detector": window.detector,
        "observed_s": round(window.observed_s, 3),
        "frames": window.frames,
        "dropped": window.dropped,
        "skipped": window.skipped,
    }
    blank: dict[str, Scalar] = dict.fromkeys(COLUMNS)
    return [blank | shared | item for item in _items(window)]


def _items(window: Window) -> Iterator[dict[str, Scalar]]:
    yield {
        "item": "view",
        "name": "",
        "people_now": window.people_now,
        "people_mean": round(window.people_mean, 3),
        "people_peak": window.people_peak,
        **({} if window.balance is None else _balance(window.balance)),
        **_flow(window.flow),
    }
    yield from map(_zone, window.zones)
    yield from map(_line, window.lines)


def _zone(zone: ZoneFigures) -> dict[str, Scalar]:
    return {
        "item": "zone",
        "name": zone.name,
        "people_now": zone.people_now,
        "people_mean": round(zone.people_mean, 3),
        "people_peak": zone.people_peak,
        "people_per_m2": None if zone.people_per_m2 is None else round(zone.people_per_m2, 4),
        **_dwell(zone.dwell),
    }


def _line(line: LineFigures) -> dict[str, Scalar]:
    return {"item": "line", "name": line.name, "entered": line.entered, "left": line.left}


def _dwell(dwell: Dwell) -> dict[str, Scalar]:
    return {
        "dwell_ended": sum(dwell.ended),
        "dwell_ended_mean_s": round(dwell.ended_mean_s, 3),
        "dwell_ended_max_s": round(dwell.ended_max_s, 3),
        "dwell_current_mean_s": round(dwell.current_mean_s, 3),
        "dwell_current_max_s": round(dwell.current_max_s, 3),
        **dict(zip(DWELL_BINS, dwell.ended, strict=True)),
    }


def _balance(balance: Balance) -> dict[str, Scalar]:
    return {
        "balance_by_lines": balance.by_lines,
        "balance_seen": round(balance.seen, 3),
        "balance_difference": round(balance.difference, 3),
        "balance_reconciled": round(balance.reconciled, 3),
        "balance_reset_at": time_text(balance.reset_at),
    }


def _flow(flow: Flow) -> dict[str, Scalar]:
    return {
        **{f"moving_{key}_s": round(s, 3) for key, s in zip(DIRECTION_KEYS, flow.moving_s, strict=True)},
        "still_s": round(flow.still_s, 3),
        "speed_m_s": None if flow.speed_m_s is None else round(flow.speed_m_s, 3),
    }
