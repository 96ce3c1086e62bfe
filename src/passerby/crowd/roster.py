"""The tracks of one camera as parallel arrays. They live here and nowhere else."""

import secrets
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt

from passerby.crowd import kalman
from passerby.crowd.kalman import Array, Motion
from passerby.shapes.boxes import Boxes
from passerby.shapes.detections import Scores


def _new_ids(count: int) -> npt.NDArray[np.int64]:
    """Random ids (count,): 48 bits each, so that nothing can be read from them and none is met twice."""
    return np.array([secrets.randbits(48) | 1 for _ in range(count)], np.int64)


@dataclass(slots=True, eq=False)
class Roster:
    """N tracks. A track is tentative until confirmed, then confirmed until it is struck off.

    born_at, seen_at: seconds, first and latest observation. hits: observations. evidence: 0..1, the recent
    mean score. anchor_xy: (N, 2) pixels, a place; moved_at: when the track was last found far from its
    anchor, which then followed it; -inf for a track that never moved.
    """

    motion: Motion
    ids: npt.NDArray[np.int64]
    confirmed: npt.NDArray[np.bool_]
    born_at: Array
    seen_at: Array
    hits: npt.NDArray[np.int64]
    evidence: Array
    anchor_xy: Array
    moved_at: Array

    @classmethod
    def born(cls, boxes_xyxy: Boxes, scores: Scores, now: float) -> Self:
        """New tentative tracks, one for each box."""
        measured, count = kalman.measure(boxes_xyxy), len(boxes_xyxy)
        return cls(
            motion=kalman.start(measured),
            ids=_new_ids(count),
            confirmed=np.zeros(count, np.bool_),
            born_at=np.full(count, now),
            seen_at=np.full(count, now),
            hits=np.ones(count, np.int64),
            evidence=scores.astype(np.float64),
            anchor_xy=measured[:, :2],
            moved_at=np.full(count, -np.inf),
        )

    @classmethod
    def empty(cls) -> Self:
        """No tracks."""
        return cls.born(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), 0.0)

    def __len__(self) -> int:
        return len(self.ids)

    def where(self, keep: npt.NDArray[np.bool_]) -> Self:
        """The tracks chosen by a boolean mask (N,)."""
        if keep.all():
            return self
        columns = [getattr(self, name)[keep] for name in COLUMNS]
        return type(self)(self.motion.where(keep), *columns)

    def joined_by(self, others: Self) -> Self:
        """These tracks and, after them, the others."""
        columns = [np.concatenate([getattr(self, name), getattr(others, name)]) for name in COLUMNS]
        return type(self)(kalman.join(self.motion, others.motion), *columns)


COLUMNS = [part.name for part in fields(Roster) if part.name != "motion"]
