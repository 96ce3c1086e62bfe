"""How many people there were: cameras summed, bucket by bucket."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from passerby.hub.crowd.answers import Floats, PeoplePoint
from passerby.hub.crowd.models import CrowdWindow, Series
from passerby.hub.crowd.reading import AT_S, ROLL_UPS, STARTED_MS, Range, SeriesOf, read
from passerby.hub.crowd.site_people import STRIPS, people_by_bucket
from passerby.hub.crowd.spans import Resolution, Span, bucket_starts
from passerby.hub.crowd.window_items import unpack_zones

Ints = npt.NDArray[np.int64]

_Row = tuple[int, float, int, int]
"""Of all cameras together: start of a bucket, people on average, sum of peaks, number of cameras."""


def people_points(
    camera_ids: Sequence[str], span: Span, resolution: Resolution, zone: str
) -> list[PeoplePoint]:
    """See queries.people."""
    starts = bucket_starts(span, resolution)
    if resolution is Resolution.WINDOW:
        return _from_windows(camera_ids, starts, span.end_s, zone)
    ranges = [(starts[0], span.end_s)]
    rows: Sequence[_Row]
    if not zone and resolution in STRIPS:
        rows = people_by_bucket(camera_ids, STRIPS[resolution], ranges).rows()
    else:
        of = SeriesOf(camera_ids, Series.Kind.ZONE if zone else Series.Kind.VIEW, zone)
        rows = _read(of, resolution, ranges)
    return _points(rows, starts, len(set(camera_ids)))


def _read(of: SeriesOf, resolution: Resolution, ranges: Sequence[Range]) -> list[_Row]:
    table = ROLL_UPS[resolution]
    if resolution is not Resolution.FIVE_MINUTES:
        columns = f"{AT_S}, SUM(r.people_s / r.observed_s), SUM(r.people_peak), COUNT(*)"
        return read(columns, table, of, ranges, f"AND r.observed_s > 0 GROUP BY {AT_S}")
    # Each camera over its five minutes first: in a sum of minutes, one that is missing would count as empty.
    step = f"{AT_S} / 300 * 300"
    columns = f"{step}, SUM(r.people_s) / SUM(r.observed_s), MAX(r.people_peak), 1"
    return _summed(read(columns, table, of, ranges, f"AND r.observed_s > 0 GROUP BY s.id, {step}"))


def _summed(rows: Iterable[_Row]) -> list[_Row]:
    sums: dict[int, tuple[float, int, int]] = {}
    for at_s, mean, peak, cameras in rows:
        people, peaks, count = sums.get(at_s, (0.0, 0, 0))
        sums[at_s] = (people + mean, peaks + peak, count + cameras)
    return [(at_s, *figures) for at_s, figures in sums.items()]


def _points(rows: Sequence[_Row], starts: Sequence[int], cameras: int) -> list[PeoplePoint]:
    """One point for each bucket. Days of sites in other time zones go where they begin."""
    found: dict[int, tuple[float, int, int]] = {}
    if rows:
        places = np.searchsorted(starts, [row[0] for row in rows], side="right") - 1
        placed = ((int(place), *row[1:]) for place, row in zip(places, rows, strict=True))
        found = {place: (mean, peak, count) for place, mean, peak, count in _summed(placed)}
    return [_point(at_s, found.get(place), cameras) for place, at_s in enumerate(starts)]


def _point(at_s: int, figures: tuple[float, int, int] | None, cameras: int) -> PeoplePoint:
    if figures is None:
        return PeoplePoint(at_s, None, None)
    mean, peak, count = figures
    if count > cameras:
        # The site's time zone was changed that day, which then has two rows of a camera.
        mean, peak = mean * cameras / count, round(peak * cameras / count)
    return PeoplePoint(at_s, mean, peak, partial=count < cameras)


def _from_windows(
    camera_ids: Sequence[str], starts: Sequence[int], end_s: int, zone: str
) -> list[PeoplePoint]:
    """Windows laid over buckets in proportion to the time they share; they may be of any length."""
    columns = (
        f"s.camera_id, {STARTED_MS}, r.ended_ms, r.people_mean, r.people_peak{', r.zones' if zone else ''}"
    )
    rows = read(columns, CrowdWindow, SeriesOf(camera_ids), [(starts[0] * 1000, end_s * 1000)])
    if zone:
        rows = [(*row[:3], *figures) for row in rows for figures in _of_zone(row[5], zone)]
    if not rows:
        return [PeoplePoint(at_s, None, None) for at_s in starts]
    cameras, started_ms, ended_ms, means, peaks = zip(*rows, strict=True)
    number = {camera_id: index for index, camera_id in enumerate(sorted(set(camera_ids)))}
    edges_ms = np.array([*starts, end_s], np.int64) * 1000
    laid = _lay(np.array(started_ms), np.minimum(ended_ms, edges_ms[-1]), edges_ms)
    cell = np.array([number[camera_id] for camera_id in cameras])[laid.row] * len(starts) + laid.place
    shape = (len(number), len(starts))
    observed = _sums(cell, laid.shared_ms, shape)
    people = _sums(cell, laid.shared_ms * np.array(means)[laid.row], shape)
    peak = np.zeros(shape, np.int64)
    np.maximum.at(peak.reshape(-1), cell, np.array(peaks)[laid.row])
    return _camera_sums(starts, observed, people, peak)


def _of_zone(zones: str, zone: str) -> list[tuple[float, int]]:
    return [(each.people_mean, each.people_peak) for each in unpack_zones(zones) if each.name == zone]


def _sums(cell: Ints, amounts: Ints | Floats, shape: tuple[int, int]) -> Floats:
    sums = np.bincount(cell, amounts.astype(np.float64), shape[0] * shape[1])
    return sums.astype(np.float64).reshape(shape)


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """Which row shares how many milliseconds with which bucket."""

    row: Ints
    place: Ints
    shared_ms: Ints


def _lay(started_ms: Ints, ended_ms: Ints, edges_ms: Ints) -> _Laid:
    first = np.searchsorted(edges_ms, started_ms, side="right") - 1
    last = np.searchsorted(edges_ms, ended_ms, side="left") - 1
    parts = last - first + 1
    row = np.repeat(np.arange(len(parts)), parts)
    place = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(parts) - parts, parts)
    shared_ms = np.minimum(ended_ms[row], edges_ms[place + 1]) - np.maximum(started_ms[row], edges_ms[place])
    return _Laid(row, place, shared_ms)


def _camera_sums(starts: Sequence[int], observed: Floats, people: Floats, peak: Ints) -> list[PeoplePoint]:
    means = np.divide(people, observed, out=np.zeros_like(people), where=observed > 0).sum(axis=0)
    seen = (observed > 0).sum(axis=0)
    return [
        _point(at_s, (float(mean), int(most), int(count)) if count else None, len(observed))
        for at_s, mean, most, count in zip(starts, means, peak.sum(axis=0), seen, strict=True)
    ]
