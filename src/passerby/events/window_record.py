"""A window as a record: what is written to JSON Lines, and what travels. `docs/crowd-figures.md` lists it."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from passerby.events.checked import Record, packed, time_text
from passerby.shapes.errors import RecordError
from passerby.shapes.scene import MAX_ITEMS
from passerby.shapes.window import (
    DIRECTIONS,
    DWELL_EDGES_S,
    GRID_COLS,
    GRID_ROWS,
    Balance,
    Dwell,
    Flow,
    LineFigures,
    Window,
    ZoneFigures,
)

VERSION = 1
KIND = "crowd.window"

DIRECTION_KEYS = tuple(direction.replace(" ", "_") for direction in DIRECTIONS)


def to_record(window: Window, *, packs: bool = False) -> dict[str, object]:
    """The window as a JSON-safe record: plain dicts, lists, text and numbers, always in the same order.

    Seconds and people are rounded to three decimals, velocities to four. packs: write the grids as text, as
    they travel, instead of as nested lists, which people can read and are kept in files.
    """
    return {
        "version": VERSION,
        "kind": KIND,
        "camera": window.camera,
        "started_at": time_text(window.started_at),
        "ended_at": time_text(window.ended_at),
        "detector": window.detector,
        "observed_s": _rounded(window.observed_s),
        "frames": window.frames,
        "dropped": window.dropped,
        "skipped": window.skipped,
        "people_now": window.people_now,
        "people_mean": _rounded(window.people_mean),
        "people_peak": window.people_peak,
        "zones": [_zone(zone) for zone in window.zones],
        "lines": [{"name": line.name, "entered": line.entered, "left": line.left} for line in window.lines],
        "balance": None if window.balance is None else _balance(window.balance),
        "density": _grid(window.density, 3, packs),
        "flow": _flow(window.flow, packs),
        "final": window.final,
    }


def from_record(record: Mapping[str, object], *, packs: bool = False) -> Window:
    """The window that a record tells; the inverse of `to_record` up to its rounding.

    packs: whether its grids are packed, as where it travels; they are then read in a tenth of the time.

    Raises RecordError, naming the field, for another version or kind, for fields missing or unknown, and for
    values that no window has.
    """
    fields = Record(record, "window")
    if fields.take("version") != VERSION or fields.take("kind") != KIND:
        raise RecordError(
            f"wanted a record of kind {KIND!r}, version {VERSION}; got kind {record.get('kind')!r}, version "
            f"{record.get('version')!r}: update Passerby, or read the record with the version that wrote it"
        )
    balance = fields.take("balance")
    started_at, ended_at = fields.time("started_at"), fields.time("ended_at")
    if not started_at < ended_at:
        raise RecordError(f"window.ended_at must be later than its started_at, {record['started_at']}")
    window = Window(
        camera=fields.text("camera"),
        started_at=started_at,
        ended_at=ended_at,
        detector=fields.text("detector"),
        observed_s=fields.number("observed_s"),
        frames=fields.count("frames"),
        dropped=fields.count("dropped"),
        skipped=fields.count("skipped"),
        people_now=fields.count("people_now"),
        people_mean=fields.number("people_mean"),
        people_peak=fields.count("people_peak"),
        zones=tuple(_read_zone(zone) for zone in fields.records("zones", MAX_ITEMS)),
        lines=tuple(_read_line(line) for line in fields.records("lines", MAX_ITEMS)),
        balance=None if balance is None else _read_balance(Record(balance, "window.balance")),
        density=_read_grid(fields, "density", (GRID_ROWS, GRID_COLS), packs, low=0.0),
        flow=_read_flow(fields.record("flow"), packs),
        final=fields.flag("final"),
    )
    fields.finish()
    return window


def _rounded(value: float, decimals: int = 3) -> float:
    # Adding 0.0 turns -0.0 into 0.0.
    return round(float(value), decimals) + 0.0


def _grid(grid: npt.NDArray[np.float32], decimals: int, packs: bool) -> object:
    rounded = np.round(grid.astype(np.float64), decimals) + 0.0
    return packed(rounded.astype(np.float32)) if packs else rounded.tolist()


def _read_grid(
    fields: Record, key: str, shape: tuple[int, ...], packs: bool, low: float = -np.inf
) -> npt.NDArray[np.float32]:
    return fields.packed_grid(key, shape, low) if packs else fields.grid(key, shape, low)


def _zone(zone: ZoneFigures) -> dict[str, object]:
    dwell = zone.dwell
    return {
        "name": zone.name,
        "people_now": zone.people_now,
        "people_mean": _rounded(zone.people_mean),
        "people_peak": zone.people_peak,
        "people_per_m2": None if zone.people_per_m2 is None else _rounded(zone.people_per_m2, 4),
        "dwell": {
            "ended": list(dwell.ended),
            "ended_mean_s": _rounded(dwell.ended_mean_s),
            "ended_max_s": _rounded(dwell.ended_max_s),
            "current_mean_s": _rounded(dwell.current_mean_s),
            "current_max_s": _rounded(dwell.current_max_s),
        },
    }


def _read_zone(zone: Record) -> ZoneFigures:
    dwell = zone.record("dwell")
    figures = ZoneFigures(
        name=zone.text("name"),
        people_now=zone.count("people_now"),
        people_mean=zone.number("people_mean"),
        people_peak=zone.count("people_peak"),
        people_per_m2=zone.optional_number("people_per_m2"),
        dwell=Dwell(
            ended=dwell.counts("ended", len(DWELL_EDGES_S)),
            ended_mean_s=dwell.number("ended_mean_s"),
            ended_max_s=dwell.number("ended_max_s"),
            current_mean_s=dwell.number("current_mean_s"),
            current_max_s=dwell.number("current_max_s"),
        ),
    )
    dwell.finish()
    zone.finish()
    return figures


def _read_line(line: Record) -> LineFigures:
    figures = LineFigures(line.text("name"), line.count("entered"), line.count("left"))
    line.finish()
    return figures


def _balance(balance: Balance) -> dict[str, object]:
    return {
        "by_lines": balance.by_lines,
        "seen": _rounded(balance.seen),
        "difference": _rounded(balance.difference),
        "reconciled": _rounded(balance.reconciled),
        "reset_at": time_text(balance.reset_at),
    }


def _read_balance(balance: Record) -> Balance:
    figures = Balance(
        by_lines=balance.whole("by_lines"),
        seen=balance.number("seen"),
        difference=balance.signed("difference"),
        reconciled=balance.number("reconciled"),
        reset_at=balance.time("reset_at"),
    )
    balance.finish()
    return figures


def _flow(flow: Flow, packs: bool) -> dict[str, object]:
    return {
        "moving_s": {key: _rounded(s) for key, s in zip(DIRECTION_KEYS, flow.moving_s, strict=True)},
        "still_s": _rounded(flow.still_s),
        "speed_m_s": None if flow.speed_m_s is None else _rounded(flow.speed_m_s),
        "grid": _grid(flow.grid, 4, packs),
    }


def _read_flow(flow: Record, packs: bool) -> Flow:
    moving = flow.record("moving_s")
    figures = Flow(
        moving_s=tuple(moving.number(key) for key in DIRECTION_KEYS),
        still_s=flow.number("still_s"),
        speed_m_s=flow.optional_number("speed_m_s"),
        grid=_read_grid(flow, "grid", (GRID_ROWS, GRID_COLS, 2), packs),
    )
    moving.finish()
    flow.finish()
    return figures
