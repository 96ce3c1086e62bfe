from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.charts.time_axis import midnights, moment_text, time_ticks

OSLO = ZoneInfo("Europe/Oslo")
CAIRO = ZoneInfo("Africa/Cairo")
ZONES = [
    ZoneInfo(name)
    for name in ("UTC", "Europe/Oslo", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")
]


def at(text: str, zone: ZoneInfo = OSLO) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def test_a_day_has_midnights_by_name_and_round_hours() -> None:
    ticks = time_ticks(at("2026-03-03"), at("2026-03-04"), OSLO, 4)
    assert [tick.label for tick in ticks] == ["Tue 3 Mar", "06:00", "12:00", "18:00", "Wed 4 Mar"]
    assert [tick.strong for tick in ticks] == [True, False, False, False, True]


def test_the_hour_that_spring_skips_has_no_tick() -> None:
    ticks = time_ticks(at("2026-03-29"), at("2026-03-30"), OSLO, 24)
    assert "02:00" not in [tick.label for tick in ticks]
    assert len(ticks) == 24
    assert {after.at - before.at for before, after in pairwise(ticks)} == {3600.0}


def test_the_hour_that_autumn_repeats_has_two_ticks_an_hour_apart() -> None:
    ticks = time_ticks(at("2026-10-25"), at("2026-10-26"), OSLO, 25)
    twice = [tick.at for tick in ticks if tick.label == "02:00"]
    assert twice == [at("2026-10-25T02:00"), at("2026-10-25T02:00") + 3600]
    assert len(ticks) == 26


def test_half_hours_stay_in_order_where_the_clock_is_set_back() -> None:
    times = [tick.at for tick in time_ticks(at("2026-10-25T01:00"), at("2026-10-25T04:00"), OSLO, 8)]
    assert times == sorted(times)
    assert len(times) == 9


def test_a_midnight_that_the_clock_skips_is_the_moment_of_the_skip() -> None:
    day = time_ticks(at("2026-04-23", CAIRO), at("2026-04-25", CAIRO), CAIRO, 8)
    friday = next(tick for tick in day if tick.label == "Fri 24 Apr")
    assert datetime.fromtimestamp(friday.at, CAIRO).isoformat() == "2026-04-24T01:00:00+03:00"


@pytest.mark.parametrize(
    ("days", "at_most", "labels"),
    [
        (3, 6, ["Sun 1 Mar", "12:00", "Mon 2 Mar", "12:00", "Tue 3 Mar", "12:00", "Wed 4 Mar"]),
        (28, 5, ["2 Mar", "9 Mar", "16 Mar", "23 Mar"]),
        (365, 4, ["Apr", "Jul", "Oct", "2027"]),
        (3650, 5, ["2030", "2035"]),
    ],
)
def test_longer_spans_are_told_by_days_weeks_months_and_years(
    days: int, at_most: int, labels: list[str]
) -> None:
    start = datetime(2026, 3, 1, tzinfo=OSLO)
    end = datetime.combine(start.date() + timedelta(days=days), start.time(), OSLO)
    assert [tick.label for tick in time_ticks(start.timestamp(), end.timestamp(), OSLO, at_most)] == labels


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)),
    st.floats(60, 40 * 365 * 86400),
    st.integers(2, 13),
)
def test_ticks_lie_within_the_span_in_order_and_not_too_many(
    zone: ZoneInfo, start: datetime, span_s: float, at_most: int
) -> None:
    begin = start.replace(tzinfo=zone).timestamp()
    ticks = [tick.at for tick in time_ticks(begin, begin + span_s, zone, at_most)]
    assert all(begin <= each <= begin + span_s for each in ticks)
    assert all(before < after for before, after in pairwise(ticks))
    # Both ends count, and a calendar's months and days are not all of one length.
    assert len(ticks) <= at_most + 3


@given(st.sampled_from(ZONES), st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)))
def test_every_midnight_inside_is_found_once(zone: ZoneInfo, start: datetime) -> None:
    begin = start.replace(tzinfo=zone).timestamp()
    found = midnights(begin, begin + 5 * 86400, zone)
    assert len(found) in (4, 5)
    assert len({datetime.fromtimestamp(each, zone).date() for each in found}) == len(found)


@pytest.mark.parametrize(
    ("when", "step_s", "text"),
    [
        ("2026-03-03T09:40", None, "Tue 3 Mar, 09:40"),
        ("2026-03-03T09:40:10", 10.0, "Tue 3 Mar, 09:40:10"),
        ("2026-03-03T00:00", 86400.0, "Tue 3 Mar 2026"),
        ("2026-10-25T02:30", None, "Sun 25 Oct, 02:30 CEST"),
    ],
)
def test_moments_are_told_as_finely_as_the_points_are_apart(
    when: str, step_s: float | None, text: str
) -> None:
    assert moment_text(at(when), OSLO, step_s) == text


def test_the_second_of_two_equal_times_is_told_apart() -> None:
    assert moment_text(at("2026-10-25T02:30") + 3600, OSLO) == "Sun 25 Oct, 02:30 CET"
