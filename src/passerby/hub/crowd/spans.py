"""Spans of time that are asked about, and how finely they are told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from passerby.hub.crowd.buckets import (
    DAY_S,
    HOUR_S,
    MINUTE_S,
    day_start,
    hour_start,
    midnight,
    next_day,
    next_hour,
)
from passerby.shapes.errors import SpanError

MAX_POINTS = 500
"""A span is told in about so many points at most: more than that no chart can show."""

LONGEST_S = 3661 * DAY_S
_LATEST_S = 2**33
"""A second in the year 2242; what is later is no time but a slip, such as milliseconds."""


class Resolution(StrEnum):
    """How finely figures are told. Each but WINDOW and FIVE_MINUTES is stored as such."""

    WINDOW = "window"
    MINUTE = "minute"
    FIVE_MINUTES = "five-minutes"
    HOUR = "hour"
    DAY = "day"

    @property
    def step_s(self) -> int:
        """Seconds from one point to the next; hours and days that a clock shifts in are longer or shorter."""
        return _STEPS_S[self]


_STEPS_S = {
    Resolution.WINDOW: 10,
    Resolution.MINUTE: MINUTE_S,
    Resolution.FIVE_MINUTES: 5 * MINUTE_S,
    Resolution.HOUR: HOUR_S,
    Resolution.DAY: DAY_S,
}


@dataclass(frozen=True, slots=True)
class Span:
    """From start_s up to, not including, end_s (seconds since 1970-01-01 UTC), told by the clock of `zone`.

    Raises SpanError for one that ends before it begins, or that is longer than ten years.
    """

    start_s: int
    end_s: int
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if not 0 <= self.start_s < self.end_s <= _LATEST_S:
            raise SpanError(
                f"a span begins before it ends, in seconds since 1970; got {self.start_s} to {self.end_s}"
            )
        if self.end_s - self.start_s > LONGEST_S:
            days = (self.end_s - self.start_s) // DAY_S
            raise SpanError(
                f"a span has at most {LONGEST_S // DAY_S} days; got {days}: ask for a shorter one"
            )

    @classmethod
    def today(cls, zone: ZoneInfo, now_s: float) -> Self:
        """The whole local day that now lies in."""
        start_s = day_start(int(now_s), zone)
        return cls(start_s, next_day(start_s, zone), zone)

    @classmethod
    def last(cls, zone: ZoneInfo, now_s: float, *, days: int = 0, hours: int = 0) -> Self:
        """The last `days` local days, today included and whole; or the last `hours`, ending now."""
        if (days > 0) == (hours > 0):
            raise SpanError(f"ask for the last days or the last hours, 1 or more; got {days=} and {hours=}")
        if hours:
            return cls(int(now_s) - hours * HOUR_S, int(now_s), zone)
        today = cls.today(zone, now_s)
        first = datetime.fromtimestamp(today.start_s, zone).date() - timedelta(days=days - 1)
        return cls(midnight(first, zone), today.end_s, zone)

    def same_day_last_week(self) -> Self:
        """The span that began and ended at the same time of the clock a week earlier."""
        return self.earlier(days=7)

    def earlier(self, days: int) -> Self:
        """The span that began and ended at the same time of the clock so many days earlier."""
        start_s, end_s = (shifted(at_s, self.zone, -days) for at_s in (self.start_s, self.end_s))
        return type(self)(start_s, end_s, self.zone)

    @property
    def length_s(self) -> int:
        """How long it is."""
        return self.end_s - self.start_s


def shifted(at_s: int, zone: ZoneInfo, days: int) -> int:
    """The moment so many days later at which the clock shows the same; the first, where it shows it twice."""
    there = datetime.fromtimestamp(at_s, zone).replace(tzinfo=None) + timedelta(days=days)
    return int(there.replace(tzinfo=zone).timestamp())


def resolution_for(span: Span) -> Resolution:
    """The finest resolution that tells the span in about MAX_POINTS points at most."""
    return next((each for each in Resolution if span.length_s <= MAX_POINTS * each.step_s), Resolution.DAY)


def bucket_start(at_s: int, resolution: Resolution, zone: ZoneInfo) -> int:
    """The first second of the bucket that a moment lies in."""
    if resolution is Resolution.DAY:
        return day_start(at_s, zone)
    hour_s = hour_start(at_s, zone)
    # Within the hour: an hour of the clock need not begin at a whole hour of UTC.
    return hour_s if resolution is Resolution.HOUR else at_s - (at_s - hour_s) % resolution.step_s


def bucket_starts(span: Span, resolution: Resolution) -> list[int]:
    """The first seconds of all buckets that have a part in the span, in order."""
    starts, at_s = [], bucket_start(span.start_s, resolution, span.zone)
    while at_s < span.end_s:
        starts.append(at_s)
        at_s = _next(at_s, resolution, span.zone)
    return starts


def _next(start_s: int, resolution: Resolution, zone: ZoneInfo) -> int:
    if resolution is Resolution.DAY:
        return next_day(start_s, zone)
    hour_end_s = next_hour(hour_start(start_s, zone), zone)
    return hour_end_s if resolution is Resolution.HOUR else min(start_s + resolution.step_s, hour_end_s)
