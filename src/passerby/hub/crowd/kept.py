"""How long each resolution is kept, and so which one can still tell of a time."""

from collections.abc import Mapping
from itertools import pairwise
from typing import TypedDict, Unpack

from django.utils import timezone

from passerby.hub.crowd.buckets import DAY_S
from passerby.hub.crowd.models import Retention
from passerby.hub.crowd.spans import Resolution
from passerby.shapes.errors import RetentionError

LONGEST_DAYS = 36_500
RETENTION_KEYS = ("window_days", "minute_days", "hour_days", "health_days")
_FINEST_FIRST = RETENTION_KEYS[:3]


class Days(TypedDict, total=False):
    """How many days each resolution is kept; see models.Retention."""

    window_days: int
    minute_days: int
    hour_days: int
    health_days: int


def retention() -> Retention:
    """The one row, with the defaults where nobody has set anything."""
    return Retention.objects.first() or Retention()


def change_retention(**days: Unpack[Days]) -> None:
    """Store how long these resolutions are kept. Raises RetentionError naming the first that cannot be."""
    row = retention()
    wanted = {key: getattr(row, key) for key in RETENTION_KEYS} | dict(days)
    for name, text in retention_problems(wanted).items():
        raise RetentionError(f"{name}: {text}")
    if not Retention.objects.update(**wanted):
        Retention.objects.create(**wanted)


def retention_problems(days: Mapping[str, object]) -> dict[str, str]:
    """What is wrong with each of these, by name; what is no whole number is passed over."""
    whole = {name: each for name, each in days.items() if isinstance(each, int)}
    problems = {
        name: f"kept are from 1 to {LONGEST_DAYS:,} days; got {each!r:.40}"
        for name, each in whole.items()
        if not 1 <= each <= LONGEST_DAYS
    }
    for finer, coarser in pairwise(_FINEST_FIRST):
        if finer in whole and coarser in whole and whole[finer] > whole[coarser]:
            problems.setdefault(
                coarser,
                "coarser sums are kept at least as long as what they are made of, here "
                f"{whole[finer]!r:.40} days; got {whole[coarser]!r:.40}",
            )
    return problems


def kept_resolution(start_s: int, finest: Resolution) -> Resolution:
    """`finest`, or the finest coarser one whose rows of that time have not been pruned."""
    kept = retention()
    age_s = timezone.now().timestamp() - start_s
    limits_s = {
        Resolution.WINDOW: kept.window_days * DAY_S,
        Resolution.MINUTE: kept.minute_days * DAY_S,
        Resolution.FIVE_MINUTES: kept.minute_days * DAY_S,
        Resolution.HOUR: kept.hour_days * DAY_S,
    }
    order = list(Resolution)
    coarser = order[order.index(finest) :]
    return next(each for each in coarser if each is Resolution.DAY or age_s <= limits_s[each])
