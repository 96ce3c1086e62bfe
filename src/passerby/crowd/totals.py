"""What one window has gathered so far: sums over observed time, and counts."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from passerby.crowd.density import CELLS
from passerby.crowd.dwell import Stays
from passerby.crowd.flow import Motion, mean_velocity
from passerby.crowd.lines import Crossings
from passerby.shapes.window import DIRECTIONS, GRID_COLS, GRID_ROWS, Flow

Sums = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What one frame shows; taken to hold until the next frame.

    people: (1 + Z,) people in the whole view, then in each zone. cells: (CELLS,) people in each cell.
    """

    people: Sums
    cells: Sums
    motion: Motion


@dataclass(slots=True, eq=False)
class Totals:
    """The growing sums of one window. `*_s` are integrals over the observed time, in person-seconds."""

    zones: int
    lines: int
    observed_s: float = 0.0
    frames: int = 0
    dropped: int = 0
    skipped: int = 0
    stays: list[Stays] = field(default_factory=list)
    entered: npt.NDArray[np.int64] = field(init=False)
    left: npt.NDArray[np.int64] = field(init=False)
    people_s: Sums = field(init=False)
    cells_s: Sums = field(init=False)
    moving_s: Sums = field(init=False)
    still_s: float = 0.0
    velocity_s: Sums = field(init=False)
    known_s: Sums = field(init=False)
    speed_s: float = 0.0
    timed_s: float = 0.0

    def __post_init__(self) -> None:
        self.entered = np.zeros(self.lines, np.int64)
        self.left = np.zeros(self.lines, np.int64)
        self.people_s = np.zeros(1 + self.zones)
        self.cells_s = np.zeros(CELLS)
        self.moving_s = np.zeros(len(DIRECTIONS))
        self.velocity_s = np.zeros((CELLS, 2))
        self.known_s = np.zeros(CELLS)

    def hold(self, moment: Moment, seconds: float) -> None:
        """The moment lasted for so many seconds."""
        motion = moment.motion
        self.observed_s += seconds
        self.people_s += seconds * moment.people
        self.cells_s += seconds * moment.cells
        self.moving_s += seconds * motion.moving
        self.still_s += seconds * motion.still
        self.velocity_s += seconds * motion.velocity
        self.known_s += seconds * motion.known
        self.speed_s += seconds * motion.speed_m_s
        self.timed_s += seconds * motion.timed

    def count_frame(self, dropped: int, skipped: bool) -> None:
        """One more frame was analysed, `dropped` were lost before it."""
        self.frames += 1
        self.dropped += dropped
        self.skipped += skipped

    def count_people(self, crossings: Crossings, stays: Stays) -> None:
        """The crossings and the ends of stays that a frame completed."""
        self.entered += crossings.entered
        self.left += crossings.left
        if len(stays.zone):
            self.stays.append(stays)

    def people_mean(self, moment: Moment) -> Sums:
        """Mean people over the observed time (1 + Z,); those of the moment where no time was observed."""
        return self.people_s / self.observed_s if self.observed_s > 0 else moment.people

    def density(self, moment: Moment) -> npt.NDArray[np.float32]:
        """Mean people per cell over the observed time (GRID_ROWS, GRID_COLS)."""
        cells = self.cells_s / self.observed_s if self.observed_s > 0 else moment.cells
        return cells.reshape(GRID_ROWS, GRID_COLS).astype(np.float32)

    def flow(self) -> Flow:
        """Movement over the observed time."""
        return Flow(
            moving_s=tuple(self.moving_s.tolist()),
            still_s=self.still_s,
            grid=mean_velocity(self.velocity_s, self.known_s).reshape(GRID_ROWS, GRID_COLS, 2),
            speed_m_s=self.speed_s / self.timed_s if self.timed_s > 0 else None,
        )
