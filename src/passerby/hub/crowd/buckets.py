"""Which minute, hour and day of a site's clock a moment belongs to.

Minutes lie within hours and hours within days, in every time zone: also where clocks stand at :30 or :45 of
their neighbours', where a day has 23 or 25 hours, where clocks shift by half an hour (an hour that is then
lived through one and a half times makes two buckets), and where midnight is skipped or comes twice. Each
moment belongs to exactly one bucket of each kind, whose name is its first second.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400
_HOURS_KNOWN = 16_384
"""More than a year has: a cache that is a little too small forgets each hour before it is asked for again."""


def minute_start(at_s: int) -> int:
    """The first second of the minute that a moment (a second since 1970-01-01 UTC) lies in."""
    return at_s - at_s % MINUTE_S


@lru_cache(maxsize=_HOURS_KNOWN)
def hour_start(at_s: int, zone: ZoneInfo) -> int:
    """The first second of the local hour that a moment lies in."""
    offset_s = _offset_s(at_s, zone)
    start_s = at_s - (at_s + offset_s) % HOUR_S
    if (offset_s - _offset_s(start_s, zone)) % HOUR_S == 0:
        return start_s
    return _clock_shift(start_s, at_s, zone)


@lru_cache(maxsize=8192)
def day_start(at_s: int, zone: ZoneInfo) -> int:
    """The first second of the local day that a moment lies in.

    The day begins with its first midnight; where that midnight is skipped, with the moment of the skip.
    """
    day = datetime.fromtimestamp(at_s, zone).date()
    # Where the clock goes back over midnight, the evening that comes again belongs to the day that has begun.
    following_s = midnight(day + timedelta(days=1), zone)
    return following_s if following_s <= at_s else midnight(day, zone)


@lru_cache(maxsize=_HOURS_KNOWN)
def next_hour(start_s: int, zone: ZoneInfo) -> int:
    """The first second of the hour after the one that begins here."""
    end_s = start_s + HOUR_S - (start_s + _offset_s(start_s, zone)) % HOUR_S
    # A clock that shifts on the way may end the hour early.
    last_s = hour_start(end_s - 1, zone)
    return end_s if last_s == start_s else last_s


@lru_cache(maxsize=8192)
def next_day(start_s: int, zone: ZoneInfo) -> int:
    """The first second of the day after the one that begins here."""
    day = datetime.fromtimestamp(start_s, zone).date() + timedelta(days=1)
    following_s = midnight(day, zone)
    # Countries that crossed the date line left out a whole day, whose midnight is that of the next.
    return following_s if following_s > start_s else midnight(day + timedelta(days=1), zone)


def midnight(day: date, zone: ZoneInfo) -> int:
    """The first second of a day; where the clock skips midnight, the moment of the skip."""
    return int(datetime.combine(day, time(), zone).timestamp())


def _offset_s(at_s: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(at_s, zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _clock_shift(before_s: int, after_s: int, zone: ZoneInfo) -> int:
    """The first second of the offset that holds at `after_s`, and not yet at `before_s`."""
    wanted_s = _offset_s(after_s, zone)
    while after_s - before_s > 1:
        middle_s = (before_s + after_s) // 2
        if _offset_s(middle_s, zone) == wanted_s:
            after_s = middle_s
        else:
            before_s = middle_s
    return after_s
