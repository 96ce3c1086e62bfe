from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd.balance import BalanceLedger, latest_reset
from passerby.shapes.window import Balance

NEW_YORK = ZoneInfo("America/New_York")
ZONES = [
    "UTC",
    "America/New_York",
    "Europe/Lisbon",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Havana",
]


def _at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    ("at", "hour", "expected"),
    [
        ("2026-05-01T12:00-04:00", 4, "2026-05-01T04:00-04:00"),
        ("2026-05-01T03:59-04:00", 4, "2026-04-30T04:00-04:00"),
        ("2026-05-01T04:00-04:00", 4, "2026-05-01T04:00-04:00"),
        # On 8 March 2026 the clocks skip from 2:00 to 3:00; on 1 November they show 1:00 to 2:00 twice.
        ("2026-03-08T03:30-04:00", 2, "2026-03-08T03:00-04:00"),
        ("2026-03-08T01:59-05:00", 2, "2026-03-07T02:00-05:00"),
        ("2026-11-01T01:30-04:00", 1, "2026-11-01T01:00-04:00"),
        ("2026-11-01T01:30-05:00", 1, "2026-11-01T01:00-04:00"),
    ],
    ids=["noon", "before", "on the hour", "a skipped hour", "before it", "an hour twice", "its second time"],
)
def test_the_latest_reset(at: str, hour: int, expected: str) -> None:
    assert latest_reset(_at(at), hour, NEW_YORK) == _at(expected)


@given(st.sampled_from(ZONES), st.integers(0, 23), st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))
def test_there_is_one_reset_a_day(zone: str, hour: int, day: datetime) -> None:
    at = day.replace(tzinfo=UTC).timestamp()
    reset = latest_reset(at, hour, ZoneInfo(zone))
    assert reset <= at
    assert latest_reset(reset, hour, ZoneInfo(zone)) == reset
    assert timedelta(seconds=at - reset) < timedelta(hours=25)
    before = latest_reset(reset - 1, hour, ZoneInfo(zone))
    assert timedelta(hours=22) < timedelta(seconds=reset - before) < timedelta(hours=26)


class _Day:
    """A ledger in New York that resets at 4, fed windows of ten seconds."""

    def __init__(self, starts: str) -> None:
        self.ledger = BalanceLedger(4, NEW_YORK)
        self.at = _at(starts)

    def window(self, net: int, seen: float) -> Balance:
        balance = self.ledger.after(self.at, self.at + 10, net, seen)
        self.ledger.settle(balance)
        self.at += 10
        return balance


def test_the_lines_start_from_what_is_seen() -> None:
    day = _Day("2026-05-01T12:00:00-04:00")
    first = day.window(net=5, seen=2.6)
    assert (first.by_lines, first.seen, first.reset_at) == (3, 2.6, _at("2026-05-01T12:00-04:00"))


def test_drift_is_told_with_both_figures() -> None:
    day = _Day("2026-05-01T12:00:00-04:00")
    day.window(net=0, seen=2.0)
    more = day.window(net=3, seen=3.5)
    assert (more.by_lines, more.difference, more.reconciled) == (5, 1.5, 5.0)
    fewer = day.window(net=-6, seen=1.0)
    assert (fewer.by_lines, fewer.difference, fewer.reconciled) == (-1, -2.0, 1.0)


def test_the_drift_ends_when_the_reset_hour_passes() -> None:
    day = _Day("2026-05-01T03:59:30-04:00")
    day.window(net=0, seen=0.0)
    assert day.window(net=7, seen=0.0).by_lines == 7
    reset = day.window(net=1, seen=0.4)
    assert (reset.by_lines, reset.reset_at) == (0, _at("2026-05-01T04:00-04:00"))
    assert day.window(net=2, seen=2.0).by_lines == 2


def test_a_reset_that_fell_into_silence_is_made_up_for() -> None:
    day = _Day("2026-05-01T03:00:00-04:00")
    day.window(net=0, seen=9.0)
    day.at = _at("2026-05-01T08:00-04:00")
    late = day.window(net=4, seen=1.0)
    assert (late.by_lines, late.reset_at) == (1, _at("2026-05-01T04:00-04:00"))


def test_asking_for_the_balance_changes_nothing() -> None:
    day = _Day("2026-05-01T12:00:00-04:00")
    day.window(net=0, seen=2.0)
    asked = [day.ledger.after(day.at, day.at + 10, 1, 2.0) for _ in range(3)]
    assert [balance.by_lines for balance in asked] == [3, 3, 3]
