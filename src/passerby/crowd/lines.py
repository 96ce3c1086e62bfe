"""Who crosses which line, and which way: once each, however much a box trembles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from passerby.crowd.attendance import Turnout, columns_from
from passerby.crowd.standing import Standing
from passerby.shapes import polygons
from passerby.shapes.scene import Line

BAND = 0.125
"""Half the width of the band around a line in which nobody is yet on a side, in heights of the person's box.

A detector's foot point trembles by about 3 % of the box's height from frame to frame, so one in thirty
thousand positions of somebody standing on the line leaves the band. On the ground it is 0.2 m to each side
of a line seen from the side: less than half a step.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Crossings:
    """How many crossed each of the L lines: (L,) each, entered from left to right, left the other way."""

    entered: npt.NDArray[np.int64]
    left: npt.NDArray[np.int64]


_NO_CROSSINGS = Crossings(np.zeros(0, np.int64), np.zeros(0, np.int64))


class LineCounter:
    """Remembers, per track and line, on which side the person last stood beyond doubt.

    A crossing counts when that side changes and the path went through the segment itself. Only observed
    positions move anything; a person who is hidden is judged when seen again.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._start = np.array([line.start for line in lines], np.float64).reshape(-1, 2)
        self._end = np.array([line.end for line in lines], np.float64).reshape(-1, 2)
        none = (0, len(lines))
        self._side = np.zeros(none, np.int8)
        self._distance = np.full(none, np.nan)
        self._along = np.full(none, np.nan)
        self._through = np.full(none, np.nan)

    def redrawn(self, lines: Sequence[Line], origin: Sequence[int], people: int) -> "LineCounter":
        """The counter for other lines: each goes on with what is known of the old line at its origin.

        origin: -1 for a new line. people: how many rows the attendance has.
        """
        counter = LineCounter(lines)
        counter._side = columns_from(self._side, origin, people, 0)
        counter._distance = columns_from(self._distance, origin, people, np.nan)
        counter._along = columns_from(self._along, origin, people, np.nan)
        counter._through = columns_from(self._through, origin, people, np.nan)
        return counter

    def update(self, standing: Standing, turnout: Turnout) -> Crossings:
        """Follow the people of one frame over the lines; return the crossings that this frame completed."""
        if not len(self._start):
            return _NO_CROSSINGS
        self._carry(turnout)
        rows = turnout.rows[standing.observed]
        distance, along = self._place(standing)
        through = self._through_at(rows, distance, along)
        self._distance[rows], self._along[rows], self._through[rows] = distance, along, through
        band = BAND * standing.heights[standing.observed, None]
        before = self._side[rows]
        side = np.where(np.abs(distance) > band, np.sign(distance), before).astype(np.int8)
        self._side[rows] = side
        crossed = (before * side < 0) & (through >= 0) & (through <= 1)
        return Crossings((crossed & (side > 0)).sum(axis=0), (crossed & (side < 0)).sum(axis=0))

    def _carry(self, turnout: Turnout) -> None:
        self._side = turnout.carry(self._side, 0)
        self._distance = turnout.carry(self._distance, np.nan)
        self._along = turnout.carry(self._along, np.nan)
        self._through = turnout.carry(self._through, np.nan)

    def _place(self, standing: Standing) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """How far right of each line, and where along it, the observed people stand: (N, L) each."""
        scale = (standing.aspect, 1.0)
        start, end = self._start * scale, self._end * scale
        feet = standing.level[standing.observed][:, None, :]
        return polygons.signed_distance(start, end, feet), polygons.position_along(start, end, feet)

    def _through_at(
        self, rows: npt.NDArray[np.intp], distance: npt.NDArray[np.float64], along: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        """Where along each line, 0..1 on the segment, each person last stepped over it: (N, L), or NaN."""
        was, was_along = self._distance[rows], self._along[rows]
        # A comparison with NaN, a first sight, is false.
        stepped = ((was < 0) & (distance >= 0)) | ((was >= 0) & (distance < 0))
        if not stepped.any():
            return self._through[rows]
        share = np.divide(was, was - distance, out=np.zeros_like(was), where=stepped)
        return np.where(stepped, was_along + share * (along - was_along), self._through[rows])
