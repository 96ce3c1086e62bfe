"""What the history of the crowd lane is told in."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from passerby.hub.crowd.window_items import WindowItems

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PeoplePoint:
    """People over the bucket that begins at at_s, summed over cameras; None where nothing was observed.

    peak: the sum of the cameras' peaks, which need not have been at one moment: that many at most. partial:
    some of the cameras had no figures then, and their people are missing in the sum.
    """

    at_s: int
    mean: float | None
    peak: int | None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class CrossingPoint:
    """Crossings over the bucket that begins at at_s; None where nothing was observed."""

    at_s: int
    entered: int | None
    left: int | None


@dataclass(frozen=True, slots=True)
class Crossed:
    """Crossings in all."""

    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class DwellFigures:
    """Stays that ended in a span. counts: by bin of shapes.window.DWELL_EDGES_S.

    mean_s and max_s are measured; median_s and p90_s are read off the bins, as if stays were spread evenly
    within each. All four are None when no stay ended.
    """

    counts: tuple[int, ...]
    mean_s: float | None
    median_s: float | None
    p90_s: float | None
    max_s: float | None


@dataclass(frozen=True, slots=True)
class DwellPoint:
    """Stays that ended within the bucket that begins at at_s; the figures are None when none did."""

    at_s: int
    count: int
    mean_s: float | None
    p90_s: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Grids:
    """Where people were and moved, on average.

    density: (GRID_ROWS, GRID_COLS) mean people a cell. flow: (GRID_ROWS, GRID_COLS, 2) mean velocity of those
    people in picture widths and heights a second.
    """

    density: Floats
    flow: Floats


@dataclass(frozen=True, slots=True)
class Directions:
    """Person-seconds of movement by sector of shapes.window.DIRECTIONS, and of standing."""

    moving_s: tuple[float, ...]
    still_s: float


@dataclass(frozen=True, slots=True)
class Usual:
    """People at the same hour of the same weekday: low to high is the middle half of the weeks."""

    low: float
    median: float
    high: float
    weeks: int


@dataclass(frozen=True, slots=True)
class StoredWindow:
    """One window of a camera as it is kept: without grids. See shapes.window.Window for the figures."""

    started_ms: int
    ended_ms: int
    observed_s: float
    frames: int
    dropped: int
    skipped: int
    people_now: int
    people_mean: float
    people_peak: int
    items: WindowItems
