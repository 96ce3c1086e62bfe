"""How many people crossed lines: bucket by bucket."""

from bisect import bisect_right
from collections.abc import Iterable

from passerby.hub.crowd.answers import CrossingPoint
from passerby.hub.crowd.models import CrowdWindow
from passerby.hub.crowd.reading import AT_S, ROLL_UPS, STARTED_MS, SeriesOf, count_of, names, read
from passerby.hub.crowd.spans import Resolution, Span, bucket_starts
from passerby.hub.crowd.window_items import unpack_lines

_Row = tuple[int, int, int]
"""When, how many entered, how many left."""


def crossing_points(of: SeriesOf, span: Span, resolution: Resolution) -> list[CrossingPoint]:
    """See queries.crossings."""
    starts = bucket_starts(span, resolution)
    if resolution is Resolution.WINDOW:
        return _points(_from_windows(of, starts[0], span.end_s), starts)
    columns = f"{AT_S}, {count_of('entered')}, {count_of('left')}"
    tail = f"GROUP BY {AT_S}"
    return _points(read(columns, ROLL_UPS[resolution], of, [(starts[0], span.end_s)], tail), starts)


def _from_windows(of: SeriesOf, low_s: int, high_s: int) -> list[_Row]:
    asked = names(of)
    columns = f"s.camera_id, {STARTED_MS}, r.ended_ms, r.lines"
    rows = read(columns, CrowdWindow, SeriesOf(of.camera_ids), [(low_s * 1000, high_s * 1000)])
    return [
        (min((ended_ms - 1) // 1000, high_s - 1), line.entered, line.left)
        for camera_id, _, ended_ms, lines in rows
        for line in unpack_lines(lines)
        if (camera_id, line.name) in asked
    ]


def _points(rows: Iterable[_Row], starts: list[int]) -> list[CrossingPoint]:
    sums: dict[int, tuple[int, int]] = {}
    for at_s, entered, left in rows:
        place = bisect_right(starts, at_s) - 1
        before = sums.get(place, (0, 0))
        sums[place] = (before[0] + entered, before[1] + left)
    return [CrossingPoint(at_s, *sums.get(place, (None, None))) for place, at_s in enumerate(starts)]
