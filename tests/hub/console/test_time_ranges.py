"""Spans of time as a page's address names them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.console.time_ranges import TimeRange, time_range

LISBON = ZoneInfo("Europe/Lisbon")
NOW = datetime(2026, 10, 28, 9, 40, tzinfo=UTC).timestamp()
TODAY = date(2026, 10, 28)


def asked(**parameters: str) -> TimeRange:
    names = {name.removesuffix("_"): value for name, value in parameters.items()}
    return time_range(names, LISBON, NOW)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", TODAY, TODAY),
        ("yesterday", date(2026, 10, 27), date(2026, 10, 27)),
        ("7d", date(2026, 10, 22), TODAY),
        ("30d", date(2026, 9, 29), TODAY),
        ("12m", date(2025, 10, 29), TODAY),
    ],
)
def test_a_range_by_name_ends_today_or_yesterday(name: str, first: date, last: date) -> None:
    shown = asked(range=name)
    assert (shown.first, shown.last, shown.problem) == (first, last, "")
    assert [link.name for link in shown.links if link.current]


def test_days_somebody_typed_are_both_included() -> None:
    shown = asked(from_="2026-03-02", to="2026-03-09")
    assert (shown.name, shown.first, shown.last) == ("", date(2026, 3, 2), date(2026, 3, 9))
    assert shown.words == "2 March 2026 to 9 March 2026"
    assert shown.span.length_s == 8 * 86_400


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-07-01", 24)])
def test_a_day_is_as_long_as_its_clock_makes_it(day: str, hours: int) -> None:
    assert asked(from_=day, to=day).span.length_s == hours * 3600


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"range": "fortnight"}, "no range named 'fortnight'"),
        ({"from_": "2026-03-09", "to": "2026-03-02"}, "swap the two days"),
        ({"from_": "2026-03-09"}, "Both days are needed"),
        ({"from_": "<script>", "to": "2026-03-02"}, "Both days are needed"),
        ({"from_": "2026-10-29", "to": "2026-10-30"}, "choose an earlier day"),
        ({"from_": "1999-01-01", "to": "2026-01-01"}, "at most 3660 days"),
        ({"from_": "1970-01-01", "to": "1970-02-01"}, "from 1971 on"),
    ],
)
def test_what_cannot_be_shown_is_told_and_today_is_shown(parameters: dict[str, str], told: str) -> None:
    shown = asked(**parameters)
    assert told in shown.problem
    assert (shown.name, shown.first, shown.last) == ("today", TODAY, TODAY)


def test_days_to_come_are_left_out() -> None:
    assert asked(from_="2026-10-20", to="2026-12-31").last == TODAY


@pytest.mark.parametrize(
    ("parameters", "comparison"),
    [
        ({}, "week"),
        ({"range": "7d"}, "week"),
        ({"range": "30d"}, "year"),
        ({"range": "30d", "compare": "week"}, "week"),
        ({"compare": "year"}, "year"),
        ({"compare": ""}, ""),
        ({"compare": "decade"}, "week"),
    ],
)
def test_a_range_is_held_against_the_one_that_is_most_like_it(
    parameters: dict[str, str], comparison: str
) -> None:
    assert asked(**parameters).comparison == comparison


def test_only_a_comparison_that_was_chosen_goes_on_to_other_ranges() -> None:
    assert all("compare" not in link.url for link in asked(range="7d").links)
    assert all(link.url.endswith("&compare=year") for link in asked(range="7d", compare="year").links)


def test_a_comparison_begins_at_the_same_time_of_the_clock_on_the_same_weekday() -> None:
    for choice, days in (("week", 7), ("year", 364)):
        shown = asked(compare=choice)
        earlier = shown.compared
        assert earlier is not None
        begins = datetime.fromtimestamp(earlier.start_s, LISBON)
        assert (begins.hour, begins.date()) == (0, TODAY - timedelta(days=days))
        assert begins.weekday() == TODAY.weekday()
        assert shown.compared_days == days


@given(
    first=st.dates(date(1971, 1, 2), TODAY),
    days=st.integers(0, 3000),
    zone=st.sampled_from(
        ["UTC", "Europe/Lisbon", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Santiago"]
    ),
    compare=st.sampled_from(["", "week", "year"]),
)
def test_a_range_written_into_an_address_comes_back_the_same(
    first: date, days: int, zone: str, compare: str
) -> None:
    last = min(first + timedelta(days=days), TODAY)
    parameters = {"from": first.isoformat(), "to": last.isoformat(), "compare": compare}
    shown = time_range(parameters, ZoneInfo(zone), NOW)
    assert shown.problem == ""
    again = dict(pair.split("=") for pair in shown.query.split("&"))
    assert time_range(again, ZoneInfo(zone), NOW) == shown
    assert shown.span.start_s < shown.span.end_s


@given(st.dictionaries(st.sampled_from(["range", "from", "to", "compare"]), st.text(max_size=30)))
def test_nothing_typed_into_an_address_breaks_the_page(parameters: dict[str, str]) -> None:
    shown = time_range(parameters, LISBON, NOW)
    assert shown.span.start_s < shown.span.end_s
