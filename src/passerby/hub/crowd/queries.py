"""Every question that pages, the API and exports ask about the crowd lane's history.

Each takes a statement or two, whatever the number of cameras, reads the coarsest sums that answer it, and
gives plain values. Time that nobody watched is None, never 0. Whether somebody may see the cameras that they
ask about is not asked here.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.utils import timezone

from passerby.hub.crowd.answers import (
    Crossed,
    CrossingPoint,
    Directions,
    DwellFigures,
    DwellPoint,
    Floats,
    Grids,
    PeoplePoint,
    StoredWindow,
)
from passerby.hub.crowd.buckets import DAY_S, day_start, hour_start
from passerby.hub.crowd.crossing_history import crossing_points
from passerby.hub.crowd.kept import kept_resolution
from passerby.hub.crowd.models import CrowdWindow, DayRollUp, HourGrid, RefusedEvent, Series
from passerby.hub.crowd.people_history import people_points
from passerby.hub.crowd.reading import AT_S, ROLL_UPS, SeriesOf, count_of, read
from passerby.hub.crowd.row_keys import WINDOWS_PER_SERIES, window_key
from passerby.hub.crowd.spans import Resolution, Span, bucket_start, bucket_starts, resolution_for
from passerby.hub.crowd.stays import figures
from passerby.hub.crowd.usual import usual, usual_band, weekday_hours
from passerby.hub.crowd.window_items import WindowItems, unpack_lines, unpack_zones
from passerby.hub.sites.models import Camera, Site
from passerby.shapes.errors import SpanError
from passerby.shapes.window import DIRECTIONS, DWELL_EDGES_S, GRID_COLS, GRID_ROWS

__all__ = [
    "crossings",
    "directions",
    "dwell",
    "dwell_over_time",
    "entered_today",
    "entered_today_by_site",
    "grids",
    "people",
    "refused",
    "usual",
    "usual_band",
    "weekday_hours",
    "windows",
]

MAX_BUCKETS = 10_000
"""More points are no answer to one question, but an export, which asks for one stretch after another."""

MAX_READ = {Resolution.WINDOW: 80_000, Resolution.FIVE_MINUTES: 500_000}
MAX_READ_OTHERS = 250_000
"""So many buckets of cameras are read for one question at most, or windows: some tenths of a second, in which
whoever asks keeps a core busy."""

MAX_WINDOWS = 1000

_STAYS = [f"dwell_{index}" for index in range(len(DWELL_EDGES_S))]
_DWELL = ", ".join(map(count_of, _STAYS))
_MOVING = ", ".join(f"SUM(r.moving_{index})" for index in range(len(DIRECTIONS)))


def people(
    camera_ids: Sequence[str], span: Span, resolution: Resolution | None = None, zone: str = ""
) -> list[PeoplePoint]:
    """People in the whole view, or in the zones of a name, summed over the cameras: a point for each bucket.

    Nothing is scaled up: a point some of whose cameras were not watching is `partial`. resolution: None picks
    the finest that is kept and has MAX_POINTS at most. Raises SpanError for more than MAX_BUCKETS points, or
    MAX_READ buckets of cameras.
    """
    # Of hours the sums of a whole site are kept, see `site_strips`.
    cameras = 1 if resolution is Resolution.HOUR and not zone else len(camera_ids)
    return people_points(camera_ids, span, _chosen(span, resolution, cameras), zone)


def crossings(
    camera_ids: Sequence[str],
    span: Span,
    resolution: Resolution | None = None,
    line: str = "",
    entrances_only: bool = False,
) -> list[CrossingPoint]:
    """Crossings of all lines, of those of a name, or of the site's entrances: one point for each bucket.

    Raises SpanError for more than MAX_BUCKETS points, or MAX_READ buckets of cameras.
    """
    of = SeriesOf(camera_ids, Series.Kind.LINE, line, entrances_only)
    return crossing_points(of, span, _chosen(span, resolution, len(camera_ids)))


def entered_today(site: Site, now_s: float | None = None) -> Crossed:
    """Who crossed the site's entrances since its local midnight."""
    return entered_today_by_site([site], now_s)[site.pk]


def entered_today_by_site(sites: Iterable[Site], now_s: float | None = None) -> dict[str, Crossed]:
    """The same of many sites, by their ids, in one statement for each of their time zones."""
    now_s = timezone.now().timestamp() if now_s is None else now_s
    by_zone: dict[str, list[str]] = {}
    for site in sites:
        by_zone.setdefault(site.time_zone, []).append(site.pk)
    found = {site_id: Crossed(0, 0) for ids in by_zone.values() for site_id in ids}
    for name, site_ids in by_zone.items():
        found |= _entered_since(day_start(int(now_s), ZoneInfo(name)), site_ids)
    return found


def dwell(camera_id: str, zone: str, span: Span) -> DwellFigures:
    """How long stays in a zone were that ended in the span, whose edges count as whole minutes."""
    columns = f"{_DWELL}, SUM(r.dwell_sum_s), MAX(r.dwell_max_s)"
    resolution = _whole(span)
    low_s = bucket_start(span.start_s, resolution, span.zone)
    of = SeriesOf([camera_id], Series.Kind.ZONE, zone)
    [(*counts, sum_s, max_s)] = read(columns, ROLL_UPS[resolution], of, [(low_s, span.end_s)])
    return figures([count or 0 for count in counts], sum_s or 0.0, max_s or 0.0)


def dwell_over_time(
    camera_id: str, zone: str, span: Span, resolution: Resolution | None = None
) -> list[DwellPoint]:
    """How long people stayed in a zone, for each bucket, by the minute at the finest.

    Raises SpanError for more than MAX_BUCKETS points.
    """
    resolution = _chosen(span, resolution, 1)
    resolution = Resolution.MINUTE if resolution is Resolution.WINDOW else resolution
    starts = bucket_starts(span, resolution)
    columns = f"{AT_S}, {', '.join(_STAYS)}, r.dwell_sum_s, r.dwell_max_s"
    of = SeriesOf([camera_id], Series.Kind.ZONE, zone)
    rows = read(columns, ROLL_UPS[resolution], of, [(starts[0], span.end_s)])
    stays: list[list[tuple[float, ...]]] = [[] for _ in starts]
    for at_s, *stay in rows:
        stays[bisect_right(starts, at_s) - 1].append(tuple(stay))
    return [_dwell_point(at_s, stay) for at_s, stay in zip(starts, stays, strict=True)]


def grids(camera_id: str, span: Span) -> Grids | None:
    """Where people were and moved, on average over the hours that the span touches; None if unwatched."""
    low_s = hour_start(span.start_s, span.zone)
    rows = read("r.observed_s, r.density_s, r.flow_s", HourGrid, SeriesOf([camera_id]), [(low_s, span.end_s)])
    observed_s = sum(row[0] for row in rows)
    if not observed_s:
        return None
    density_s = _grid_sum((row[1] for row in rows), (GRID_ROWS, GRID_COLS))
    flow_s = _grid_sum((row[2] for row in rows), (GRID_ROWS, GRID_COLS, 2))
    weight = density_s[..., None]
    flow = np.divide(flow_s, weight, out=np.zeros_like(flow_s), where=weight > 0)
    return Grids(density_s / observed_s, flow)


def directions(camera_id: str, span: Span) -> Directions:
    """Which way people moved in the whole view; the span's edges count as whole minutes."""
    resolution = _whole(span)
    low_s = bucket_start(span.start_s, resolution, span.zone)
    columns = f"{_MOVING}, SUM(r.still_s)"
    [(*moving_s, still_s)] = read(columns, ROLL_UPS[resolution], SeriesOf([camera_id]), [(low_s, span.end_s)])
    return Directions(tuple(each or 0.0 for each in moving_s), still_s or 0.0)


def windows(camera_id: str, span: Span, after_ms: int = -1, at_most: int = 100) -> list[StoredWindow]:
    """The windows that began in the span, and after `after_ms`, in order of time: for lists, page by page."""
    view = Series.objects.filter(camera=camera_id, kind=Series.Kind.VIEW).values_list("pk", flat=True).first()
    if view is None:
        return []
    low_ms = max(span.start_s * 1000, after_ms + 1)
    high_ms = max(low_ms, span.end_s * 1000)
    rows = CrowdWindow.objects.filter(key__gte=window_key(view, low_ms), key__lt=window_key(view, high_ms))
    return [_window(*row) for row in rows.order_by("key").values_list()[: min(at_most, MAX_WINDOWS)]]


def refused(agent_id: str, at_most: int = 100) -> list[RefusedEvent]:
    """The latest events of an agent that could not be stored, newest first."""
    return list(RefusedEvent.objects.filter(agent_id=agent_id)[:at_most])


def _chosen(span: Span, resolution: Resolution | None, cameras: int) -> Resolution:
    """The resolution that is told, of so many cameras."""
    if resolution is None:
        return kept_resolution(span.start_s, resolution_for(span))
    points = span.length_s // resolution.step_s
    most = min(MAX_BUCKETS, MAX_READ.get(resolution, MAX_READ_OTHERS) // max(cameras, 1))
    if points > most:
        of_cameras = f" of {cameras} cameras" if cameras > 1 else ""
        raise SpanError(
            f"the span has {points} points by the {resolution.value}{of_cameras}, and at most {most} are "
            "told at once; ask for a shorter span, or for a coarser resolution"
        )
    return resolution


def _whole(span: Span) -> Resolution:
    """The coarsest resolution whose buckets the span does not cut."""
    edges = (span.start_s, span.end_s)
    for resolution in (Resolution.DAY, Resolution.HOUR):
        if all(bucket_start(at_s, resolution, span.zone) == at_s for at_s in edges):
            return kept_resolution(span.start_s, resolution)
    return kept_resolution(span.start_s, Resolution.MINUTE)


def _entered_since(day_s: int, site_ids: Sequence[str]) -> dict[str, Crossed]:
    cameras = dict(Camera.objects.filter(site__in=site_ids).values_list("pk", "site_id"))
    of = SeriesOf(list(cameras), Series.Kind.LINE, entrances_only=True)
    rows = read('s.camera_id, r.entered, r."left"', DayRollUp, of, [(day_s, day_s + DAY_S)])
    found: dict[str, Crossed] = {}
    for camera_id, entered, left in rows:
        so_far = found.get(cameras[camera_id], Crossed(0, 0))
        found[cameras[camera_id]] = Crossed(so_far.entered + entered, so_far.left + left)
    return found


def _window(key: int, *row: Any) -> StoredWindow:
    *figures, zones, lines = row
    items = WindowItems(unpack_zones(zones), unpack_lines(lines))
    return StoredWindow(*(key % WINDOWS_PER_SERIES, *figures, items))


def _dwell_point(at_s: int, stays: Sequence[tuple[float, ...]]) -> DwellPoint:
    if not stays:
        return DwellPoint(at_s, 0, None, None)
    *columns, maxima = zip(*stays, strict=True)
    *counts, sum_s = (sum(column) for column in columns)
    told = figures([int(count) for count in counts], sum_s, max(maxima))
    return DwellPoint(at_s, sum(told.counts), told.mean_s, told.p90_s)


def _grid_sum(grids_s: Iterable[bytes], shape: tuple[int, ...]) -> Floats:
    each = np.frombuffer(b"".join(bytes(grid) for grid in grids_s), np.float32).reshape(-1, *shape)
    return np.asarray(each.sum(axis=0, dtype=np.float64))
