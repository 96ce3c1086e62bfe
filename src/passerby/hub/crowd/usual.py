"""What is usual at an hour: the same weekday and hour in the weeks before."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from statistics import quantiles
from zoneinfo import ZoneInfo

import numpy as np

from passerby.hub.crowd.answers import Floats, Usual
from passerby.hub.crowd.buckets import DAY_S, hour_start, next_hour
from passerby.hub.crowd.models import HourStrip
from passerby.hub.crowd.reading import Range
from passerby.hub.crowd.site_people import people_by_bucket
from passerby.hub.crowd.spans import Resolution, Span, bucket_starts, shifted

WEEKS = 8
"""So many weeks before are looked at."""

LEAST_WEEKS = 3
"""Fewer make no habit."""

LONGEST_BAND_S = 32 * DAY_S
"""A longer span is told by days, which have no usual hour."""

_Hours = dict[int, tuple[float, int]]
"""By the start of an hour: people on average, and how many cameras saw them."""


def usual(camera_ids: Sequence[str], at_s: float, zone: ZoneInfo) -> Usual | None:
    """What is usual at the hour that at_s lies in, summed over the cameras; None with too few weeks to tell.

    Weeks in which fewer of the cameras watched than in the best of them are left out: they would tell too
    few people.
    """
    before = _same_hours(hour_start(int(at_s), zone), zone)
    hours = _hours(camera_ids, [(each, next_hour(each, zone)) for each in sorted(set(before))])
    return _usual(hours, before)


def usual_band(camera_ids: Sequence[str], span: Span) -> list[tuple[int, float, float]]:
    """(start, low, high) of every hour of the span of which it can be told; none for more than 32 days."""
    if span.length_s > LONGEST_BAND_S:
        return []
    hours = _hours(camera_ids, _weeks_before(span))
    band = (
        (at_s, _usual(hours, _same_hours(at_s, span.zone))) for at_s in bucket_starts(span, Resolution.HOUR)
    )
    return [(at_s, found.low, found.high) for at_s, found in band if found is not None]


def weekday_hours(camera_ids: Sequence[str], span: Span) -> Floats:
    """Mean people by weekday, Monday first, and hour of the clock, (7, 24); nan where nobody watched."""
    hours = people_by_bucket(camera_ids, HourStrip, [(span.start_s, span.end_s)])
    cell = np.array([_cell(at_s, span.zone) for at_s in hours.starts_s.tolist()], np.int64)
    people = np.bincount(cell, hours.mean, minlength=7 * 24)
    seen = np.bincount(cell, minlength=7 * 24)
    return np.where(seen > 0, people / np.maximum(seen, 1), np.nan).reshape(7, 24)


def _hours(camera_ids: Sequence[str], ranges: Sequence[Range]) -> _Hours:
    rows = people_by_bucket(camera_ids, HourStrip, ranges).rows()
    return {at_s: (mean, cameras) for at_s, mean, _, cameras in rows}


def _cell(at_s: int, zone: ZoneInfo) -> int:
    moment = datetime.fromtimestamp(at_s, zone)
    return moment.weekday() * 24 + moment.hour


@lru_cache(maxsize=16_384)
def _same_hours(start_s: int, zone: ZoneInfo) -> tuple[int, ...]:
    weeks = range(1, WEEKS + 1)
    return tuple(hour_start(shifted(start_s, zone, -7 * week), zone) for week in weeks)


def _weeks_before(span: Span) -> list[Range]:
    """The span in each of the weeks before, without overlaps."""
    merged: list[Range] = []
    for week in range(WEEKS, 0, -1):
        low, high = (
            hour_start(shifted(at_s, span.zone, -7 * week), span.zone)
            for at_s in (span.start_s, span.end_s - 1)
        )
        high = next_hour(high, span.zone)
        if merged and low <= merged[-1][1]:
            low, high = merged[-1][0], max(high, merged.pop()[1])
        merged.append((low, high))
    return merged


def _usual(hours: _Hours, before: Sequence[int]) -> Usual | None:
    found = [hours[at_s] for at_s in before if at_s in hours]
    most = max((cameras for _, cameras in found), default=0)
    people = [mean for mean, cameras in found if cameras == most]
    if len(people) < LEAST_WEEKS:
        return None
    # Of a handful of numbers, many times a page: NumPy's own takes some thirty times as long.
    low, median, high = quantiles(people, n=4, method="inclusive")
    return Usual(low, median, high, len(people))
