"""Which way people move, and how fast."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from passerby.crowd.attendance import Turnout
from passerby.crowd.calibration import Ground
from passerby.crowd.density import CELLS, per_cell
from passerby.crowd.standing import Standing
from passerby.shapes.boxes import Points
from passerby.shapes.window import DIRECTIONS

SMOOTH_S = 0.75
"""Over how long a velocity is averaged: about one stride, so that neither gait nor tremble is flow."""

STILL = 0.15
"""Below this speed, in heights of the person's box a second, somebody stands.

A box that trembles by 3 % of its height gives, averaged over SMOOTH_S, about 0.04. A stroll of 1 m/s gives
0.6 across the picture, and 0.15 when it comes straight at a camera that looks down by 15°.
"""

MAX_SPEED_M_S = 12.0
"""Nobody runs faster: a higher speed is a fault of the calibration, far away, and is left out."""


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """How the people of one frame move, summed over those whose movement is known.

    moving: (8,) people per sector of DIRECTIONS. still: people who stand.
    velocity: (CELLS, 2) sums in picture widths and heights a second. known: (CELLS,) people in those sums.
    speed_m_s: sum of the speeds on the ground of the `timed` people who move where there is ground.
    """

    moving: npt.NDArray[np.float64]
    still: float
    velocity: Points
    known: npt.NDArray[np.float64]
    speed_m_s: float
    timed: int


class FlowMeter:
    """Remembers, per track, its last observed place and its velocity, averaged with weights that fade."""

    def __init__(self, ground: Ground | None) -> None:
        self._ground = ground
        self._place = np.full((0, 2), np.nan)
        self._placed_at = np.full(0, np.nan)
        self._velocity = np.zeros((0, 2))
        self._weight = np.zeros(0)

    def stand_on(self, ground: Ground | None) -> None:
        """Measure speeds on another ground from now on."""
        self._ground = ground

    def update(self, standing: Standing, cells: npt.NDArray[np.intp], turnout: Turnout, now: float) -> Motion:
        """Follow the people of one frame, who stand in `cells` (N,); return how they move now."""
        self._carry(turnout)
        seen = standing.observed
        rows = turnout.rows[seen]
        self._follow(rows, standing.level[seen], now)
        # Before one whole SMOOTH_S the average is still mostly the tremble of the first boxes.
        known = self._weight[rows] >= 1 - np.exp(-1) - 1e-9
        rows, chosen = rows[known], np.flatnonzero(seen)[known]
        velocity = self._velocity[rows] / self._weight[rows, None]
        moves = np.hypot(velocity[:, 0], velocity[:, 1]) > STILL * standing.heights[chosen]
        speeds = self._speeds(standing, chosen[moves], velocity[moves])
        on_picture = velocity / (standing.aspect, 1.0)
        return Motion(
            moving=np.bincount(sectors_of(velocity[moves]), minlength=len(DIRECTIONS)).astype(np.float64),
            still=float((~moves).sum()),
            velocity=np.array([per_cell(cells[chosen], on_picture[:, axis]) for axis in (0, 1)]).T,
            known=per_cell(cells[chosen]),
            speed_m_s=float(speeds.sum()),
            timed=len(speeds),
        )

    def _carry(self, turnout: Turnout) -> None:
        self._place = turnout.carry(self._place, np.nan)
        self._placed_at = turnout.carry(self._placed_at, np.nan)
        self._velocity = turnout.carry(self._velocity, 0.0)
        self._weight = turnout.carry(self._weight, 0.0)

    def _follow(self, rows: npt.NDArray[np.intp], place: Points, now: float) -> None:
        elapsed = now - self._placed_at[rows]
        again = ~np.isnan(elapsed)
        old, elapsed = rows[again], elapsed[again]
        raw = (place[again] - self._place[old]) / elapsed[:, None]
        share = 1 - np.exp(-elapsed / SMOOTH_S)
        self._velocity[old] += share[:, None] * (raw - self._velocity[old])
        self._weight[old] += share * (1 - self._weight[old])
        self._place[rows], self._placed_at[rows] = place, now

    def _speeds(
        self, standing: Standing, chosen: npt.NDArray[np.intp], velocity: Points
    ) -> npt.NDArray[np.float64]:
        """The believable speeds on the ground, in metres a second, of the chosen people who have one."""
        if self._ground is None:
            return np.zeros(0)
        to_picture = (standing.aspect, 1.0)
        metres = self._ground.velocity(standing.level[chosen] / to_picture, velocity / to_picture)
        speeds = np.hypot(metres[:, 0], metres[:, 1])
        return np.asarray(speeds[speeds <= MAX_SPEED_M_S])


def sectors_of(velocity: Points) -> npt.NDArray[np.intp]:
    """The sector of DIRECTIONS, each 45° wide, in which each velocity (N, 2) points; y grows downwards."""
    eighths = np.arctan2(velocity[:, 1], velocity[:, 0]) / (2 * np.pi / len(DIRECTIONS))
    return np.asarray(np.round(eighths).astype(np.intp) % len(DIRECTIONS))


def mean_velocity(velocity_s: Points, known_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Mean velocity per cell (CELLS, 2) from sums over time; 0 where nobody's movement was known."""
    out = np.zeros((CELLS, 2))
    np.divide(velocity_s, known_s[:, None], out=out, where=known_s[:, None] > 0)
    return out.astype(np.float32)
