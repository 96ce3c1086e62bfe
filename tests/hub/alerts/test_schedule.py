"""When a rule is in force."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from passerby.hub.alerts.schedule import Schedule

LISBON = ZoneInfo("Europe/Lisbon")


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=LISBON).timestamp()


@pytest.mark.parametrize(
    ("schedule", "moment", "holds"),
    [
        (Schedule(), "2026-05-04T03:00", True),
        (Schedule(days=(0,)), "2026-05-04T00:00", True),
        (Schedule(days=(0,)), "2026-05-05T00:00", False),
        (Schedule((), 540, 1020), "2026-05-04T08:59", False),
        (Schedule((), 540, 1020), "2026-05-04T09:00", True),
        (Schedule((), 540, 1020), "2026-05-04T17:00", False),
        (Schedule((), 1320, 360), "2026-05-04T23:00", True),
        (Schedule((), 1320, 360), "2026-05-04T05:59", True),
        (Schedule((), 1320, 360), "2026-05-04T06:00", False),
        (Schedule((4,), 1320, 360), "2026-05-08T23:00", True),
        (Schedule((4,), 1320, 360), "2026-05-09T02:00", True),
        (Schedule((4,), 1320, 360), "2026-05-08T02:00", False),
        (Schedule((6,), 60, 120), "2026-03-29T00:59", False),
        (Schedule((6,), 60, 120), "2026-03-29T02:00", False),
    ],
)
def test_it_holds_in_the_sites_own_time(schedule: Schedule, moment: str, holds: bool) -> None:
    assert schedule.holds(at(moment), LISBON) is holds


def test_the_hour_that_comes_twice_holds_twice() -> None:
    schedule = Schedule((), 60, 120)
    first = datetime(2026, 10, 25, 1, 30, tzinfo=LISBON).timestamp()
    assert schedule.holds(first, LISBON)
    assert schedule.holds(first + 3600, LISBON)
    assert not schedule.holds(first + 7200, LISBON)


def test_it_says_itself_in_words() -> None:
    assert str(Schedule()) == "every day"
    assert str(Schedule((5, 6), 540, 1050)) == "Saturday, Sunday, 09:00 to 17:30"
