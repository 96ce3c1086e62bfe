"""The life of one rule's alert: pure, from values and times to what changes."""

from dataclasses import dataclass, replace
from enum import Enum

ENDS_AFTER_S = 10.0
"""How long a value must be back before an alert ends: people step in and out of a doorway."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule asks: more than `threshold` for `lasts_s` seconds, then silence for `cool_down_s`."""

    threshold: float
    lasts_s: float
    cool_down_s: float


@dataclass(frozen=True, slots=True)
class Watch:
    """Where a rule stands. Times are seconds since 1970-01-01 UTC.

    above_since: when the value went over the threshold and stayed; None while it is not. below_since: since
    when it is back while an alert is open. is_open: an alert is open. worst: the highest value of it.
    silent_until: the end of the cool-down.
    """

    above_since: float | None = None
    below_since: float | None = None
    is_open: bool = False
    worst: float = 0.0
    silent_until: float = -float("inf")


class Change(Enum):
    """What became of the alert."""

    NONE = "none"
    BEGAN = "began"
    WORSE = "worse"
    ENDED = "ended"


def step(watch: Watch, terms: Terms, value: float | None, at: float) -> tuple[Watch, Change]:
    """The next state. value: None when nothing is known just now, which neither begins nor ends anything."""
    if value is None:
        return watch, Change.NONE
    above = value > terms.threshold
    return _open(watch, terms, value, at, above) if watch.is_open else _quiet(watch, terms, value, at, above)


def end(watch: Watch, terms: Terms, at: float) -> tuple[Watch, Change]:
    """The rule is no longer in force: an open alert ends, and what was building up is forgotten."""
    if not watch.is_open:
        return replace(watch, above_since=None), Change.NONE
    return Watch(silent_until=at + terms.cool_down_s), Change.ENDED


def _quiet(watch: Watch, terms: Terms, value: float, at: float, above: bool) -> tuple[Watch, Change]:
    if not above:
        return replace(watch, above_since=None), Change.NONE
    since = at if watch.above_since is None else watch.above_since
    if at - since < terms.lasts_s or at < watch.silent_until:
        return replace(watch, above_since=since), Change.NONE
    return replace(watch, above_since=since, below_since=None, is_open=True, worst=value), Change.BEGAN


def _open(watch: Watch, terms: Terms, value: float, at: float, above: bool) -> tuple[Watch, Change]:
    if above:
        worse = value > watch.worst
        watch = replace(watch, below_since=None, worst=max(value, watch.worst))
        return watch, Change.WORSE if worse else Change.NONE
    since = at if watch.below_since is None else watch.below_since
    if at - since < ENDS_AFTER_S:
        return replace(watch, below_since=since), Change.NONE
    return end(watch, terms, at)
