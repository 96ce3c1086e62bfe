"""A chart of bars as SVG: groups side by side, one group per category."""

from collections.abc import Iterator

from passerby.hub.charts.frame import (
    Label,
    labels_that_fit,
    picture,
    plain_field,
    rule,
    value_lines,
    word_line,
)
from passerby.hub.charts.markup import Markup, element, percent
from passerby.hub.charts.model import BarChart, ChartSize
from passerby.hub.charts.time_svg import NARROW_WIDTH
from passerby.hub.charts.value_axis import ValueAxis, value_axis

_FILLED = 0.76
"""How much of a category's width its bars take; the rest is air."""
_ROUND = 2


def bar_svg(chart: BarChart, size: ChartSize, chart_id: str, description: str) -> Markup:
    """The chart as markup for a page: as wide as its place, as high as size.height and a line of words."""
    axis = value_axis(value for series in chart.series for value in series.values)
    parts = [
        *value_lines(axis, size.height),
        plain_field(size.height, _bars(chart, axis, size.height)),
        *word_line(_labels(chart, size.width), size.height),
        rule(size.height),
    ]
    return picture(chart_id, chart.title, description, size.height, parts)


def _bars(chart: BarChart, axis: ValueAxis, height: int) -> Iterator[Markup]:
    count = max(len(chart.categories), 1)
    width = _FILLED / count / max(len(chart.series), 1)
    zero = height * (1 - axis.share(0))
    for place, series in enumerate(chart.series):
        for index, value in enumerate(series.values):
            if not value:
                continue
            left = (index + (1 - _FILLED) / 2) / count + place * width
            y = height * (1 - axis.share(value))
            yield element(
                "rect", class_=f"chart-bar {series.kind}", x=percent(left), width=percent(width * 0.94),
                y=min(y, zero), height=max(abs(zero - y), 1.0), rx=_ROUND,
            )  # fmt: skip


def _labels(chart: BarChart, width: int) -> list[Label]:
    count = len(chart.categories)
    every = _ceiling(count, labels_that_fit(width, chart.categories))
    seldom = every * _ceiling(_ceiling(count, every), labels_that_fit(NARROW_WIDTH, chart.categories))
    return [
        Label((index + 0.5) / count, text, wide_only=index % seldom != 0)
        for index, text in enumerate(chart.categories)
        if index % every == 0
    ]


def _ceiling(count: int, parts: int) -> int:
    return max(1, -(-count // parts))
