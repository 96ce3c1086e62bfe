import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd.attendance import Attendance
from passerby.crowd.calibration import Ground
from passerby.crowd.density import cells_of
from passerby.crowd.flow import FlowMeter, Motion, sectors_of
from passerby.crowd.standing import stand
from passerby.shapes.scene import Calibration
from passerby.shapes.window import DIRECTIONS, GRID_COLS, GRID_ROWS
from tests.crowd.walkers import SIZE_WH, tracks_at

FPS = 10
SQUARE = np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]])


def _walk(
    velocity: tuple[float, float],
    seconds: float = 2.0,
    tremble: float = 0.0,
    ground: Ground | None = None,
    hidden_from: int | None = None,
    size_wh: tuple[int, int] = SIZE_WH,
) -> Motion:
    """The motion of one person, 0.1 tall, at the end of a walk from the middle of the picture."""
    meter, attendance, rng = FlowMeter(ground), Attendance(3.0), np.random.default_rng(2)
    for frame in range(round(seconds * FPS)):
        x, y = np.array([0.5, 0.5]) + np.array(velocity) * frame / FPS + rng.normal(0, tremble, 2)
        seen = hidden_from is None or frame < hidden_from
        tracks = tracks_at(frame / FPS, [(x, y)], observed=[seen])
        standing = stand(tracks, size_wh)
        turnout = attendance.update(tracks.ids, tracks.captured_at)
        motion = meter.update(standing, cells_of(standing.on_picture), turnout, tracks.captured_at)
    return motion


@pytest.mark.parametrize("sector", range(8))
def test_each_direction_has_its_sector_clockwise_from_the_right(sector: int) -> None:
    angle = sector * np.pi / 4
    motion = _walk((0.1 * np.cos(angle), 0.1 * np.sin(angle)))
    assert motion.moving.tolist() == [float(index == sector) for index in range(8)]
    assert motion.still == 0


@given(st.floats(-180, 180))
def test_a_sector_reaches_half_its_width_to_both_sides(degrees: float) -> None:
    sector = sectors_of(np.array([[np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]])).item()
    apart = (degrees - 45 * sector + 180) % 360 - 180
    assert abs(apart) <= 22.5 + 1e-6
    assert DIRECTIONS[sector].startswith("down") == (22.5 < degrees < 157.5) or abs(abs(apart) - 22.5) < 1e-6


def test_somebody_who_stands_and_trembles_is_still() -> None:
    motion = _walk((0.0, 0.0), seconds=5, tremble=0.003)
    assert (motion.still, motion.moving.sum()) == (1.0, 0.0)


@pytest.mark.parametrize(("speed", "moves"), [(0.01, False), (0.02, True)])
def test_moving_is_measured_in_body_heights(speed: float, moves: bool) -> None:
    assert _walk((speed, 0.0)).moving.sum() == float(moves)


def test_movement_is_not_known_before_a_stride() -> None:
    motion = _walk((0.1, 0.0), seconds=0.5)
    assert motion.moving.sum() + motion.still == motion.known.sum() == 0


def test_a_hidden_person_does_not_flow() -> None:
    motion = _walk((0.1, 0.0), hidden_from=15)
    assert motion.moving.sum() + motion.still == 0


def test_the_grid_tells_velocity_where_the_person_is() -> None:
    motion = _walk((0.05, -0.1))
    cell = int(0.31 * GRID_ROWS) * GRID_COLS + int(0.595 * GRID_COLS)
    assert np.flatnonzero(motion.known).tolist() == [cell]
    np.testing.assert_allclose(motion.velocity[cell], [0.05, -0.1], atol=1e-6)


def test_angles_are_true_on_a_wide_picture() -> None:
    # Boxes are made for 1000 by 1000 pixels; on a picture 2000 wide the same walk covers half its width.
    motion = _walk((0.1, 0.1), size_wh=(2000, 1000))
    assert motion.moving[1] == 1
    np.testing.assert_allclose(motion.velocity.sum(axis=0), [0.05, 0.1], atol=1e-6)


def test_speed_is_in_metres_with_a_calibration_and_unknown_without() -> None:
    ground = Ground(Calibration(SQUARE, SQUARE * 20))
    motion = _walk((0.04, 0.03), ground=ground)
    assert motion.timed == 1
    assert motion.speed_m_s == pytest.approx(1.0)
    assert _walk((0.04, 0.03)).timed == 0


def test_an_impossible_speed_is_left_out() -> None:
    ground = Ground(Calibration(SQUARE, SQUARE * 2000))
    assert _walk((0.04, 0.03), ground=ground).timed == 0
