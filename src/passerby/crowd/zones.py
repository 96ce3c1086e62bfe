"""Who stands in which zone."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from passerby.shapes import polygons
from passerby.shapes.boxes import Points
from passerby.shapes.scene import Zone


class ZoneMap:
    """The zones of one scene, laid out so that all are asked at once."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        corners = [zone.polygon for zone in zones]
        self._start = np.concatenate([np.zeros((0, 2)), *corners])
        self._end = np.concatenate([np.zeros((0, 2)), *(np.roll(polygon, -1, axis=0) for polygon in corners)])
        self._first_edge = np.cumsum([0, *(len(polygon) for polygon in corners)])[:-1]

    def __len__(self) -> int:
        return len(self._first_edge)

    def inside(self, on_picture: Points) -> npt.NDArray[np.bool_]:
        """Which points (N, 2), normalised, lie in which of the Z zones: (N, Z) bool, by the even-odd rule."""
        if not len(self):
            return np.zeros((len(on_picture), 0), np.bool_)
        beyond = polygons.edges_right_of(self._start, self._end, on_picture)
        return np.asarray(np.add.reduceat(beyond, self._first_edge, axis=1, dtype=np.intp) % 2 == 1)
