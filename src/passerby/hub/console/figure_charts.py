"""Charts of what cameras counted, for the pages of a site and of a camera alike."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby, pairwise

from passerby.hub.charts.model import Band, BarChart, BarSeries, HeatChart, Series, TimeChart, shift_days
from passerby.hub.charts.words import duration_text
from passerby.hub.console.time_ranges import TimeRange
from passerby.hub.crowd import queries
from passerby.hub.crowd.answers import CrossingPoint, DwellFigures, PeoplePoint
from passerby.hub.crowd.kept import kept_resolution
from passerby.hub.crowd.spans import Resolution, Span, bucket_starts, resolution_for
from passerby.shapes.window import DWELL_EDGES_S

_HOURLY_DAYS, _DAILY_DAYS = 2, 62
"""Crossings are shown by the hour, then by the day, and over longer ranges by the month."""


def people_chart(camera_ids: Sequence[str], range_: TimeRange, title: str, zone: str = "") -> TimeChart:
    """People over time, the earlier span dashed; of the whole view, with what is usual behind."""
    span, earlier = range_.span, range_.compared
    spans = [span] if earlier is None else [span, earlier]
    # The earlier span may be so long ago that only coarser sums of it are kept.
    steps = {each: kept_resolution(each.start_s, resolution_for(each)) for each in spans}
    series = [Series("people", _means(queries.people(camera_ids, span, steps[span], zone=zone)))]
    if earlier is not None:
        points = _means(queries.people(camera_ids, earlier, steps[earlier], zone=zone))
        moved = shift_days(points, span.zone, range_.compared_days)
        if any(value is not None for _, value in moved):
            series.append(Series(_earlier_name(range_), moved, "comparison"))
    return TimeChart(
        title=title,
        unit="people",
        zone=span.zone,
        span=(span.start_s, span.end_s),
        series=tuple(series),
        band=None if zone else _usual(camera_ids, span),
        step_s=float(max(step.step_s for step in steps.values())),
    )


def crossings_chart(
    camera_ids: Sequence[str], span: Span, title: str, line: str = "", *, entrances_only: bool = False
) -> BarChart:
    """Who came in and who went out, by the hour, the day or the month."""
    days = (span.end_s - span.start_s) / 86_400
    resolution = Resolution.HOUR if days <= _HOURLY_DAYS + 0.1 else Resolution.DAY
    points = queries.crossings(camera_ids, span, resolution, line=line, entrances_only=entrances_only)
    category, name_of = _bucket(days)
    named = [(name_of(datetime.fromtimestamp(point.at_s, span.zone)), point) for point in points]
    bars = [(name, [point for _, point in group]) for name, group in groupby(named, key=lambda pair: pair[0])]
    return BarChart(
        title=title,
        unit="people",
        category=category,
        categories=tuple(name for name, _ in bars),
        series=(
            BarSeries("in", tuple(_sum(group, "entered") for _, group in bars)),
            BarSeries("out", tuple(_sum(group, "left") for _, group in bars), "second"),
        ),
    )


def dwell_chart(figures: DwellFigures, name: str) -> BarChart:
    """How long people stayed in a zone: visits by their length."""
    return BarChart(
        title=f"Time spent: {name}",
        unit="visits",
        category="length",
        categories=tuple(_dwell_names()),
        series=(BarSeries("visits", tuple(figures.counts)),),
    )


def week_chart(camera_ids: Sequence[str], span: Span, title: str) -> HeatChart:
    """How many people a typical week has, by weekday and hour."""
    grid = queries.weekday_hours(camera_ids, span)
    rows = tuple(tuple(None if value != value else float(value) for value in row) for row in grid)
    return HeatChart(title=title, unit="people", rows=rows)


def _means(points: Iterable[PeoplePoint]) -> tuple[tuple[float, float | None], ...]:
    return tuple((point.at_s, point.mean) for point in points)


def _usual(camera_ids: Sequence[str], span: Span) -> Band | None:
    known = {at_s: (low, high) for at_s, low, high in queries.usual_band(camera_ids, span)}
    if not known:
        return None
    hours = bucket_starts(span, Resolution.HOUR)
    return Band("usual", tuple((at_s, *known.get(at_s, (None, None))) for at_s in hours))


def _earlier_name(range_: TimeRange) -> str:
    return "the week before" if range_.comparison == "week" else "the year before"


def _bucket(days: float) -> tuple[str, Callable[[datetime], str]]:
    if days <= 1.1:
        return "hour", lambda at: f"{at:%H}:00" + (" again" if at.fold else "")
    if days <= _HOURLY_DAYS + 0.1:
        return "hour", lambda at: f"{at:%a %H}:00" + (" again" if at.fold else "")
    if days <= _DAILY_DAYS:
        return "day", lambda at: f"{at:%a} {at.day} {at:%b}"
    return "month", lambda at: f"{at:%b %Y}"


def _sum(points: Iterable[CrossingPoint], way: str) -> float | None:
    """None where nothing was observed in the whole bar."""
    values = [value for point in points if (value := getattr(point, way)) is not None]
    return sum(values) if values else None


def _dwell_names() -> list[str]:
    edges = [duration_text(edge) for edge in DWELL_EDGES_S]
    between = [f"{low} to {high}" for low, high in pairwise(edges[1:])]
    return [f"under {edges[1]}", *between, f"over {edges[-1]}"]
