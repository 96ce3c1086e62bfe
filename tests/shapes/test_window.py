from collections.abc import Callable

import numpy as np
import pytest

from passerby.shapes.window import DIRECTIONS, DWELL_EDGES_S, GRID_COLS, GRID_ROWS, Dwell, Flow, Window


def _window(**changes: object) -> Window:
    fields: dict[str, object] = {
        "camera": "gate",
        "started_at": 0.0,
        "ended_at": 10.0,
        "detector": "test",
        "observed_s": 10.0,
        "frames": 70,
        "dropped": 0,
        "skipped": 0,
        "people_now": 0,
        "people_mean": 0.0,
        "people_peak": 0,
        "zones": (),
        "lines": (),
        "balance": None,
        "density": np.zeros((GRID_ROWS, GRID_COLS), np.float32),
        "flow": Flow(),
    }
    make: Callable[..., Window] = Window
    return make(**(fields | changes))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: _window(density=np.zeros((3, 3), np.float32)), "density must be"),
        (lambda: _window(ended_at=0.0), "ends after it starts"),
        (lambda: Flow(moving_s=(0.0,)), "8 sectors"),
        (lambda: Flow(grid=np.zeros((3, 3, 2), np.float32)), "a grid"),
        (lambda: Dwell(ended=(0,)), "10 bins"),
    ],
)
def test_figures_of_the_wrong_shape_are_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()


def test_the_grids_of_a_window_cannot_be_changed() -> None:
    window = _window()
    assert not window.density.flags.writeable
    assert not window.flow.grid.flags.writeable


def test_dwell_bins_and_directions_are_in_order() -> None:
    assert list(DWELL_EDGES_S) == sorted(set(DWELL_EDGES_S))
    assert DWELL_EDGES_S[0] == 0
    assert len(set(DIRECTIONS)) == 8
