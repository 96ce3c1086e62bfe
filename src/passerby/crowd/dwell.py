"""How long people stay in a zone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from passerby.crowd.attendance import Turnout, columns_from
from passerby.shapes.window import DWELL_EDGES_S, Dwell

LEAVE_AFTER_S = 1.0
"""For how long somebody must be out of a zone to have left it; a shorter absence is part of the stay."""

MIN_STAY_S = 0.5
"""A shorter stay is a brush against the zone's edge, less than one step long, and is not told."""

Seconds = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """Stays that ended: parallel arrays, the index of the zone and the seconds."""

    zone: npt.NDArray[np.intp]
    lasted_s: Seconds

    @classmethod
    def none(cls) -> "Stays":
        """No stay."""
        return cls(np.zeros(0, np.intp), np.zeros(0))


class DwellBook:
    """Open stays, per track and zone. A stay runs from the first frame inside to the first without."""

    def __init__(self, zones: int) -> None:
        self._arrived_at = np.full((0, zones), np.nan)
        self._gone_at = np.full((0, zones), np.nan)

    def update(
        self, inside: npt.NDArray[np.bool_], turnout: Turnout, now: float, watched_until: float
    ) -> Stays:
        """Note who is inside (N, Z) at `now`; return the stays that are now known to have ended.

        watched_until: `now`, or, when pictures were missing before this frame, the time of the last one: who
        is not here any more is known to have stayed until then only.
        """
        if not self._arrived_at.shape[1]:
            return Stays.none()
        gone_at = np.where(np.isnan(self._gone_at), watched_until, self._gone_at)
        forgotten = self._end(self._arrived_at[turnout.forgotten], gone_at[turnout.forgotten])
        self._arrived_at = turnout.carry(self._arrived_at, np.nan)
        self._gone_at = turnout.carry(self._gone_at, np.nan)
        here = np.zeros(self._arrived_at.shape, np.bool_)
        here[turnout.rows] = inside
        self._arrived_at[here & np.isnan(self._arrived_at)] = now
        self._gone_at[here] = np.nan
        self._gone_at[~here & np.isnan(self._gone_at)] = watched_until
        present = np.zeros((len(here), 1), np.bool_)
        present[turnout.rows] = True
        over = present & (now - self._gone_at > LEAVE_AFTER_S) & ~np.isnan(self._arrived_at)
        left = self._end(np.where(over, self._arrived_at, np.nan), self._gone_at)
        self._arrived_at[over] = np.nan
        return Stays(
            np.concatenate([forgotten.zone, left.zone]), np.concatenate([forgotten.lasted_s, left.lasted_s])
        )

    def redrawn(self, origin: Sequence[int], people: int) -> "DwellBook":
        """The book for other zones: each goes on with the stays of the old zone at its origin; -1: none.

        people: how many rows the attendance has.
        """
        book = DwellBook(len(origin))
        book._arrived_at = columns_from(self._arrived_at, origin, people, np.nan)
        book._gone_at = columns_from(self._gone_at, origin, people, np.nan)
        return book

    def close(self) -> Stays:
        """The stays of those who are out of their zone when the pictures end: nobody will see them return."""
        return self._end(self._arrived_at, self._gone_at)

    def current(self, until: float) -> Stays:
        """How long those inside at the last frame have been there, as at `until`."""
        here = np.isnan(self._gone_at) & ~np.isnan(self._arrived_at)
        rows, zone = np.nonzero(here)
        return Stays(zone, np.maximum(until - self._arrived_at[rows, zone], 0.0))

    @staticmethod
    def _end(arrived_at: Seconds, gone_at: Seconds) -> Stays:
        lasted_s = gone_at - arrived_at
        told = lasted_s >= MIN_STAY_S
        return Stays(np.nonzero(told)[1], lasted_s[told])


def summarise(zone: int, ended: Sequence[Stays], current: Stays) -> Dwell:
    """The dwell figures of one zone."""
    ended_s = np.concatenate([np.zeros(0), *(stays.lasted_s[stays.zone == zone] for stays in ended)])
    current_s = current.lasted_s[current.zone == zone]
    bins = np.searchsorted(DWELL_EDGES_S, ended_s, side="right") - 1
    return Dwell(
        ended=tuple(np.bincount(bins, minlength=len(DWELL_EDGES_S)).tolist()),
        ended_mean_s=float(ended_s.mean()) if len(ended_s) else 0.0,
        ended_max_s=float(ended_s.max(initial=0.0)),
        current_mean_s=float(current_s.mean()) if len(current_s) else 0.0,
        current_max_s=float(current_s.max(initial=0.0)),
    )
