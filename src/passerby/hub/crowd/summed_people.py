"""People on average over many cameras: what their strips add up to, bucket by bucket."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from passerby.hub.crowd.buckets import MINUTE_S
from passerby.hub.crowd.strips import Floats, Ints, People, inside

_SLOT = np.dtype([("after_s", "<u4"), ("cameras", "<u4"), ("peak", "<i8"), ("mean", "<f8")])
"""after_s: from the beginning of the strip to that of the bucket."""


@dataclass(frozen=True, slots=True, eq=False)
class SummedPeople:
    """All cameras together by bucket, in order of time: parallel arrays, (N,).

    mean: the sum of their means; peak: that of their peaks; cameras: how many of them watched.
    """

    starts_s: Ints
    mean: Floats
    peak: Ints
    cameras: Ints

    def __len__(self) -> int:
        return len(self.starts_s)

    @classmethod
    def of(cls, people: People) -> Self:
        """The sums of people of different cameras, each of whom somebody watched."""
        means = people.people_s / people.observed_s
        return cls._added(people.starts_s, means, people.peak, np.ones(len(people), np.int64))

    @classmethod
    def joined(cls, parts: Sequence["SummedPeople"]) -> Self:
        """The sums of sums of different cameras, or of different times; at least one."""
        return cls._added(
            np.concatenate([part.starts_s for part in parts]),
            np.concatenate([part.mean for part in parts]),
            np.concatenate([part.peak for part in parts]),
            np.concatenate([part.cameras for part in parts]),
        )

    @classmethod
    def _added(cls, starts_s: Ints, mean: Floats, peak: Ints, cameras: Ints) -> Self:
        if not len(starts_s):
            return cls(starts_s, mean, peak, cameras)
        # Counting by minute takes a tenth of the time of sorting; every clock's hours begin with a minute.
        first_s = int(starts_s.min())
        place = (starts_s - first_s) // MINUTE_S
        seen = np.flatnonzero(np.bincount(place))
        return cls(
            first_s + seen * MINUTE_S,
            np.bincount(place, mean)[seen].astype(np.float64),
            np.bincount(place, peak)[seen].astype(np.int64),
            np.bincount(place, cameras)[seen].astype(np.int64),
        )

    def within(self, ranges: Sequence[tuple[int, int]]) -> "SummedPeople":
        """Those that begin in one of the ranges, which lie in order of time."""
        return self.part(inside(self.starts_s, ranges))

    def part(self, chosen: npt.NDArray[np.bool_]) -> "SummedPeople":
        """Those chosen, (N,)."""
        if chosen.all():
            return self
        return SummedPeople(self.starts_s[chosen], self.mean[chosen], self.peak[chosen], self.cameras[chosen])

    def rows(self) -> list[tuple[int, float, int, int]]:
        """Each bucket's start, mean, peak and number of cameras."""
        columns = (self.starts_s, self.mean, self.peak, self.cameras)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def packed(self, start_s: int) -> bytes:
        """These buckets, all of the strip that begins at start_s."""
        slots = np.empty(len(self), _SLOT)
        slots["after_s"] = self.starts_s - start_s
        slots["cameras"] = self.cameras
        slots["peak"] = self.peak
        slots["mean"] = self.mean
        return slots.tobytes()


def unpacked_sums(rows: Sequence[tuple[int, bytes | memoryview]]) -> SummedPeople:
    """What rows hold, each the start of its strip and its slots; those of one bucket are added up."""
    slots = np.frombuffer(b"".join(strip for _, strip in rows), _SLOT)
    lengths = [len(strip) // _SLOT.itemsize for _, strip in rows]
    begins_s = np.repeat(np.array([start_s for start_s, _ in rows], np.int64), lengths)
    part = SummedPeople(
        begins_s + slots["after_s"], slots["mean"], slots["peak"], slots["cameras"].astype(np.int64)
    )
    return SummedPeople.joined([part])
