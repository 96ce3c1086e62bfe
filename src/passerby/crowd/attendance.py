"""Who is remembered by the figures, and in which row of every array that they keep per track."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Kept = TypeVar("Kept", bound=np.generic)

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Turnout:
    """What one frame changed in the attendance.

    rows: (N,) the row of each track of the frame, in the frame's order.
    origin: (R,) for each row from now on, its row until now; -1 where the track is new.
    forgotten: (K,) the rows until now whose tracks are gone for good.
    """

    rows: Rows
    origin: Rows
    forgotten: Rows

    def carry(self, state: npt.NDArray[Kept], fill: float) -> npt.NDArray[Kept]:
        """Per-track state (rows until now, …) as (rows from now on, …), with `fill` for new tracks."""
        if not len(self.forgotten) and len(self.origin) == len(state):
            return state
        moved = np.full((len(self.origin), *state.shape[1:]), fill, state.dtype)
        known = self.origin >= 0
        moved[known] = state[self.origin[known]]
        return moved


def columns_from(
    state: npt.NDArray[Kept], origin: Sequence[int], rows: int, fill: float
) -> npt.NDArray[Kept]:
    """Per-track state (R, C) with other columns (rows, len(origin)): each that of its origin; -1: `fill`.

    State without columns may have been kept without rows too.
    """
    moved = np.full((rows, len(origin)), fill, state.dtype)
    for column, old in enumerate(origin):
        if old >= 0:
            moved[:, column] = state[:, old]
    return moved


class Attendance:
    """The track ids of the last few seconds. An id absent for longer than `forget_after_s` is forgotten."""

    def __init__(self, forget_after_s: float) -> None:
        self._forget_after_s = forget_after_s
        self._ids: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._present_at: npt.NDArray[np.float64] = np.zeros(0)
        self._row_of: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def update(self, ids: npt.NDArray[np.int64], now: float) -> Turnout:
        """Note who is here now, take up who is new, and forget who has been away for too long."""
        found = np.array([self._row_of.get(track, -1) for track in ids.tolist()], np.intp)
        fresh = found < 0
        self._present_at[found[~fresh]] = now
        stays = now - self._present_at <= self._forget_after_s
        if stays.all() and not fresh.any():
            return Turnout(found, np.arange(len(self._ids)), np.zeros(0, np.intp))
        new = int(fresh.sum())
        origin = np.concatenate([np.flatnonzero(stays), np.full(new, -1)])
        self._ids = np.concatenate([self._ids[stays], ids[fresh]])
        self._present_at = np.concatenate([self._present_at[stays], np.full(new, now)])
        self._row_of = {track: row for row, track in enumerate(self._ids.tolist())}
        rows = np.array([self._row_of[track] for track in ids.tolist()], np.intp)
        return Turnout(rows, origin, np.flatnonzero(~stays))
