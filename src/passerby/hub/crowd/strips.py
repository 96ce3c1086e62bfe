"""People in whole views, many buckets to a row: what is added up over all cameras of a site.

A year of a hundred cameras by the hour is 876,000 roll-ups, each a row to be found, read and grouped; as
strips of a day it is 36,500 rows, and NumPy does the rest. Strips hold the same sums as the roll-ups, which
answer all other questions. They begin at whole multiples of their length in UTC, whatever the site's clock
says: each slot tells when its bucket begins.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt

from passerby.hub.crowd.row_keys import ROLL_UPS_PER_SERIES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_SLOT = np.dtype([("after_s", "<u4"), ("peak", "<u4"), ("people_s", "<f8"), ("observed_s", "<f8")])
"""after_s: from the beginning of the strip to that of the bucket. The others are as in a roll-up."""

Packed = tuple[int, bytes]
"""The key of a strip, by `row_keys.roll_up_key`, and its slots."""


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """People in whole views, by series and bucket: parallel arrays, (N,)."""

    series: Ints
    starts_s: Ints
    peak: Ints
    people_s: Floats
    observed_s: Floats

    def __len__(self) -> int:
        return len(self.series)

    @classmethod
    def joined(cls, parts: Sequence["People"]) -> Self:
        """All of them, one after another; at least one."""
        return cls(
            np.concatenate([part.series for part in parts]),
            np.concatenate([part.starts_s for part in parts]),
            np.concatenate([part.peak for part in parts]),
            np.concatenate([part.people_s for part in parts]),
            np.concatenate([part.observed_s for part in parts]),
        )

    def by_bucket(self, step_s: int = 1) -> "People":
        """Summed up by series and bucket, in their order. step_s: of larger buckets, of so many seconds."""
        starts_s = self.starts_s // step_s * step_s
        order = np.lexsort((starts_s, self.series))
        series, starts = self.series[order], starts_s[order]
        is_first = np.ones(len(order), np.bool_)
        is_first[1:] = (series[1:] != series[:-1]) | (starts[1:] != starts[:-1])
        first = np.flatnonzero(is_first)
        if not len(first):
            return self
        return People(
            series[first],
            starts[first],
            np.maximum.reduceat(self.peak[order], first),
            np.add.reduceat(self.people_s[order], first),
            np.add.reduceat(self.observed_s[order], first),
        )

    def within(self, ranges: Sequence[tuple[int, int]]) -> "People":
        """Those that somebody watched and that begin in one of the ranges, which lie in order of time."""
        chosen = inside(self.starts_s, ranges) & (self.observed_s > 0)
        if chosen.all():
            return self
        return People(
            self.series[chosen],
            self.starts_s[chosen],
            self.peak[chosen],
            self.people_s[chosen],
            self.observed_s[chosen],
        )


def inside(starts_s: Ints, ranges: Sequence[tuple[int, int]]) -> npt.NDArray[np.bool_]:
    """Which of the moments, (N,), lie in one of the ranges, which lie in order of time."""
    edges = np.array(ranges, np.int64).reshape(-1)
    # An odd number of edges at or before a moment: a range has begun, and has not ended.
    return np.asarray(np.searchsorted(edges, starts_s, side="right") % 2 == 1)


def strip_keys(people: People, strip_s: int) -> Ints:
    """The key of the strip that each belongs to, (N,)."""
    return people.series * ROLL_UPS_PER_SERIES + people.starts_s // strip_s * strip_s


def packed(people: People, strip_s: int) -> list[Packed]:
    """The rows, in the order of their keys. people: in the order of series and time."""
    keys = strip_keys(people, strip_s)
    slots = np.empty(len(keys), _SLOT)
    slots["after_s"] = people.starts_s % strip_s
    slots["peak"] = people.peak
    slots["people_s"] = people.people_s
    slots["observed_s"] = people.observed_s
    edges = [*np.flatnonzero(np.diff(keys, prepend=-1)).tolist(), len(keys)]
    return [(int(keys[low]), slots[low:high].tobytes()) for low, high in pairwise(edges)]


def unpacked(rows: Iterable[tuple[int, bytes | memoryview]]) -> People:
    """What rows hold, in their order."""
    keys: list[int] = []
    strips: list[bytes | memoryview] = []
    for key, strip in rows:
        keys.append(key)
        strips.append(strip)
    slots = np.frombuffer(b"".join(strips), _SLOT)
    lengths = np.array([len(strip) for strip in strips], np.int64) // _SLOT.itemsize
    series, starts_s = np.divmod(np.array(keys, np.int64), ROLL_UPS_PER_SERIES)
    return People(
        np.repeat(series, lengths),
        np.repeat(starts_s, lengths) + slots["after_s"],
        slots["peak"].astype(np.int64),
        slots["people_s"],
        slots["observed_s"],
    )
