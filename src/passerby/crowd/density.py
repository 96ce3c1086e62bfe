"""Where in the picture people stand: the grid of cells that density and flow are told in."""

import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Points
from passerby.shapes.window import GRID_COLS, GRID_ROWS

CELLS = GRID_ROWS * GRID_COLS


def cells_of(on_picture: Points) -> npt.NDArray[np.intp]:
    """The cell of each point (N, 2), normalised, 0 ≤ x, y < 1: (N,), row by row from the top left."""
    cells = np.floor(on_picture * (GRID_COLS, GRID_ROWS)).astype(np.intp)
    return np.asarray(cells[:, 1] * GRID_COLS + cells[:, 0])


def per_cell(cells: npt.NDArray[np.intp], weights: npt.NDArray[np.float64] | None = None) -> Points:
    """How many of the points (N,), or the sum of their weights (N,), fall in each cell: (CELLS,) float64."""
    return np.bincount(cells, weights, minlength=CELLS).astype(np.float64)
