"""Hours of all cameras of a site together: sums that are kept, and made again wherever they are lacking.

A site's page over a year adds up every hour of every camera. Days that are over hardly ever change, so their
sums are kept, a day in a row. They are but a copy: whoever stores figures of such a day forgets its sums in
the same transaction, and each row is marked with the cameras that it adds up, so that what was added up of a
camera that is moved, switched off or deleted is not read any more. What is lacking is read from the cameras'
own strips, and kept again from the next round of housekeeping on.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from django.db import connection, transaction

from passerby.hub.crowd.models import HourStrip, Series, SiteHourStrip
from passerby.hub.crowd.reading import AT_S, Range, SeriesOf, read
from passerby.hub.crowd.retention import REST_S
from passerby.hub.crowd.strips import unpacked
from passerby.hub.crowd.summed_people import SummedPeople, unpacked_sums
from passerby.hub.sites.models import Camera

SETTLED_AFTER_S = 600
"""What is told in time of a day that is over has come by then."""

_DAY_S = HourStrip.length_s

_DAYS_AT_ONCE = 30
"""Added up in one transaction: of a hundred cameras some hundredths of a second, for which others wait."""


@dataclass(frozen=True, slots=True)
class KeptSums:
    """people: what is kept. lacking: cameras, and the ranges, of whole days, that are not kept of them."""

    people: SummedPeople
    lacking: tuple[tuple[list[str], list[Range]], ...]


def kept_sums(camera_ids: Iterable[str], days: Sequence[Range]) -> KeptSums:
    """What is kept of these cameras. days: ranges of whole days of UTC, in order of time; at least one."""
    sets = {each.mark: each for each in _sets(camera_ids)}
    rows = SiteHourStrip.objects.filter(
        cameras__in=sets, start_s__gte=days[0][0], start_s__lt=days[-1][1]
    ).values_list("cameras", "start_s", "slots")
    found: dict[int, set[int]] = {mark: set() for mark in sets}
    strips = []
    for mark, start_s, slots in rows:
        found[mark].add(start_s)
        strips.append((start_s, slots))
    lacking: dict[tuple[Range, ...], list[str]] = {}
    for mark, starts_s in found.items():
        if ranges := tuple(_gaps(days, starts_s)):
            lacking.setdefault(ranges, []).extend(sets[mark].camera_ids)
    return KeptSums(unpacked_sums(strips), tuple((ids, list(ranges)) for ranges, ids in lacking.items()))


def forget_sums(starts_s: Iterable[int]) -> None:
    """Drop what was added up of the days that begin then, for figures of them are being stored."""
    SiteHourStrip.objects.filter(start_s__in=set(starts_s)).delete()


def keep_sums(now_s: float) -> int:
    """Add up the days that are over and have no sums, of all sites; how many. Raises DatabaseError."""
    made = 0
    cameras = Camera.objects.filter(enabled=True, counts_for_site=True)
    current = _sets(cameras.values_list("pk", flat=True))
    SiteHourStrip.objects.exclude(cameras__in=[each.mark for each in current]).delete()
    for each in current:
        if len(each.camera_ids) == 1:
            continue
        over_s = int(now_s - SETTLED_AFTER_S) // _DAY_S * _DAY_S
        there = read(f"DISTINCT {AT_S}", HourStrip, SeriesOf(each.camera_ids), [(0, over_s)])
        kept = SiteHourStrip.objects.filter(cameras=each.mark).values_list("start_s", flat=True)
        lacking = sorted({start_s for (start_s,) in there} - set(kept))
        for first in range(0, len(lacking), _DAYS_AT_ONCE):
            _add_up(each, lacking[first : first + _DAYS_AT_ONCE])
            time.sleep(REST_S)
        made += len(lacking)
    return made


@dataclass(frozen=True, slots=True)
class _Set:
    """Cameras of one site. mark: tells them from any others."""

    site_id: str
    camera_ids: tuple[str, ...]
    mark: int


def _sets(camera_ids: Iterable[str]) -> list[_Set]:
    """These cameras by their sites, without those that nothing was stored of."""
    views = Series.objects.filter(kind=Series.Kind.VIEW, camera__in=list(camera_ids)).order_by("pk")
    by_site: dict[str, list[tuple[str, int]]] = {}
    for site_id, camera_id, series in views.values_list("camera__site", "camera", "pk"):
        by_site.setdefault(site_id, []).append((camera_id, series))
    return [
        _Set(site_id, tuple(camera_id for camera_id, _ in each), _mark([series for _, series in each]))
        for site_id, each in by_site.items()
    ]


def _mark(series: Sequence[int]) -> int:
    digest = blake2b(np.array(series, "<i8").tobytes(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def _gaps(days: Sequence[Range], kept_s: set[int]) -> Iterator[Range]:
    """The days of the ranges that are not kept, as ranges."""
    for low, high in days:
        begun_s: int | None = None
        for start_s in range(low, high, _DAY_S):
            if start_s in kept_s:
                if begun_s is not None:
                    yield begun_s, start_s
                begun_s = None
            elif begun_s is None:
                begun_s = start_s
        if begun_s is not None:
            yield begun_s, high


def _add_up(cameras: _Set, starts_s: Sequence[int]) -> None:
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # Nobody may store figures of a day between the reading and the writing of its sums: they would
            # find no sums to drop. SQLite has one writer at a time anyway.
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {HourStrip._meta.db_table} IN SHARE MODE")
        ranges = [(start_s, start_s + _DAY_S) for start_s in starts_s]
        rows = read("r.key, r.slots", HourStrip, SeriesOf(cameras.camera_ids), ranges)
        people = SummedPeople.of(unpacked(rows).within(ranges))
        day_of = people.starts_s // _DAY_S * _DAY_S
        SiteHourStrip.objects.bulk_create(
            SiteHourStrip(
                site_id=cameras.site_id,
                cameras=cameras.mark,
                start_s=start_s,
                slots=people.part(day_of == start_s).packed(start_s),
            )
            for start_s in starts_s
        )
