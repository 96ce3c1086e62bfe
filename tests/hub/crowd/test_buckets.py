"""Minutes, hours and days of every clock there is: each moment lies in exactly one of each."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.crowd.buckets import day_start, hour_start, midnight, minute_start, next_day, next_hour
from passerby.hub.crowd.spans import Resolution, Span, bucket_start, bucket_starts

ODD = (
    "Australia/Lord_Howe",  # shifts by half an hour
    "America/St_Johns",  # shifted at one minute past midnight, back over it
    "America/Santiago",  # skips midnight, and lives through 23:00 twice
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Pacific/Chatham",
    "Pacific/Apia",  # left out a whole day
    "Atlantic/Azores",
    "Europe/Lisbon",
    "UTC",
)
ZONES = st.sampled_from(ODD) | st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
# Clocks with offsets of odd seconds went out of use in 1972.
TIMES = st.integers(int(datetime(1973, 1, 1, tzinfo=UTC).timestamp()), 2_500_000_000)


@given(TIMES, ZONES)
def test_buckets_lie_within_one_another_and_hold_their_moment(at_s: int, name: str) -> None:
    zone = ZoneInfo(name)
    minute_s, hour_s, day_s = minute_start(at_s), hour_start(at_s, zone), day_start(at_s, zone)
    assert day_s <= hour_s <= minute_s <= at_s < minute_s + 60
    assert hour_start(minute_s, zone) == hour_s == hour_start(hour_s, zone)
    assert day_start(hour_s, zone) == day_s == day_start(day_s, zone)
    assert hour_start(day_s, zone) == day_s
    assert at_s < next_hour(hour_s, zone) <= next_day(day_s, zone)


@given(TIMES, ZONES, st.sampled_from([Resolution.FIVE_MINUTES, Resolution.HOUR, Resolution.DAY]))
def test_buckets_follow_one_another_without_gap_or_overlap(
    at_s: int, name: str, resolution: Resolution
) -> None:
    zone = ZoneInfo(name)
    span = Span(at_s, at_s + 3 * 86_400, zone)
    starts = bucket_starts(span, resolution)
    assert starts[0] <= at_s
    for start_s, next_s in pairwise(starts):
        assert start_s < next_s
        assert bucket_start(next_s - 1, resolution, zone) == start_s
        assert bucket_start(next_s, resolution, zone) == next_s


@pytest.mark.parametrize("name", ODD)
def test_every_quarter_of_an_hour_of_some_years_lies_in_one_bucket(name: str) -> None:
    zone = ZoneInfo(name)
    for year in (1987, 2011, 2026):
        starts = int(datetime(year, 3, 1, tzinfo=UTC).timestamp())
        span = Span(starts, starts + 60 * 86_400, zone)
        hours = set(bucket_starts(span, Resolution.HOUR))
        days = set(bucket_starts(span, Resolution.DAY))
        for at_s in range(span.start_s, span.end_s, 900):
            assert hour_start(at_s, zone) in hours
            assert day_start(at_s, zone) in days


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)]
)
def test_a_day_on_which_clocks_change_is_shorter_or_longer(day: date, hours: int) -> None:
    zone = ZoneInfo("Europe/Lisbon")
    start_s = midnight(day, zone)
    assert (next_day(start_s, zone) - start_s) / 3600 == hours
    assert len(bucket_starts(Span.today(zone, start_s + 5000), Resolution.HOUR)) == hours


def test_an_hour_that_is_lived_through_one_and_a_half_times_makes_two_buckets() -> None:
    zone = ZoneInfo("Australia/Lord_Howe")
    # 2026-04-05 02:00 becomes 01:30.
    shift_s = int(datetime(2026, 4, 4, 15, 0, tzinfo=UTC).timestamp())
    assert next_hour(shift_s - 3600, zone) == shift_s
    assert next_hour(shift_s, zone) == shift_s + 1800


def test_a_day_whose_midnight_is_skipped_begins_with_the_skip() -> None:
    zone = ZoneInfo("America/Santiago")
    start_s = day_start(int(datetime(2026, 9, 6, 12, tzinfo=UTC).timestamp()), zone)
    assert datetime.fromtimestamp(start_s, zone).hour == 1
    assert datetime.fromtimestamp(start_s - 1, zone).date() == date(2026, 9, 5)


def test_an_hour_begins_with_the_clock_where_it_stands_at_quarters() -> None:
    zone = ZoneInfo("Asia/Kathmandu")
    at_s = int(datetime(2026, 6, 1, 12, 0, tzinfo=UTC).timestamp())
    assert datetime.fromtimestamp(hour_start(at_s, zone), zone).minute == 0
    assert (at_s - hour_start(at_s, zone)) == 45 * 60
