"""People on average over many cameras, from strips: a site's own where they are kept, else its cameras'."""

from collections.abc import Sequence

from passerby.hub.crowd.models import FiveMinuteStrip, HourStrip
from passerby.hub.crowd.reading import Range, SeriesOf, read
from passerby.hub.crowd.site_strips import kept_sums
from passerby.hub.crowd.spans import Resolution
from passerby.hub.crowd.strips import unpacked
from passerby.hub.crowd.summed_people import SummedPeople

STRIPS: dict[Resolution, type[FiveMinuteStrip] | type[HourStrip]] = {
    Resolution.FIVE_MINUTES: FiveMinuteStrip,
    Resolution.HOUR: HourStrip,
}
"""The resolutions that there are strips of."""


def people_by_bucket(
    camera_ids: Sequence[str], strips: type[FiveMinuteStrip] | type[HourStrip], ranges: Sequence[Range]
) -> SummedPeople:
    """Each bucket that somebody watched and that begins in one of the ranges.

    ranges: in order of time, without overlaps.
    """
    whole = _whole(ranges, strips.length_s)
    if strips is FiveMinuteStrip or len(camera_ids) <= 1 or not whole:
        return _added_up(camera_ids, strips, whole, ranges)
    kept = kept_sums(camera_ids, whole)
    parts = [_added_up(ids, strips, lacking, ranges) for ids, lacking in kept.lacking]
    return SummedPeople.joined([kept.people.within(ranges), *parts])


def _added_up(
    camera_ids: Sequence[str],
    strips: type[FiveMinuteStrip] | type[HourStrip],
    whole: Sequence[Range],
    ranges: Sequence[Range],
) -> SummedPeople:
    rows = read("r.key, r.slots", strips, SeriesOf(camera_ids), whole)
    return SummedPeople.of(unpacked(rows).within(ranges))


def _whole(ranges: Sequence[Range], length_s: int) -> list[Range]:
    """The strips that the ranges touch, from the first second of one to that after the last of another."""
    merged: list[Range] = []
    for low, high in ranges:
        low, high = low // length_s * length_s, -(-high // length_s) * length_s
        if merged and low <= merged[-1][1]:
            low = merged.pop()[0]
        merged.append((low, high))
    return merged
