"""Deleting figures that are older than they are kept, or whose camera is gone, in small steps.

Each step is a transaction of its own, short enough that whoever stores meanwhile hardly waits.
"""

import time
from collections.abc import Iterator
from typing import Any

from django.db import models

from passerby.hub.crowd.buckets import DAY_S
from passerby.hub.crowd.kept import retention
from passerby.hub.crowd.models import (
    CrowdWindow,
    DayRollUp,
    FiveMinuteStrip,
    HourGrid,
    HourRollUp,
    HourStrip,
    MinuteRollUp,
    RefusedEvent,
    Series,
    SiteHourStrip,
)
from passerby.hub.crowd.row_keys import ROLL_UPS_PER_SERIES, WINDOWS_PER_SERIES
from passerby.hub.sites.models import Agent, Camera, CameraStatus

STEP = 2000
"""Rows deleted at once."""

REST_S = 0.01
"""Between two steps others get their turn: SQLite has no queue of writers."""

MOST_REFUSED = 1000
"""So many refused events of an agent are kept, the latest."""


def prune(now_s: float) -> int:
    """Delete all that is too old or belongs to no camera; the number of rows. Raises DatabaseError."""
    kept = retention()
    deleted = 0
    # A strip goes when all that it holds is too old.
    for table, days, length_s in (
        (CrowdWindow, kept.window_days, 0),
        (MinuteRollUp, kept.minute_days, 0),
        (FiveMinuteStrip, kept.minute_days, FiveMinuteStrip.length_s),
        (HourRollUp, kept.hour_days, 0),
        (HourStrip, kept.hour_days, HourStrip.length_s),
        (HourGrid, kept.hour_days, 0),
        (DayRollUp, None, 0),
    ):
        before_s = 0 if days is None else max(0, int(now_s) - days * DAY_S - length_s)
        deleted += sum(_delete_range(table, low, high) for low, high in _ranges(table, before_s))
    hours_before_s = int(now_s) - kept.hour_days * DAY_S - HourStrip.length_s
    deleted += _delete(SiteHourStrip.objects.filter(start_s__lt=hours_before_s))
    return deleted + _prune_health(int(now_s) - kept.health_days * DAY_S)


def _prune_health(before_s: int) -> int:
    """Delete old words on cameras and on refused events, and those of the latter that are too many."""
    deleted = 0
    for camera_id in Camera.objects.values_list("pk", flat=True):
        deleted += _delete(CameraStatus.objects.filter(camera=camera_id, at__lt=before_s * 1000))
    deleted += _delete(RefusedEvent.objects.filter(at_s__lt=before_s))
    for agent_id in Agent.objects.values_list("pk", flat=True):
        of_agent = RefusedEvent.objects.filter(agent=agent_id)
        for oldest_kept in of_agent.values_list("pk", flat=True)[MOST_REFUSED - 1 : MOST_REFUSED]:
            deleted += _delete(of_agent.filter(pk__lt=oldest_kept))
    return deleted


def _ranges(table: type[models.Model], before_s: int) -> Iterator[tuple[int, int]]:
    """Ranges of keys to delete: all of each series that is gone, and the older part of the others."""
    per_series, unit = (WINDOWS_PER_SERIES, 1000) if table is CrowdWindow else (ROLL_UPS_PER_SERIES, 1)
    present = list(_series_in(table, per_series))
    # Read after them: a series is stored with its first rows, so one that began meanwhile is among these.
    existing = set(Series.objects.values_list("pk", flat=True))
    for series in present:
        older = before_s * unit if series in existing else per_series
        if older:
            yield series * per_series, series * per_series + older


def _series_in(table: type[models.Model], per_series: int) -> Iterator[int]:
    """The series that have rows, found by leaping from the first row of one to that of the next."""
    key = -1
    while True:
        first = table._default_manager.filter(pk__gt=key).order_by("pk").values_list("pk", flat=True).first()
        if first is None:
            return
        yield first // per_series
        key = (first // per_series + 1) * per_series - 1


def _delete_range(table: type[models.Model], low: int, high: int) -> int:
    return _delete(table._default_manager.filter(pk__gte=low, pk__lt=high))


def _delete(rows: models.QuerySet[Any]) -> int:
    deleted = 0
    while True:
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:STEP])
        if keys:
            rows.filter(pk__gte=keys[0], pk__lte=keys[-1]).delete()
        deleted += len(keys)
        if len(keys) < STEP:
            return deleted
        time.sleep(REST_S)
