"""Sites, cameras and a synthetic history, written into an installation that is there for measuring only."""

from itertools import repeat
from string import Template

import numpy as np
from django.db import connection, transaction
from django.db.models import Max

from passerby.bench.hub_history import CameraSeries, Column, Extent, Rows, history
from passerby.bench.progress import Progress
from passerby.hub.crowd.models import (
    CrowdWindow,
    DayRollUp,
    HourGrid,
    HourRollUp,
    MinuteRollUp,
    Series,
)
from passerby.hub.crowd.row_keys import ROLL_UPS_PER_SERIES, WINDOWS_PER_SERIES
from passerby.hub.crowd.strip_building import build_strips
from passerby.hub.crowd.sums import COLUMNS
from passerby.hub.crowd.window_items import pack_lines, pack_zones
from passerby.hub.sites.models import Agent, Camera, Line, Site, Zone
from passerby.shapes.errors import PasserbyError
from passerby.shapes.window import Dwell, LineFigures, ZoneFigures

SMALL_SITES = 9
"""One camera stands at each of these, all others at one large site.

A site's page adds up its cameras, and the overview its sites: so each has as much to do as so many cameras
can give it.
"""

_SQUARE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]]
_ZONES = {"square": Zone.Kind.AREA, "queue": Zone.Kind.QUEUE}
_LINE = "gate"
_TABLES = {
    "window": CrowdWindow,
    "minute": MinuteRollUp,
    "hour": HourRollUp,
    "day": DayRollUp,
    "grid": HourGrid,
}
_ROLL_UPS = ("minute", "hour", "day")
_INSERT = Template("INSERT INTO $table ($columns) VALUES ($marks)")


def make_sites(cameras: int) -> list[CameraSeries]:
    """Synthetic sites, a large one and small ones, whose cameras have two zones and an entrance each.

    Refuses an installation in use.
    """
    if Site.objects.exists():
        raise PasserbyError("this installation has sites already; name another folder with --home")
    agent = Agent.objects.get_or_create(pk="local")[0]
    small = min(SMALL_SITES, cameras // 2)
    made: list[CameraSeries] = []
    for number, size in enumerate([cameras - small, *repeat(1, small)], 1):
        site = Site.objects.create(
            name=f"Synthetic {number}",
            agent=agent,
            is_synthetic=True,
            time_zone="Europe/Lisbon",
            latitude=38.7 + number / 100,
            longitude=-9.1,
            capacity=500,
        )
        made += [_make_camera(site, f"camera {each}") for each in range(1, size + 1)]
    return made


def history_end_s() -> int | None:
    """When the latest window that is stored ended; None if there is none."""
    row = CrowdWindow.objects.order_by("-key").first()
    if row is None:
        return None
    ended_ms: int = Series.objects.aggregate(latest=Max("last_ended_ms"))["latest"]
    return max(row.ended_ms, ended_ms) // 1000


def _make_camera(site: Site, name: str) -> CameraSeries:
    camera = Camera.objects.create(site=site, name=name, address=b"")
    for zone, kind in _ZONES.items():
        Zone.objects.create(camera=camera, name=zone, kind=kind, points=_SQUARE)
    Line.objects.create(camera=camera, name=_LINE, points=_SQUARE[:2])
    view = Series.objects.create(camera=camera, kind=Series.Kind.VIEW).pk
    zones = [Series.objects.create(camera=camera, kind=Series.Kind.ZONE, name=zone).pk for zone in _ZONES]
    line = Series.objects.create(camera=camera, kind=Series.Kind.LINE, name=_LINE).pk
    return CameraSeries(view, tuple(zones), (line,))


def fill(cameras: list[CameraSeries], extent: Extent, progress: Progress) -> None:
    """Write the history of cameras that have none."""
    kinds = 2 + len(_ROLL_UPS) * (2 + len(_ZONES))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # No power cut matters to what can be made again.
            cursor.execute("PRAGMA synchronous=OFF")
    for number, rows in enumerate(history(cameras, extent, _item_texts()), 1):
        _insert(rows)
        progress(number, kinds * len(cameras))
    with transaction.atomic():
        build_strips()
    connection.close()


def _item_texts() -> list[tuple[str, str]]:
    texts = []
    for stays in range(4):
        ended_s = 8.125 if stays else 0.0
        dwell = Dwell((0, stays, 0, 0, 0, 0, 0, 0, 0, 0), ended_s, ended_s, 4.125, 8.75)
        zones = [ZoneFigures(name, stays, stays + 0.375, stays + 1, dwell) for name in _ZONES]
        texts.append((pack_zones(zones), pack_lines([LineFigures(_LINE, stays, 1)])))
    return texts


def _insert(rows: Rows) -> None:
    windows = rows.kind == "window"
    per_series, unit = (WINDOWS_PER_SERIES, 1000) if windows else (ROLL_UPS_PER_SERIES, 1)
    columns: dict[str, Column] = {"key": rows.series * per_series + rows.starts_s * unit}
    if rows.kind in _ROLL_UPS:
        columns |= dict.fromkeys(COLUMNS, 0)
    columns |= rows.columns
    sql = _INSERT.substitute(
        table=_TABLES[rows.kind]._meta.db_table,
        columns=", ".join(f'"{name}"' for name in columns),
        marks=", ".join(["%s"] * len(columns)),
    )
    values = [_each(column) for column in columns.values()]
    with transaction.atomic(), connection.cursor() as cursor:
        # The keys, which come first, are as many as the rows; what is the same for all goes on for ever.
        cursor.executemany(sql, list(zip(*values, strict=False)))


def _each(column: Column) -> "repeat[object] | list[object]":
    if isinstance(column, np.ndarray):
        return list(column.tolist())
    return repeat(column) if isinstance(column, int | float | str | bytes) else list(column)
