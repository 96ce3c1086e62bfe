"""The few shapes of SQL that every question is made of. Figures of many cameras come in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template
from typing import Any

from django.db import connection

from passerby.hub.crowd.models import (
    CrowdWindow,
    DayRollUp,
    FiveMinuteStrip,
    HourGrid,
    HourRollUp,
    HourStrip,
    MinuteRollUp,
    Series,
)
from passerby.hub.crowd.row_keys import ROLL_UPS_PER_SERIES, WINDOWS_PER_SERIES
from passerby.hub.crowd.spans import Resolution

AT_S = f"(r.key & {ROLL_UPS_PER_SERIES - 1})"
"""When a roll-up begins."""

STARTED_MS = f"(r.key & {WINDOWS_PER_SERIES - 1})"
"""When a window begins."""


def count_of(column: str) -> str:
    """The sum of a column of counts, as a whole number: PostgreSQL would make it a decimal one."""
    return f'CAST(SUM(r."{column}") AS bigint)'


ROLL_UPS: dict[Resolution, type[MinuteRollUp] | type[HourRollUp] | type[DayRollUp]] = {
    Resolution.MINUTE: MinuteRollUp,
    Resolution.FIVE_MINUTES: MinuteRollUp,
    Resolution.HOUR: HourRollUp,
    Resolution.DAY: DayRollUp,
}

Table = (
    type[CrowdWindow]
    | type[MinuteRollUp]
    | type[HourRollUp]
    | type[DayRollUp]
    | type[HourGrid]
    | type[FiveMinuteStrip]
    | type[HourStrip]
)
Range = tuple[int, int]
"""From the first, up to and without the second: seconds, of windows milliseconds."""

_IS_ENTRANCE = (
    "EXISTS (SELECT 1 FROM sites_line l"
    " WHERE l.camera_id = s.camera_id AND l.name = s.name AND l.is_entrance)"
)
_NAMES = Template("SELECT s.camera_id, s.name FROM crowd_series s WHERE $condition")
# SQLite takes the tables of a CROSS JOIN in the order they are written: series first, then their rows.
_READ = Template(
    "WITH w(low, high) AS (VALUES $ranges) SELECT $columns "
    "FROM crowd_series s CROSS JOIN w CROSS JOIN $table r WHERE $condition "
    "AND r.key >= s.id * $per_series + w.low AND r.key < s.id * $per_series + w.high $tail"
)
# PostgreSQL chooses their order, and takes ranges of keys for large: OFFSET 0 keeps it from reading the whole
# table before it knows the series.
_READ_LATERAL = Template(
    "WITH w(low, high) AS (VALUES $ranges) SELECT $columns FROM crowd_series s CROSS JOIN w "
    "CROSS JOIN LATERAL (SELECT * FROM $table t WHERE t.key >= s.id * $per_series + w.low "
    "AND t.key < s.id * $per_series + w.high OFFSET 0) r WHERE $condition $tail"
)


@dataclass(frozen=True, slots=True)
class SeriesOf:
    """Which series of which cameras: all of a kind, or of one name, or of lines that lead into the site."""

    camera_ids: Sequence[str]
    kind: str = Series.Kind.VIEW
    name: str = ""
    entrances_only: bool = False

    def condition(self) -> tuple[str, list[Any]]:
        """A condition on crowd_series as `s`, and its parameters."""
        marks = ", ".join(["%s"] * len(self.camera_ids))
        sql, values = f"s.camera_id IN ({marks}) AND s.kind = %s", [*self.camera_ids, self.kind]
        if self.name:
            sql, values = f"{sql} AND s.name = %s", [*values, self.name]
        if self.entrances_only:
            sql += f" AND {_IS_ENTRANCE}"
        return sql, values


def read(columns: str, table: Table, of: SeriesOf, ranges: Sequence[Range], tail: str = "") -> list[Any]:
    """The columns of a table's rows, `r`, whose series, `s`, is asked for and whose start lies in a range.

    tail: SQL after the conditions. Ranges must not overlap.
    """
    if not of.camera_ids or not ranges:
        return []
    condition, values = of.condition()
    template = _READ_LATERAL if connection.vendor == "postgresql" else _READ
    sql = template.substitute(
        ranges=", ".join(["(%s, %s)"] * len(ranges)),
        columns=columns,
        table=table._meta.db_table,
        condition=condition,
        per_series=WINDOWS_PER_SERIES if table is CrowdWindow else ROLL_UPS_PER_SERIES,
        tail=tail,
    )
    bounds = [bound for each in ranges for bound in each]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*bounds, *values])
        return list(cursor.fetchall())


def names(of: SeriesOf) -> set[tuple[str, str]]:
    """Camera and name of each of the series."""
    if not of.camera_ids:
        return set()
    condition, values = of.condition()
    with connection.cursor() as cursor:
        cursor.execute(_NAMES.substitute(condition=condition), values)
        return set(cursor.fetchall())
