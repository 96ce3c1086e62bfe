import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd.density import CELLS, cells_of, per_cell
from passerby.shapes.window import GRID_COLS, GRID_ROWS


@pytest.mark.parametrize(
    ("point", "row", "column"),
    [
        ((0.0, 0.0), 0, 0),
        ((np.nextafter(1, 0), 0.0), 0, GRID_COLS - 1),
        ((0.0, np.nextafter(1, 0)), GRID_ROWS - 1, 0),
        ((0.5, 0.5), GRID_ROWS // 2, GRID_COLS // 2),
    ],
)
def test_cells_run_row_by_row_from_the_top_left(point: tuple[float, float], row: int, column: int) -> None:
    assert cells_of(np.array([point])).tolist() == [row * GRID_COLS + column]


@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.floats(0, 1, exclude_max=True)), max_size=30))
def test_everybody_is_in_one_cell(points: list[tuple[float, float]]) -> None:
    cells = per_cell(cells_of(np.array(points, np.float64).reshape(-1, 2)))
    assert cells.shape == (CELLS,)
    assert cells.sum() == len(points)
