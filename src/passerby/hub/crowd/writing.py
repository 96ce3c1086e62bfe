"""Writing the rows of a batch: each table in one go, in the order of its key."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from string import Template
from typing import Any

import numpy as np
from django.db import connection

from passerby.hub.crowd.answers import StoredWindow
from passerby.hub.crowd.models import (
    CrowdWindow,
    DayRollUp,
    FiveMinuteStrip,
    HourGrid,
    HourRollUp,
    HourStrip,
    MinuteRollUp,
)
from passerby.hub.crowd.row_keys import ROLL_UPS_PER_SERIES, roll_up_key, window_key
from passerby.hub.crowd.site_strips import forget_sums
from passerby.hub.crowd.strips import People, packed, strip_keys, unpacked
from passerby.hub.crowd.sums import ADDED, COLUMNS, LARGEST, GridKey, GridSums, Sums
from passerby.hub.crowd.window_items import pack_lines, pack_zones

_UPSERT = Template("INSERT INTO $table ($columns) VALUES ($marks) ON CONFLICT (key) DO UPDATE SET $changes")
_WINDOW = (
    "ended_ms",
    "observed_s",
    "frames",
    "dropped",
    "skipped",
    "people_now",
    "people_mean",
    "people_peak",
    "zones",
    "lines",
)
_GRID = ("observed_s", "density_s", "flow_s")
_STRIP = ("slots",)
_KEYS_AT_ONCE = 500

StripTable = type[FiveMinuteStrip] | type[HourStrip]
RollUpTable = type[MinuteRollUp] | type[HourRollUp] | type[DayRollUp]


def write_roll_ups(table: RollUpTable, sums: Sums) -> None:
    """Add sums to what is there."""
    keys = (sums.series * ROLL_UPS_PER_SERIES + sums.starts_s).tolist()
    _write(_roll_up_sql(table._meta.db_table), zip(keys, *sums.values.T.tolist(), strict=True))


def write_windows(windows: Iterable[tuple[int, StoredWindow]]) -> None:
    """Store windows of series; one that is there is replaced."""
    rows = [
        (
            window_key(series, window.started_ms),
            window.ended_ms,
            window.observed_s,
            window.frames,
            window.dropped,
            window.skipped,
            window.people_now,
            window.people_mean,
            window.people_peak,
            pack_zones(window.items.zones),
            pack_lines(window.items.lines),
        )
        for series, window in windows
    ]
    rows.sort()
    _write(_replace_sql(CrowdWindow._meta.db_table, _WINDOW), rows)


def write_grids(grids: Mapping[GridKey, GridSums]) -> None:
    """Add grids to what is there."""
    added = {roll_up_key(*key): sums for key, sums in sorted(grids.items())}
    stored = _stored_grids(list(added))
    rows = [(key, *_grid_row(sums, stored.get(key))) for key, sums in added.items()]
    _write(_replace_sql(HourGrid._meta.db_table, _GRID), rows)


def write_strips(table: StripTable, people: People) -> None:
    """Add people, each series and bucket of whom comes once, to what is there."""
    if not len(people):
        return
    keys = sorted(set(strip_keys(people, table.length_s).tolist()))
    stored = [
        (strip.key, strip.slots)
        for first in range(0, len(keys), _KEYS_AT_ONCE)
        for strip in table.objects.filter(pk__in=keys[first : first + _KEYS_AT_ONCE])
    ]
    together = People.joined([unpacked(stored), people]).by_bucket()
    _write(_replace_sql(table._meta.db_table, _STRIP), packed(together, table.length_s))
    if table is HourStrip:
        forget_sums(key % ROLL_UPS_PER_SERIES for key in keys)


def write_ends(ended_ms: Mapping[int, int]) -> None:
    """Note when the latest window of each series of a whole view ended."""
    rows = [(ends, series) for series, ends in ended_ms.items()]
    _write("UPDATE crowd_series SET last_ended_ms = %s WHERE id = %s", rows)


def _stored_grids(keys: Sequence[int]) -> dict[int, HourGrid]:
    found: dict[int, HourGrid] = {}
    for first in range(0, len(keys), _KEYS_AT_ONCE):
        found |= HourGrid.objects.in_bulk(keys[first : first + _KEYS_AT_ONCE])
    return found


def _grid_row(sums: GridSums, stored: HourGrid | None) -> tuple[float, bytes, bytes]:
    if stored is None:
        return sums.observed_s, sums.density_s.tobytes(), sums.flow_s.tobytes()
    density_s = np.frombuffer(stored.density_s, np.float32) + sums.density_s.reshape(-1)
    flow_s = np.frombuffer(stored.flow_s, np.float32) + sums.flow_s.reshape(-1)
    return stored.observed_s + sums.observed_s, density_s.tobytes(), flow_s.tobytes()


@cache
def _roll_up_sql(table: str) -> str:
    added = [f'"{name}" = {table}."{name}" + excluded."{name}"' for name in ADDED]
    largest = [
        f'"{name}" = CASE WHEN excluded."{name}" > {table}."{name}" '
        f'THEN excluded."{name}" ELSE {table}."{name}" END'
        for name in LARGEST
    ]
    return _upsert(table, COLUMNS, [*added, *largest])


@cache
def _replace_sql(table: str, columns: tuple[str, ...]) -> str:
    return _upsert(table, columns, [f'"{name}" = excluded."{name}"' for name in columns])


def _upsert(table: str, columns: Sequence[str], changes: Sequence[str]) -> str:
    return _UPSERT.substitute(
        table=table,
        columns=", ".join(["key", *(f'"{name}"' for name in columns)]),
        marks=", ".join(["%s"] * (1 + len(columns))),
        changes=", ".join(changes),
    )


def _write(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))
