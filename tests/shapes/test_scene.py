from collections.abc import Callable

import numpy as np
import pytest

from passerby.shapes.errors import SceneError
from passerby.shapes.scene import MAX_ITEMS, MAX_POINTS, Calibration, Line, Scene, Zone

TRIANGLE = np.array([[0.1, 0.1], [0.5, 0.1], [0.3, 0.6]])
RECTANGLE = np.array([[0.2, 0.4], [0.8, 0.4], [1.0, 0.9], [0.0, 0.9]])
METRES = np.array([[0, 8], [6, 8], [6, 0], [0, 0]], np.float64)


def _zone(points: object, name: str = "hall") -> Zone:
    return Zone(name, np.array(points, np.float64))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: _zone([[0, 0], [1, 1]]), "2 different points"),
        (lambda: _zone([[0, 0], [1, 1], [1, 0], [0, 1]]), "crosses, touches or folds back"),
        (lambda: _zone([[0, 0], [0.5, 0.5], [1, 1]]), "folds back"),
        (lambda: _zone([[0, 0], [0.001, 0], [0, 0.001]]), "too small"),
        (lambda: _zone([[0, 0], [1.5, 0], [0, 1]]), "1.5,0 is off the picture"),
        (lambda: _zone([[0, 0], [np.nan, 0], [0, 1]]), "nan,0 is off the picture"),
        (lambda: _zone([0, 1, 2]), "two numbers"),
        (lambda: _zone(np.random.default_rng(1).uniform(size=(MAX_POINTS + 1, 2))), "at most 64 points"),
        (lambda: _zone(TRIANGLE, ""), "printable name"),
        (lambda: _zone(TRIANGLE, "a\nb"), "printable name"),
        (lambda: _zone(TRIANGLE, "x" * 81), "printable name"),
        (lambda: Line("door", np.array([0.5, 0.5]), np.array([0.5, 0.5])), "no length"),
        (lambda: Line("door", np.array([0.5, -0.5]), np.array([0.5, 0.5])), "off the picture"),
        (lambda: Calibration(RECTANGLE[:3], METRES[:3]), "needs 4 points"),
        (lambda: Calibration(RECTANGLE, METRES + np.inf), "finite"),
        (lambda: Calibration(np.array([[0, 0], [0.5, 0.5], [1, 1], [0, 1]]), METRES), "on the picture"),
        (lambda: Calibration(RECTANGLE, np.array([[0, 0], [1, 1], [2, 2], [0, 1]])), "in metres"),
        (lambda: Calibration(RECTANGLE, METRES[[0, 2, 1, 3]]), "different order"),
        (lambda: Scene(zones=(_zone(TRIANGLE), _zone(TRIANGLE))), "two zones are called 'hall'"),
        (lambda: Scene(zones=(_zone(TRIANGLE),), presence_zone="stairs"), "'stairs' is not among"),
        (lambda: Scene(reset_hour=24), "0 to 23"),
        (
            lambda: Scene(zones=tuple(_zone(TRIANGLE, f"zone {n}") for n in range(MAX_ITEMS + 1))),
            "at most 64 zones",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_reason(make: Callable[[], object], says: str) -> None:
    with pytest.raises(SceneError, match=says):
        make()


def test_a_zone_closed_by_its_first_point_is_the_same_zone() -> None:
    closed = _zone([*TRIANGLE, TRIANGLE[0]])
    np.testing.assert_array_equal(closed.polygon[np.lexsort(closed.polygon.T)], TRIANGLE[[0, 1, 2]])


def test_a_point_drawn_twice_is_one_point() -> None:
    assert len(_zone(np.repeat(TRIANGLE, 2, axis=0)).polygon) == 3


def test_what_was_drawn_cannot_be_changed_from_outside() -> None:
    drawn = TRIANGLE.copy()
    zone = Zone("hall", drawn)
    drawn[0] = 0.9
    np.testing.assert_array_equal(zone.polygon[0], TRIANGLE[0])
    with pytest.raises(ValueError, match="read-only"):
        zone.polygon[0] = 0.9


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [1, 2, 3, 0], [3, 2, 1, 0]])
def test_a_calibration_may_start_at_any_corner_and_run_either_way(order: list[int]) -> None:
    assert Calibration(RECTANGLE[order], METRES[order]).picture.shape == (4, 2)


def test_a_mirrored_ground_is_a_ground_with_its_axis_turned() -> None:
    assert Calibration(RECTANGLE, METRES * (-1, 1)).ground_m.shape == (4, 2)
