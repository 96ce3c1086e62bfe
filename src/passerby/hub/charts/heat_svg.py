"""A typical week as SVG: one cell per hour, the deeper the more; empty where nothing was observed."""

from collections.abc import Iterator

from passerby.hub.charts.frame import TOP, Label, picture, plain_field, word_line
from passerby.hub.charts.markup import Markup, element, percent
from passerby.hub.charts.model import HOURS, WEEKDAYS, ChartSize, HeatChart

_GAP_SHARE = 0.003
_FAINTEST = 0.08


def heat_svg(chart: HeatChart, size: ChartSize, chart_id: str, description: str) -> Markup:
    """The chart as markup for a page: as wide as its place, as high as size.height and a line of words."""
    row_height = size.height / len(WEEKDAYS)
    names = [
        element("text", name[:3], x=-8, y=TOP + row_height * (index + 0.5) + 4, text_anchor="end")
        for index, name in enumerate(WEEKDAYS)
    ]
    labels = [Label((hour + 0.5) / HOURS, f"{hour:02}") for hour in range(0, HOURS, 3)]
    parts = [*names, plain_field(size.height, _cells(chart, row_height)), *word_line(labels, size.height)]
    return picture(chart_id, chart.title, description, size.height, parts)


def _cells(chart: HeatChart, row_height: float) -> Iterator[Markup]:
    top = max((value for row in chart.rows for value in row if value is not None), default=0.0)
    for index, row in enumerate(chart.rows):
        for hour, value in enumerate(row):
            yield _cell(hour / HOURS, index * row_height, row_height, _depth(value, top))
    yield element(
        "rect", class_="chart-rule cell", visibility="hidden", fill="none", x="0", y=0,
        width=percent(1 / HOURS), height=row_height,
    )  # fmt: skip


def _cell(left: float, y: float, height: float, depth: float | None) -> Markup:
    style = (
        {"class_": "chart-heat-none"}
        if depth is None
        else {"class_": "chart-heat", "fill_opacity": f"{depth:.2f}"}
    )
    return element(
        "rect", x=percent(left + _GAP_SHARE / 2), y=y + 1, width=percent(1 / HOURS - _GAP_SHARE),
        height=height - 2, rx=2, **style,
    )  # fmt: skip


def _depth(value: float | None, top: float) -> float | None:
    if value is None:
        return None
    return _FAINTEST + (1 - _FAINTEST) * max(value, 0.0) / top if top > 0 else _FAINTEST
