"""How long each resolution is kept, and so which one can still tell of a time."""

from django.utils import timezone

from passerby.hub.crowd.buckets import DAY_S
from passerby.hub.crowd.models import Retention
from passerby.hub.crowd.spans import Resolution


def retention() -> Retention:
    """The one row, with the defaults where nobody has set anything."""
    return Retention.objects.first() or Retention()


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
