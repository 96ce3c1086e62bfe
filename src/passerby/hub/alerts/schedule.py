"""When a rule is in force: on some weekdays, between two times of the site's local day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Schedule:
    """Local weekdays, Monday 0, empty for all; local minutes of the day, equal for the whole day.

    A span that ends before it begins runs over midnight, and belongs to the day on which it begins.
    """

    days: Collection[int] = ()
    from_minute: int = 0
    until_minute: int = 0

    def holds(self, at: float, zone: ZoneInfo) -> bool:
        """Whether the moment (seconds since 1970-01-01 UTC) is within it."""
        local = datetime.fromtimestamp(at, UTC).astimezone(zone)
        minute, weekday = local.hour * 60 + local.minute, local.weekday()
        if self.from_minute == self.until_minute:
            return self._on(weekday)
        if self.from_minute < self.until_minute:
            return self._on(weekday) and self.from_minute <= minute < self.until_minute
        return (self._on(weekday) and minute >= self.from_minute) or (
            self._on((weekday - 1) % 7) and minute < self.until_minute
        )

    def _on(self, weekday: int) -> bool:
        return not self.days or weekday in self.days

    def __str__(self) -> str:
        days = ", ".join(WEEK[day] for day in sorted(self.days)) or "every day"
        if self.from_minute == self.until_minute:
            return days
        return f"{days}, {clock_text(self.from_minute)} to {clock_text(self.until_minute)}"


def clock_text(minute: int) -> str:
    """A minute of the day as 07:05."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
