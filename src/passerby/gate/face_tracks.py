"""Follows the faces before a gate from frame to frame by where they are. Compares nobody's looks."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from passerby.shapes.boxes import Boxes
from passerby.shapes.faces import Faces

LOST_AFTER_S = 0.5
"""A face that was not seen for longer is another person's when a face is seen there again."""

_REACH = 0.5
_REACH_PER_S = 3.0
_MOST_REACH = 1.0
_MOST_GROWTH = 1.8
_FORBIDDEN = 1e6


@dataclass(frozen=True, slots=True)
class Followed:
    """numbers: the track of each face, in the order of the faces. ended: tracks that ended since."""

    numbers: tuple[int, ...]
    ended: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Where a track was last. middle: (2,) pixels. size: the side of a square of the box's area, pixels."""

    middle: npt.NDArray[np.float64]
    size: float
    seen_at: float


class FaceTracks:
    """The faces before one camera. Call `follow` for each frame in the order of time."""

    def __init__(self) -> None:
        self._places: dict[int, _Place] = {}
        self._last_number = 0

    def follow(self, faces: Faces, at: float) -> Followed:
        """Give each face its track: that of the nearest place of like size, or a new one. at: seconds."""
        ended = tuple(n for n, place in self._places.items() if at - place.seen_at > LOST_AFTER_S)
        for number in ended:
            del self._places[number]
        seen = [_place(box, at) for box in faces.boxes_xyxy]
        known = self._pairs(seen, at)
        numbers = tuple(known.get(index) or self._new_number() for index in range(len(seen)))
        self._places |= dict(zip(numbers, seen, strict=True))
        return Followed(numbers, ended)

    def end(self) -> tuple[int, ...]:
        """Forget every face, and tell whose tracks those were."""
        ended = tuple(self._places)
        self._places.clear()
        return ended

    def _pairs(self, seen: list[_Place], at: float) -> dict[int, int]:
        """Index of a face → number of the track that it continues."""
        if not seen or not self._places:
            return {}
        numbers = list(self._places)
        cost = np.array([[_cost(self._places[n], place, at) for place in seen] for n in numbers])
        rows, columns = linear_sum_assignment(cost)
        return {
            int(column): numbers[row]
            for row, column in zip(rows, columns, strict=True)
            if cost[row, column] < _FORBIDDEN
        }

    def _new_number(self) -> int:
        self._last_number += 1
        return self._last_number


def _place(box: Boxes, at: float) -> _Place:
    sides = np.maximum(box[2:] - box[:2], 1e-3).astype(np.float64)
    return _Place((box[:2] + box[2:]).astype(np.float64) / 2, float(np.sqrt(sides.prod())), at)


def _cost(before: _Place, after: _Place, at: float) -> float:
    """How far a face would have moved, in faces; forbidden where no head moves or grows so quickly."""
    growth = max(before.size, after.size) / min(before.size, after.size)
    way = float(np.hypot(*(after.middle - before.middle))) / max(before.size, after.size)
    reach = min(_MOST_REACH, _REACH + _REACH_PER_S * (at - before.seen_at))
    return way if way <= reach and growth <= _MOST_GROWTH else _FORBIDDEN
