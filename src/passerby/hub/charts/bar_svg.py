"""A chart of bars as SVG: groups side by side, one group per category."""

from collections.abc import Iterator
from functools import partial

from passerby.hub.charts.frame import (
    Label,
    axis_words,
    fit,
    picture,
    plain_field,
    rule,
    value_lines,
)
from passerby.hub.charts.markup import Markup, element, percent
from passerby.hub.charts.model import BarChart, ChartSize
from passerby.hub.charts.value_axis import ValueAxis, value_axis

_FILLED = 0.76
"""How much of a category's width its bars take; the rest is air."""
_ROUND = 2


def bar_svg(chart: BarChart, size: ChartSize, chart_id: str, description: str, fixed: bool) -> Markup:
    """The chart as markup for a page: as wide as its place, as high as size.height and a line of words."""
    axis = value_axis(value for series in chart.series for value in series.values)
    parts = [
        *value_lines(axis, size.height),
        plain_field(size.height, _bars(chart, axis, size.height)),
        *axis_words(partial(_labels, chart), size, fixed),
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
    """A label under every category, or every second, third and so on, as many as fit."""
    count = len(chart.categories)
    every = [Label((index + 0.5) / count, text) for index, text in enumerate(chart.categories)]
    return next((every[::step] for step in range(1, count) if fit(every[::step], width)), every[:1])
