import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd.calibration import Ground, homography
from passerby.shapes.boxes import Points
from passerby.shapes.scene import Calibration

# A camera four metres up that looks 25 degrees down: its horizon lies at this height of the picture.
TILT, HEIGHT_M, FOCAL = np.radians(25.0), 4.0, 1.2
HORIZON_Y = 0.5 - FOCAL * np.tan(TILT)


def _seen(ground: Points) -> Points:
    """Where the camera sees points on the ground, metres to the right and away from it; a pinhole camera."""
    depth = ground[:, 1] * np.cos(TILT) + HEIGHT_M * np.sin(TILT)
    down = HEIGHT_M * np.cos(TILT) - ground[:, 1] * np.sin(TILT)
    return np.stack([0.5 + FOCAL * ground[:, 0] / depth, 0.5 + FOCAL * down / depth], axis=1)


CORNERS = np.array([[-2, 6], [2, 6], [2, 12], [-2, 12]], np.float64)
GROUND = Ground(Calibration(_seen(CORNERS), CORNERS))
METRES = st.tuples(st.floats(-10, 10), st.floats(5, 60))


@given(st.lists(METRES, min_size=1, max_size=10))
def test_a_point_on_the_ground_is_found_again(metres: list[tuple[float, float]]) -> None:
    np.testing.assert_allclose(GROUND.place(_seen(np.array(metres))), metres, atol=1e-6)


@given(METRES, st.floats(-3, 3), st.floats(-3, 3))
def test_a_walking_pace_is_found_again(place: tuple[float, float], right: float, away: float) -> None:
    before, after = (np.array([place]) + sign * 1e-5 * np.array([right, away]) for sign in (-1, 1))
    on_picture = (_seen(after) - _seen(before)) / 2e-5
    found = GROUND.velocity(_seen(np.array([place])), on_picture)
    np.testing.assert_allclose(found, [[right, away]], atol=1e-4)


def test_an_area_is_measured_on_the_ground() -> None:
    near = np.array([[-1, 5], [1, 5], [1, 9], [-1, 9]], np.float64)
    assert GROUND.area_m2(_seen(near)) == pytest.approx(8.0)


@pytest.mark.parametrize("y", [HORIZON_Y, HORIZON_Y - 0.1, HORIZON_Y + 0.001])
def test_there_is_no_ground_at_or_above_the_horizon(y: float) -> None:
    above = np.array([[0.5, y]])
    assert np.isnan(GROUND.place(above)).all()
    assert np.isnan(GROUND.velocity(above, np.array([[0.1, 0.0]]))).all()
    assert GROUND.area_m2(np.array([[0.2, 0.9], [0.8, 0.9], [0.5, y]])) is None


def test_a_picture_straight_from_above_has_no_horizon() -> None:
    square = np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]])
    above = Ground(Calibration(square, square * 10))
    np.testing.assert_allclose(above.place(np.array([[0.0, 0.0], [1.0, 0.5]])), [[0, 0], [10, 5]], atol=1e-9)
    assert above.area_m2(square) == pytest.approx(64.0)


SHIFTS = st.lists(st.tuples(st.floats(-0.12, 0.12), st.floats(-0.12, 0.12)), min_size=4, max_size=4).map(
    np.array
)


@given(SHIFTS, SHIFTS, st.floats(0.5, 100))
def test_a_calibration_maps_its_corners(shift: Points, bend: Points, size_m: float) -> None:
    square = np.array([[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]])
    corners, metres = square + shift, (square + bend) * size_m
    np.testing.assert_allclose(Ground(Calibration(corners, metres)).place(corners), metres, atol=1e-6)


def test_far_away_origins_cost_no_accuracy() -> None:
    offset = np.array([500_000.0, 4_000_000.0])
    matrix = homography(_seen(CORNERS), CORNERS + offset)
    mapped = np.append(_seen(CORNERS), np.ones((4, 1)), axis=1) @ matrix.T
    np.testing.assert_allclose(mapped[:, :2] / mapped[:, 2:] - offset, CORNERS, atol=1e-3)
