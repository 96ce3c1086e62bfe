"""The numbers of a chart as a table: what is drawn, row by row."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from passerby.hub.charts.model import HOURS, WEEKDAYS, BarChart, Chart, HeatChart, TimeChart
from passerby.hub.charts.time_svg import inside

Cell = datetime | str | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """kind: "time" holds datetimes with their zone, "text" str, "number" float; each may hold None."""

    name: str
    kind: type[datetime] | type[str] | type[float]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are columns, in their order."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    zone: ZoneInfo | None = None


def to_table(chart: Chart) -> Table:
    """The chart's numbers. Names of columns are made to differ, so that files keep each."""
    match chart:
        case TimeChart():
            return _time_table(chart)
        case BarChart():
            columns = _columns(Column(chart.category, str), [series.name for series in chart.series])
            values = zip(*(series.values for series in chart.series), strict=True)
            rows = zip(chart.categories, values, strict=True) if chart.series else ()
            return Table(chart.title, columns, tuple((name, *row) for name, row in rows))
        case HeatChart():
            columns = _columns(Column("weekday", str), [f"{hour:02}:00" for hour in range(HOURS)])
            named = zip(WEEKDAYS, chart.rows, strict=True)
            return Table(chart.title, columns, tuple((name, *row) for name, row in named))


def _time_table(chart: TimeChart) -> Table:
    start, end = chart.span
    lines = [dict(inside(chart, series.points)) for series in chart.series]
    names = [series.name for series in chart.series]
    if chart.band is not None:
        lines += [
            {at: low for at, low, _ in chart.band.points if start <= at <= end},
            {at: high for at, _, high in chart.band.points if start <= at <= end},
        ]
        names += [f"{chart.band.name}, from", f"{chart.band.name}, to"]
    times = sorted({at for line in lines for at in line})
    rows = tuple((datetime.fromtimestamp(at, chart.zone), *(line.get(at) for line in lines)) for at in times)
    return Table(chart.title, _columns(Column("time", datetime), names), rows, chart.zone)


def _columns(first: Column, names: list[str]) -> tuple[Column, ...]:
    columns = [first]
    for name in names:
        taken = {column.name for column in columns}
        unique, count = name, 2
        while unique in taken:
            unique, count = f"{name} ({count})", count + 1
        columns.append(Column(unique, float))
    return tuple(columns)
