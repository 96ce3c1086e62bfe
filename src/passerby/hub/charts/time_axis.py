"""The horizontal axis of a chart over time: ticks on the clock of the site, drawn true to time.

Positions are in unix seconds, so that a day of 23 or 25 hours is as long as it was; labels are local.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from passerby.hub.charts.words import DAY_S, HOUR_S, MINUTE_S

_CLOCK_STEPS_S = (
    *(minutes * MINUTE_S for minutes in (1, 2, 5, 10, 15, 30)),
    *(hours * HOUR_S for hours in (1, 2, 3, 6, 12)),
)
_DAY_STEPS = (1, 2, 7, 14)
_MONTH_STEPS = (1, 3, 6, 12, 60, 120, 240)
_MONTH_S = 30.5 * DAY_S
_MONDAY = date(2024, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class TimeTick:
    """at: unix seconds. strong: a midnight among hours, or a new year among months."""

    at: float
    label: str
    strong: bool = False


def time_ticks(start: float, end: float, zone: ZoneInfo, at_most: int) -> tuple[TimeTick, ...]:
    """Ticks from start to end, both included, about `at_most` of them, at round times of the zone's clock."""
    span = end - start
    for step_s in _CLOCK_STEPS_S:
        if span / step_s <= at_most:
            return tuple(_clock_ticks(start, end, zone, step_s))
    for days in _DAY_STEPS:
        if span / (days * DAY_S) <= at_most:
            return tuple(_day_ticks(start, end, zone, days))
    months = next((step for step in _MONTH_STEPS if span / (step * _MONTH_S) <= at_most), _MONTH_STEPS[-1])
    return tuple(_month_ticks(start, end, zone, months))


def midnights(start: float, end: float, zone: ZoneInfo) -> tuple[float, ...]:
    """Every local midnight strictly inside the span, in unix seconds."""
    return tuple(tick.at for tick in _day_ticks(start, end, zone, 1) if start < tick.at < end)


def moment_text(at: float, zone: tzinfo, step_s: float | None = None) -> str:
    """A time as a read-out says it: with the hour, and with the date alone where points are days apart."""
    local = datetime.fromtimestamp(at, zone)
    if step_s is not None and step_s >= DAY_S:
        return f"{local:%a} {local.day} {local:%b %Y}"
    seconds = ":%S" if step_s is not None and step_s < MINUTE_S else ""
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M{seconds}}{_twice(local)}"


def _twice(local: datetime) -> str:
    """The zone's name, where the clock shows this time twice and the hour alone would not tell which."""
    other = local.replace(fold=1 - local.fold)
    return f" {local.tzname()}" if other.utcoffset() != local.utcoffset() else ""


def _days(start: float, end: float, zone: ZoneInfo) -> Iterator[date]:
    day = datetime.fromtimestamp(start, zone).date()
    last = datetime.fromtimestamp(end, zone).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _instants(wall: datetime, zone: ZoneInfo) -> Iterator[float]:
    """When the zone's clock shows this time: once, twice where it is set back, never where forward."""
    seen: set[float] = set()
    for fold in (0, 1):
        at = wall.replace(tzinfo=zone, fold=fold).timestamp()
        if at not in seen and datetime.fromtimestamp(at, zone).replace(tzinfo=None) == wall:
            seen.add(at)
            yield at


def _clock_ticks(start: float, end: float, zone: ZoneInfo, step_s: int) -> Iterator[TimeTick]:
    for day in _days(start, end, zone):
        midnight = datetime(day.year, day.month, day.day)
        ticks = [TimeTick(_day_start(day, zone), _day_label(day), strong=True)]
        for second in range(step_s, DAY_S, step_s):
            wall = midnight + timedelta(seconds=second)
            ticks += [TimeTick(at, f"{wall:%H:%M}") for at in _instants(wall, zone)]
        # Where the clock is set back, what shows 02:00 the second time comes after 02:30 of the first.
        yield from sorted((tick for tick in ticks if start <= tick.at <= end), key=lambda tick: tick.at)


def _day_ticks(start: float, end: float, zone: ZoneInfo, days: int) -> Iterator[TimeTick]:
    for day in _days(start, end, zone):
        # Counted from a Monday, so that steps of a week fall on Mondays whatever the span.
        if (day.toordinal() - _MONDAY) % days == 0:
            at = _day_start(day, zone)
            if start <= at <= end:
                yield TimeTick(at, _day_label(day) if days == 1 else f"{day.day} {day:%b}")


def _month_ticks(start: float, end: float, zone: ZoneInfo, months: int) -> Iterator[TimeTick]:
    first = datetime.fromtimestamp(start, zone).date().replace(day=1)
    last = datetime.fromtimestamp(end, zone).date()
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        if index % months == 0:
            day = date(index // 12, index % 12 + 1, 1)
            at = _day_start(day, zone)
            if start <= at <= end:
                yield TimeTick(at, str(day.year) if day.month == 1 else f"{day:%b}", day.month == 1)


def _day_start(day: date, zone: ZoneInfo) -> float:
    """When the day begins; where the clock skips midnight, the first moment after it."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()


def _day_label(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
