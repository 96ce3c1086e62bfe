"""What a chart shows, as values: series over time, bars by category, a week by hour. Drawing is elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import isfinite
from typing import Literal
from zoneinfo import ZoneInfo

from passerby.shapes.errors import ChartError

SeriesKind = Literal["area", "line", "second", "comparison"]
"""area: the figure itself, filled; line, second: further figures; comparison: another day's, dashed."""

Point = tuple[float, float | None]
"""Unix seconds, and the value then; None where nothing was observed."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart over time. points: in order of time; a value of None is a gap, never zero."""

    name: str
    points: tuple[Point, ...]
    kind: SeriesKind = "area"

    def __post_init__(self) -> None:
        _check_times(self.name, (at for at, _ in self.points))
        _check_values(self.name, (value for _, value in self.points))


@dataclass(frozen=True, slots=True)
class Band:
    """What is usual: the lowest and highest value to expect at each time; None where nothing is known."""

    name: str
    points: tuple[tuple[float, float | None, float | None], ...]

    def __post_init__(self) -> None:
        _check_times(self.name, (at for at, _, _ in self.points))
        _check_values(self.name, (value for _, *both in self.points for value in both))


@dataclass(frozen=True, slots=True)
class TimeChart:
    """Figures over time, in the time of a site.

    unit: what is counted ("people"). zone: whose clock the axis shows. span: from, to, in unix seconds.
    step_s: how far apart points are; where two are more than 1.5 steps apart the line is broken. None: never.
    limit: a value worth a rule across the chart, as a site's capacity.
    """

    title: str
    unit: str
    zone: ZoneInfo
    span: tuple[float, float]
    series: tuple[Series, ...]
    band: Band | None = None
    step_s: float | None = None
    limit: float | None = None

    def __post_init__(self) -> None:
        start, end = self.span
        if not (isfinite(start) and isfinite(end) and start < end):
            raise ChartError(f"{self.title}: the span must begin before it ends; got {start!r} to {end!r}")
        if self.step_s is not None and not self.step_s > 0:
            raise ChartError(f"{self.title}: the step must be longer than 0 s; got {self.step_s!r}")
        if self.limit is not None:
            _check_values(self.title, (self.limit,))


@dataclass(frozen=True, slots=True)
class BarSeries:
    """The bars of one colour, one value per category; None where nothing was observed."""

    name: str
    values: tuple[float | None, ...]
    kind: SeriesKind = "area"

    def __post_init__(self) -> None:
        _check_values(self.name, self.values)


@dataclass(frozen=True, slots=True)
class BarChart:
    """Figures by category, such as in and out by hour, or visits by how long they lasted."""

    title: str
    unit: str
    category: str
    categories: tuple[str, ...]
    series: tuple[BarSeries, ...]

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ChartError(
                    f"{self.title}: {series.name} must have a value for each of the {len(self.categories)} "
                    f"categories; got {len(series.values)}"
                )


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = 24


@dataclass(frozen=True, slots=True)
class HeatChart:
    """A typical week: rows of 24 hours, Monday first, of a figure; None where nothing was observed."""

    title: str
    unit: str
    rows: tuple[tuple[float | None, ...], ...]

    def __post_init__(self) -> None:
        if len(self.rows) != len(WEEKDAYS) or any(len(row) != HOURS for row in self.rows):
            raise ChartError(
                f"{self.title}: a week must be 7 rows of 24; got {[len(row) for row in self.rows]}"
            )
        _check_values(self.title, (value for row in self.rows for value in row))


Chart = TimeChart | BarChart | HeatChart


@dataclass(frozen=True, slots=True)
class ChartSize:
    """How large a plot is, in pixels. On a page the width is only a guess: it takes what there is."""

    width: int
    height: int


SMALL = ChartSize(320, 140)
WIDE = ChartSize(720, 220)
TALL = ChartSize(1080, 320)


def shift_days(points: Iterable[Point], zone: ZoneInfo, days: int) -> tuple[Point, ...]:
    """Points moved by whole days on the site's clock: 09:00 stays 09:00 over a daylight-saving change.

    Times that the later day skips are left out, so that no hour is drawn twice.
    """
    moved: dict[float, float | None] = {}
    for at, value in points:
        local = datetime.fromtimestamp(at, zone)
        wall = local.replace(tzinfo=None) + timedelta(days=days)
        there = wall.replace(tzinfo=zone, fold=local.fold)
        if datetime.fromtimestamp(there.timestamp(), zone).replace(tzinfo=None) == wall:
            moved.setdefault(there.timestamp(), value)
    return tuple(sorted(moved.items()))


def _check_times(name: str, times: Iterable[float]) -> None:
    for before, after in pairwise(times):
        if not before < after:
            raise ChartError(
                f"{name}: points must be in order of time, each once; got {before!r} then {after!r}"
            )


def _check_values(name: str, values: Iterable[float | None]) -> None:
    for value in values:
        if value is not None and not isfinite(value):
            raise ChartError(f"{name}: a value must be a finite number, or None for a gap; got {value!r}")
