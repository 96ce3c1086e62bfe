"""The figures of one camera over one short span: the only thing that leaves the crowd lane."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

DWELL_EDGES_S = (0.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)
"""Lower edges of the dwell histogram's bins in seconds; the last bin has no upper edge."""

DIRECTIONS = ("right", "down right", "down", "down left", "left", "up left", "up", "up right")
"""The eight sectors of movement on the picture, each 45° wide, clockwise from the right."""

GRID_ROWS, GRID_COLS = 9, 16
"""The density and flow grids: rows top to bottom, columns left to right."""


@dataclass(frozen=True, slots=True)
class Dwell:
    """How long people stayed in a zone.

    ended: counts per bin of DWELL_EDGES_S of the stays that ended in this window.
    ended_mean_s, ended_max_s: of those stays; 0 when none ended.
    current_mean_s, current_max_s: of the people still there when the window closed; 0 when nobody is.
    """

    ended: tuple[int, ...] = (0,) * len(DWELL_EDGES_S)
    ended_mean_s: float = 0.0
    ended_max_s: float = 0.0
    current_mean_s: float = 0.0
    current_max_s: float = 0.0

    def __post_init__(self) -> None:
        if len(self.ended) != len(DWELL_EDGES_S):
            raise ValueError(f"a dwell histogram has {len(DWELL_EDGES_S)} bins; got {len(self.ended)}")


@dataclass(frozen=True, slots=True)
class ZoneFigures:
    """One zone in one window. people_per_m2 is None without a calibration."""

    name: str
    people_now: int
    people_mean: float
    people_peak: int
    dwell: Dwell
    people_per_m2: float | None = None


@dataclass(frozen=True, slots=True)
class LineFigures:
    """Crossings of one line in one window."""

    name: str
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Who should be here by the lines against who is seen, since the last reset. All three are kept.

    by_lines: people present at the reset, plus in, minus out, over all lines. Drifts; may even be negative.
    seen: the camera's own mean count in this window.
    difference: by_lines - seen.
    reconciled: the larger of the two, for at least those who are seen are there.
    """

    by_lines: int
    seen: float
    difference: float
    reconciled: float
    reset_at: float


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Which way people moved, and how fast.

    moving_s: person-seconds of movement per sector of DIRECTIONS; still_s: person-seconds of standing.
    grid: (GRID_ROWS, GRID_COLS, 2) float32, mean velocity per cell in picture widths and heights a second.
    speed_m_s: mean speed of those who moved; None without a calibration, or when nobody moved.
    """

    moving_s: tuple[float, ...] = (0.0,) * len(DIRECTIONS)
    still_s: float = 0.0
    grid: npt.NDArray[np.float32] = field(
        default_factory=lambda: np.zeros((GRID_ROWS, GRID_COLS, 2), np.float32)
    )
    speed_m_s: float | None = None

    def __post_init__(self) -> None:
        if len(self.moving_s) != len(DIRECTIONS) or self.grid.shape != (GRID_ROWS, GRID_COLS, 2):
            raise ValueError(
                f"a flow needs {len(DIRECTIONS)} sectors and a grid {(GRID_ROWS, GRID_COLS, 2)}; "
                f"got {len(self.moving_s)} and {self.grid.shape}"
            )
        self.grid.setflags(write=False)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The figures of one camera from `started_at` to `ended_at` (seconds since 1970-01-01 UTC).

    detector: what counted, by name. observed_s: for how many seconds of the span frames arrived.
    frames, dropped: analysed, and lost because analysis fell behind. skipped: of the analysed frames, those
    that a motion gate found unchanged. people_*: in the whole view. density: (GRID_ROWS, GRID_COLS) float32,
    mean people per cell. final: False while the window is still filling.
    """

    camera: str
    started_at: float
    ended_at: float
    detector: str
    observed_s: float
    frames: int
    dropped: int
    skipped: int
    people_now: int
    people_mean: float
    people_peak: int
    zones: tuple[ZoneFigures, ...]
    lines: tuple[LineFigures, ...]
    balance: Balance | None
    density: npt.NDArray[np.float32]
    flow: Flow
    final: bool = True

    def __post_init__(self) -> None:
        if self.density.shape != (GRID_ROWS, GRID_COLS):
            raise ValueError(f"density must be {(GRID_ROWS, GRID_COLS)}; got {self.density.shape}")
        if not self.started_at < self.ended_at:
            raise ValueError(f"a window ends after it starts; got {self.started_at} to {self.ended_at}")
        self.density.setflags(write=False)
