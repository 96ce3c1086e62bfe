"""A chart ready for the template `parts/chart.html`: picture, legend, read-out and table."""

import json
from dataclasses import dataclass
from datetime import datetime

from passerby.hub.charts.description import describe
from passerby.hub.charts.legend import legend_markup
from passerby.hub.charts.markup import Markup
from passerby.hub.charts.model import HOURS, WEEKDAYS, WIDE, Chart, ChartSize, HeatChart, TimeChart
from passerby.hub.charts.svg import render_svg
from passerby.hub.charts.table import Cell, Table, to_table
from passerby.hub.charts.time_axis import moment_text
from passerby.hub.charts.words import number_text

UNOBSERVED = "not observed"


@dataclass(frozen=True, slots=True)
class ChartView:
    """What the template shows. readout: JSON for chart.js; its positions are shares of the plot's width."""

    id: str
    title: str
    unit: str
    svg: Markup
    legend: Markup
    summary: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    readout: Markup
    heat: bool


def chart_view(chart: Chart, chart_id: str, size: ChartSize = WIDE) -> ChartView:
    """The chart for a page. chart_id: letters, digits and dashes, which no other chart of the page has."""
    table = to_table(chart)
    rows = tuple(tuple(_words(chart, cell) for cell in row) for row in table.rows)
    return ChartView(
        id=chart_id,
        title=chart.title,
        unit=chart.unit,
        svg=render_svg(chart, size, chart_id),
        legend=legend_markup(chart, chart_id),
        summary=describe(chart),
        columns=tuple(column.name for column in table.columns),
        rows=rows,
        readout=_for_script(_readout(chart, table, rows)),
        heat=isinstance(chart, HeatChart),
    )


def _words(chart: Chart, cell: Cell) -> str:
    if isinstance(cell, datetime):
        step_s = chart.step_s if isinstance(chart, TimeChart) else None
        return moment_text(cell.timestamp(), cell.tzinfo, step_s) if cell.tzinfo else cell.isoformat()
    if cell is None:
        return UNOBSERVED
    return cell if isinstance(cell, str) else number_text(cell)


def _readout(chart: Chart, table: Table, rows: tuple[tuple[str, ...], ...]) -> dict[str, object]:
    if isinstance(chart, HeatChart):
        labels = [f"{day} {hour:02}:00" for day in WEEKDAYS for hour in range(HOURS)]
        values = [value for _, *row in rows for value in row]
        return {
            "rows": len(WEEKDAYS),
            "positions": [round((hour + 0.5) / HOURS, 4) for hour in range(HOURS)],
            "labels": labels,
            "series": [{"name": chart.unit, "values": values}],
        }
    names = [column.name for column in table.columns[1:]]
    return {
        "positions": _positions(chart, table),
        "labels": [row[0] for row in rows],
        "series": [
            {"name": name, "values": [row[index] for row in rows]}
            for index, name in enumerate(names, start=1)
        ],
    }


def _positions(chart: Chart, table: Table) -> list[float]:
    if not isinstance(chart, TimeChart):
        return [round((index + 0.5) / len(table.rows), 4) for index in range(len(table.rows))]
    start, end = chart.span
    times = [row[0].timestamp() for row in table.rows if isinstance(row[0], datetime)]
    return [round((at - start) / (end - start), 4) for at in times]


def _for_script(value: dict[str, object]) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
