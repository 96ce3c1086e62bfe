"""Spans: chosen by the site's clock, checked, and told in so many points."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from passerby.hub.crowd.spans import MAX_POINTS, Resolution, Span, bucket_starts, resolution_for
from passerby.shapes.errors import SpanError

LISBON = ZoneInfo("Europe/Lisbon")
NOW_S = datetime(2026, 6, 10, 15, 30, tzinfo=UTC).timestamp()


def local(at_s: int) -> str:
    return datetime.fromtimestamp(at_s, LISBON).strftime("%m-%d %H:%M")


def test_today_is_the_whole_local_day() -> None:
    today = Span.today(LISBON, NOW_S)
    assert (local(today.start_s), local(today.end_s)) == ("06-10 00:00", "06-11 00:00")


def test_the_last_days_are_whole_and_hold_today() -> None:
    week = Span.last(LISBON, NOW_S, days=7)
    assert (local(week.start_s), local(week.end_s)) == ("06-04 00:00", "06-11 00:00")


def test_the_last_hours_end_now() -> None:
    hours = Span.last(LISBON, NOW_S, hours=3)
    assert (local(hours.start_s), local(hours.end_s)) == ("06-10 13:30", "06-10 16:30")


def test_the_same_day_last_week_keeps_the_clock_where_clocks_change() -> None:
    # Clocks went forward on 29 March.
    sunday = Span.today(LISBON, datetime(2026, 4, 1, 12, tzinfo=UTC).timestamp())
    before = sunday.same_day_last_week()
    assert (local(before.start_s), local(before.end_s)) == ("03-25 00:00", "03-26 00:00")
    assert sunday.start_s - before.start_s == 7 * 86_400 - 3600


@pytest.mark.parametrize(("start_s", "end_s"), [(10, 10), (10, 5), (-5, 10), (0, 10**13), (0, 3700 * 86_400)])
def test_a_span_that_is_none_is_refused(start_s: int, end_s: int) -> None:
    with pytest.raises(SpanError, match="span"):
        Span(start_s, end_s, LISBON)


@pytest.mark.parametrize(("days", "hours"), [(0, 0), (1, 1), (-1, 0)])
def test_the_last_of_nothing_or_of_both_is_refused(days: int, hours: int) -> None:
    with pytest.raises(SpanError, match="days or the last hours"):
        Span.last(LISBON, NOW_S, days=days, hours=hours)


@pytest.mark.parametrize(
    ("hours", "wanted"),
    [
        (1, Resolution.WINDOW),
        (8, Resolution.MINUTE),
        (24, Resolution.FIVE_MINUTES),
        (24 * 7, Resolution.HOUR),
        (24 * 30, Resolution.DAY),
        (24 * 366, Resolution.DAY),
    ],
)
def test_a_longer_span_is_told_more_coarsely(hours: int, wanted: Resolution) -> None:
    span = Span.last(LISBON, NOW_S, hours=hours)
    assert resolution_for(span) is wanted
    assert len(bucket_starts(span, wanted)) <= MAX_POINTS + 2
