"""The charts of one camera, each built by one function of what is shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from passerby.hub.charts.model import Band, BarChart, Chart, HeatChart, Series, TimeChart, shift_days
from passerby.hub.console.site.charts import dwell_chart
from passerby.hub.console.time_ranges import TimeRange
from passerby.hub.crowd import queries
from passerby.hub.crowd.answers import PeoplePoint
from passerby.hub.crowd.buckets import DAY_S
from passerby.hub.crowd.spans import Resolution, Span, bucket_starts, resolution_for
from passerby.hub.sites.models import Camera

_HOURLY_S = 4 * DAY_S
"""Crossings are told by the hour up to so long a span, and by the day beyond."""

_WEEK_DAYS, _FOUR_WEEKS_DAYS = 7, 28


@dataclass(frozen=True, slots=True)
class Shown:
    """What a chart is drawn of. name: of the zone or line; "" is the whole view."""

    camera: Camera
    range: TimeRange
    name: str = ""

    @property
    def camera_ids(self) -> list[str]:
        """The one camera."""
        return [self.camera.pk]


def people_chart(shown: Shown) -> TimeChart:
    """People in the whole view or a zone, the earlier span dashed; in the whole view what is usual behind."""
    span = shown.range.span
    resolution = resolution_for(span)
    series = [Series("people", _means(_people(shown, span, resolution)))]
    earlier = shown.range.compared
    if earlier is not None:
        points = _means(_people(shown, earlier, resolution))
        name = "the week before" if shown.range.comparison == "week" else "the year before"
        series.append(Series(name, shift_days(points, span.zone, shown.range.compared_days), "comparison"))
    return TimeChart(
        title=f"People in {shown.name}" if shown.name else "People in view",
        unit="people",
        zone=span.zone,
        span=(span.start_s, span.end_s),
        series=tuple(series),
        band=None if shown.name else _usual(shown, span),
        step_s=float(resolution.step_s),
    )


def crossings_chart(shown: Shown) -> TimeChart:
    """Who came in and who went out over one line, by the hour or by the day."""
    span = shown.range.span
    resolution = Resolution.HOUR if span.length_s <= _HOURLY_S else Resolution.DAY
    points = queries.crossings(shown.camera_ids, span, resolution, line=shown.name)
    return TimeChart(
        title=f"In and out by the {resolution}: {shown.name}",
        unit="people",
        zone=span.zone,
        span=(span.start_s, span.end_s),
        series=(
            Series("in", tuple((point.at_s, point.entered) for point in points)),
            Series("out", tuple((point.at_s, point.left) for point in points), "second"),
        ),
        step_s=float(resolution.step_s),
    )


def stays_chart(shown: Shown) -> BarChart:
    """How long people stayed in a zone."""
    return dwell_chart(queries.dwell(shown.camera.pk, shown.name, shown.range.span), shown.name)


def week_chart(shown: Shown) -> HeatChart:
    """How many people a typical week has: over the range, or the four weeks up to its end."""
    range_ = shown.range
    if (range_.last - range_.first).days + 1 < _WEEK_DAYS:
        range_ = replace(range_, first=range_.last - timedelta(days=_FOUR_WEEKS_DAYS - 1))
    grid = queries.weekday_hours(shown.camera_ids, range_.span)
    rows = tuple(tuple(None if value != value else float(value) for value in row) for row in grid)
    return HeatChart(title="People by weekday and hour", unit="people", rows=rows)


CHARTS: Mapping[str, Callable[[Shown], Chart]] = {
    "people": people_chart,
    "crossings": crossings_chart,
    "dwell": stays_chart,
    "week": week_chart,
}
"""Each chart by the part of its address that names it."""


def _people(shown: Shown, span: Span, resolution: Resolution) -> list[PeoplePoint]:
    return queries.people(shown.camera_ids, span, resolution, zone=shown.name)


def _means(points: Iterable[PeoplePoint]) -> tuple[tuple[float, float | None], ...]:
    return tuple((point.at_s, point.mean) for point in points)


def _usual(shown: Shown, span: Span) -> Band | None:
    known = {at_s: (low, high) for at_s, low, high in queries.usual_band(shown.camera_ids, span)}
    if not known:
        return None
    hours = bucket_starts(span, Resolution.HOUR)
    return Band("usual", tuple((at_s, *known.get(at_s, (None, None))) for at_s in hours))
