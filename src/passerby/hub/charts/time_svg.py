"""A chart over time as SVG: the usual band, areas and lines with their gaps, dashed comparisons, a limit."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from passerby.hub.charts.frame import (
    FIELD_WIDTH,
    TOP,
    Label,
    axis_words,
    fit,
    hatch,
    limit_line,
    picture,
    rule,
    stretched_field,
    value_lines,
)
from passerby.hub.charts.markup import Markup, element, percent
from passerby.hub.charts.model import ChartSize, Point, Series, TimeChart
from passerby.hub.charts.paths import Run, area_path, line_path, runs
from passerby.hub.charts.time_axis import midnights, time_ticks
from passerby.hub.charts.value_axis import ValueAxis, value_axis
from passerby.hub.charts.words import DAY_S

_MOST_LABELS = 13
_FEW_DAYS_S = 15 * DAY_S


def time_svg(chart: TimeChart, size: ChartSize, chart_id: str, description: str, fixed: bool) -> Markup:
    """The chart as markup for a page: as wide as its place, as high as size.height and a line of words."""
    axis = axis_of(chart)
    field = _Field(chart, axis, size.height)
    parts = [
        hatch(chart_id),
        *_unobserved(chart, size.height, chart_id),
        *value_lines(axis, size.height),
        *_midnight_lines(chart, size.height),
        stretched_field(size.height, field.shapes()),
        *([] if chart.limit is None else [limit_line(axis, size.height, chart.limit)]),
        *axis_words(partial(_labels, chart), size, fixed),
        rule(size.height),
    ]
    return picture(chart_id, chart.title, description, size.height, parts)


def axis_of(chart: TimeChart) -> ValueAxis:
    """The value axis that holds every series, the band and the limit."""
    return value_axis(
        [
            chart.limit,
            *(value for series in chart.series for _, value in inside(chart, series.points)),
            *(value for at, *both in (chart.band.points if chart.band else ()) for value in both),
        ]
    )


def inside(chart: TimeChart, points: tuple[Point, ...]) -> list[Point]:
    """The points within the chart's span."""
    start, end = chart.span
    return [(at, value) for at, value in points if start <= at <= end]


class _Field:
    """Places points of time and value in the field of one chart."""

    def __init__(self, chart: TimeChart, axis: ValueAxis, height: int) -> None:
        self._chart, self._axis, self._height = chart, axis, height

    def shapes(self) -> Iterator[Markup]:
        """Everything drawn in the field, from the back to the front."""
        for series in self._chart.series:
            yield from self._areas(series)
        yield from self._band()
        for series in sorted(self._chart.series, key=lambda each: each.kind != "comparison"):
            yield from self._lines(series)

    def _x(self, at: float) -> float:
        start, end = self._chart.span
        return FIELD_WIDTH * (at - start) / (end - start)

    def _place(self, run: Run) -> list[tuple[float, float]]:
        return [(self._x(at), self._height * (1 - self._axis.share(value))) for at, value in run]

    def _band(self) -> Iterator[Markup]:
        if self._chart.band is None:
            return
        start, end = self._chart.span
        points = [point for point in self._chart.band.points if start <= point[0] <= end]
        highs = {at: high for at, _, high in points if high is not None}
        for run in runs((at, low if at in highs else None) for at, low, _ in points):
            upper = [(at, highs[at]) for at, _ in run]
            yield element("path", class_="chart-band", d=area_path(self._place(upper), self._place(run)))

    def _areas(self, series: Series) -> Iterator[Markup]:
        for run in self._runs(series) if series.kind == "area" else ():
            base = self._place([(at, 0.0) for at, _ in run])
            yield element("path", class_="chart-area", d=area_path(self._place(run), base))

    def _lines(self, series: Series) -> Iterator[Markup]:
        for run in self._runs(series):
            style = "chart-line" if len(run) > 1 else "chart-dot"
            yield element("path", class_=f"{style} {series.kind}", d=line_path(self._place(run)))

    def _runs(self, series: Series) -> list[Run]:
        return runs(inside(self._chart, series.points), self._chart.step_s)


def unobserved_spans(chart: TimeChart) -> list[tuple[float, float]]:
    """Where the first series has a gap between two values: from, to, in unix seconds."""
    if not chart.series:
        return []
    found = runs(inside(chart, chart.series[0].points), chart.step_s)
    return [(before[-1][0], after[0][0]) for before, after in pairwise(found)]


def _unobserved(chart: TimeChart, height: int, chart_id: str) -> Iterator[Markup]:
    start, end = chart.span
    for left, right in unobserved_spans(chart):
        yield element(
            "rect", class_="chart-unobserved", fill=f"url(#{chart_id}-hatch)", y=TOP, height=height,
            x=percent((left - start) / (end - start)), width=percent((right - left) / (end - start)),
        )  # fmt: skip


def _midnight_lines(chart: TimeChart, height: int) -> Iterator[Markup]:
    start, end = chart.span
    if end - start > _FEW_DAYS_S:
        return
    for at in midnights(start, end, chart.zone):
        x = percent((at - start) / (end - start))
        yield element("line", class_="chart-day", x1=x, x2=x, y1=TOP, y2=TOP + height)


def _labels(chart: TimeChart, width: int) -> list[Label]:
    """As many labels as fit, at the roundest times."""
    start, end = chart.span
    labels: list[Label] = []
    for at_most in range(_MOST_LABELS, 0, -1):
        labels = [
            Label((tick.at - start) / (end - start), tick.label, "strong" if tick.strong else "")
            for tick in time_ticks(start, end, chart.zone, at_most)
        ]
        if fit(labels, width):
            break
    return labels
