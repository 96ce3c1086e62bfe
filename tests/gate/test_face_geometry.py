"""What five landmarks tell of a head."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.gate.face_geometry import face_size, head_pose, parallax
from tests.gate.stage import landmarks

ANGLES = st.floats(-60, 60)


@given(st.floats(20, 400), st.floats(-50, 50))
def test_a_turned_head_keeps_its_size(size: float, yaw: float) -> None:
    assert face_size(landmarks(size_px=size, yaw=yaw)) == pytest.approx(size, rel=0.01)


@given(st.floats(-50, 50), st.floats(-45, 45))
def test_the_turn_of_a_head_is_read_however_it_is_tilted(yaw: float, roll: float) -> None:
    turn = np.radians(roll)
    tilted = landmarks((0, 0), yaw=yaw) @ np.array(
        [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]
    )
    pose = head_pose(tilted)
    assert pose.yaw == pytest.approx(yaw, abs=2.0)
    assert pose.roll == pytest.approx(roll, abs=1.0)
    assert abs(pose.pitch) < 2
    assert pose.misfit < 0.01


@given(
    tilt=st.tuples(ANGLES, ANGLES, ANGLES),
    near=st.floats(2.5, 20),
    yaw=st.floats(-40, 40),
)
def test_a_flat_picture_shows_no_parallax_however_it_is_held(
    tilt: tuple[float, float, float], near: float, yaw: float
) -> None:
    """A picture of a head turned by `yaw`, held tilted about three axes before a near pinhole camera."""
    printed = landmarks((0, 0), 1.0, yaw)
    x, y, z = np.radians(tilt)
    about_x = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_z = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    held = np.column_stack([printed, np.zeros(5)]) @ (about_x @ about_y @ about_z).T + [0, 0, near]
    seen = held[:, :2] / held[:, 2:] * 500
    assert abs(parallax(printed * 100, seen)) < 1e-3


@given(st.floats(17, 45), st.sampled_from([-1, 1]))
def test_a_round_head_that_turns_shows_parallax_to_that_side(yaw: float, side: int) -> None:
    seen = parallax(landmarks(), landmarks((350, 230), 110, side * yaw))
    assert seen * side > 0.09


@pytest.mark.parametrize(
    "points",
    [
        np.zeros((5, 2)),
        np.full((5, 2), 7.0),
        np.column_stack([np.arange(5.0), np.arange(5.0)]),
        np.column_stack([np.arange(5.0) * 30, np.zeros(5)]),
    ],
)
def test_points_that_are_no_face_tell_of_no_turn(points: np.ndarray) -> None:
    assert parallax(landmarks(), points) == 0
    assert parallax(points, landmarks()) == 0
    pose = head_pose(points)
    assert np.isfinite([pose.yaw, pose.pitch, pose.roll, pose.misfit]).all()
