"""Spans of time that a page shows, as its address names them, and the earlier ones they are held against."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from passerby.hub.crowd.buckets import midnight
from passerby.hub.crowd.spans import Span

Comparison = Literal["", "week", "year"]

COMPARISON_DAYS: Mapping[Comparison, int] = {"week": 7, "year": 364}
"""How far back a comparison lies, in whole weeks: a Tuesday is held against a Tuesday."""

COMPARISON_NAMES: Mapping[Comparison, str] = {
    "": "Compare with nothing",
    "week": "The week before",
    "year": "The year before",
}

LONGEST_DAYS = 3660
"""Ten years: the longest span that is asked of the database."""

_NAMES = {
    "today": "Today",
    "yesterday": "Yesterday",
    "7d": "7 days",
    "30d": "30 days",
    "12m": "12 months",
}
_DAYS = {"today": 1, "yesterday": 1, "7d": 7, "30d": 30, "12m": 365}


@dataclass(frozen=True, slots=True)
class RangeLink:
    """One range to choose: its name, its address on the same page, whether it is the one shown."""

    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class CompareChoice:
    """One comparison to choose."""

    name: str
    value: Comparison
    current: bool


@dataclass(frozen=True, slots=True)
class TimeRange:
    """What a page shows: whole days of the site's clock, both included.

    name: a key of the ranges above, or "" for days somebody typed. is_compared_by_choice: whether somebody
    chose the comparison, or that there be none. problem: why what was typed is not shown, or "".
    """

    name: str
    first: date
    last: date
    zone: ZoneInfo
    today: date
    comparison: Comparison = ""
    is_compared_by_choice: bool = False
    problem: str = ""

    @property
    def span(self) -> Span:
        """From the first midnight to the one after the last day; 23 or 25 hours a day where clocks change."""
        after = self.last + timedelta(days=1)
        return Span(midnight(self.first, self.zone), midnight(after, self.zone), self.zone)

    @property
    def compared(self) -> Span | None:
        """The span it is held against, or None."""
        return self.span.earlier(days=self.compared_days) if self.comparison else None

    @property
    def compared_days(self) -> int:
        """How many days back the comparison lies; 0 without one."""
        return COMPARISON_DAYS[self.comparison] if self.comparison else 0

    @property
    def words(self) -> str:
        """The range as a sentence part: "today", "the last 7 days", "2 March to 9 March 2026"."""
        if self.name in {"today", "yesterday"}:
            return self.name
        if self.name:
            return f"the last {_NAMES[self.name]}"
        if self.first == self.last:
            return _day_words(self.first)
        return f"{_day_words(self.first)} to {_day_words(self.last)}"

    @property
    def query(self) -> str:
        """The range as the parameters of an address."""
        chosen = (
            {"range": self.name}
            if self.name
            else {"from": self.first.isoformat(), "to": self.last.isoformat()}
        )
        return urlencode(chosen | {"compare": self.comparison})

    @property
    def links(self) -> list[RangeLink]:
        """The ranges by name, keeping a comparison that was chosen."""
        kept = f"&compare={self.comparison}" if self.is_compared_by_choice else ""
        return [RangeLink(text, f"?range={name}{kept}", name == self.name) for name, text in _NAMES.items()]

    @property
    def comparisons(self) -> list[CompareChoice]:
        """What it can be held against."""
        return [
            CompareChoice(text, value, value == self.comparison) for value, text in COMPARISON_NAMES.items()
        ]


def time_range(
    parameters: Mapping[str, str], zone: ZoneInfo, now_s: float, default: str = "today"
) -> TimeRange:
    """The range that an address asks for, by `range`, or by `from` and `to` as dates, and by `compare`.

    Without `compare` a range is held against the week before, or the year before if it is longer than a week.
    What cannot be read falls back to the default, and says so in `problem`; it never raises.
    """
    today = datetime.fromtimestamp(now_s, zone).date()
    name, problem = parameters.get("range", "") or default, ""
    if "from" in parameters or "to" in parameters:
        try:
            first, last = _typed(parameters.get("from", ""), parameters.get("to", ""), today)
            name = ""
        except ValueError as error:
            name, problem = default, str(error)
    elif name not in _NAMES:
        problem = f"There is no range named {name[:20]!r}; choose one of {', '.join(_NAMES)}."
        name = default
    if name:
        first, last = _named(name, today)
    comparison, is_chosen = _comparison(parameters, (last - first).days + 1)
    return TimeRange(name, first, last, zone, today, comparison, is_chosen, problem)


def _named(name: str, today: date) -> tuple[date, date]:
    last = today - timedelta(days=1) if name == "yesterday" else today
    return last - timedelta(days=_DAYS[name] - 1), last


def _typed(first_text: str, last_text: str, today: date) -> tuple[date, date]:
    """Both days; raises ValueError with what to do, fit to be shown."""
    try:
        first, last = date.fromisoformat(first_text), date.fromisoformat(last_text)
    except ValueError as error:
        raise ValueError("Both days are needed, written like 2026-03-29.") from error
    if last < first:
        raise ValueError(f"The range ends on {last}, before it begins on {first}; swap the two days.")
    if first > today:
        raise ValueError(f"The range begins on {first}, and today is {today}; choose an earlier day.")
    if (last - first).days >= LONGEST_DAYS or first.year < 1971:
        raise ValueError(f"A range holds at most {LONGEST_DAYS} days, from 1971 on; choose a shorter one.")
    return first, min(last, today)


def _comparison(parameters: Mapping[str, str], days: int) -> tuple[Comparison, bool]:
    """The comparison, and whether it was chosen."""
    for known in COMPARISON_DAYS:
        if parameters.get("compare") == known:
            return known, True
    if parameters.get("compare") == "":
        return "", True
    return ("week" if days <= COMPARISON_DAYS["week"] else "year"), False


def _day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
