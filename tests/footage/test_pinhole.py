"""Where a camera sees points of the scene."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from footage.studio.truth.pinhole import Pinhole

LEVEL = Pinhole(
    focal_px=500.0,
    position_m=np.array([1.0, -4.0, 2.0]),
    rotation=np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]]),
    width=640,
    height=480,
)
"""It looks along y, away from whoever stands at the origin with their back to it."""


def test_what_is_straight_ahead_is_in_the_middle() -> None:
    pixels, depths = LEVEL.project(np.array([[1.0, 6.0, 2.0]]))
    np.testing.assert_allclose(pixels, [[320, 240]])
    np.testing.assert_allclose(depths, [10])


def test_right_is_right_and_up_is_up() -> None:
    pixels, _ = LEVEL.project(np.array([[2.0, 6.0, 2.0], [1.0, 6.0, 3.0]]))
    np.testing.assert_allclose(pixels, [[370, 240], [320, 190]])


def test_what_is_behind_the_camera_has_no_pixel() -> None:
    pixels, depths = LEVEL.project(np.array([[1.0, -6.0, 2.0], [1.0, -4.0, 2.0]]))
    assert np.isnan(pixels).all()
    np.testing.assert_allclose(depths, [-2, 0])


@given(st.floats(-5, 5), st.floats(0, 4), st.floats(1, 20), st.floats(0.1, 0.9))
def test_a_point_keeps_its_pixel_along_its_ray(x: float, z: float, away: float, share: float) -> None:
    point = np.array([x, away, z])
    nearer = LEVEL.position_m + share * (point - LEVEL.position_m)
    pixels, depths = LEVEL.project(np.stack((point, nearer)))
    np.testing.assert_allclose(pixels[0], pixels[1], atol=1e-6)
    np.testing.assert_allclose(depths[1], share * depths[0])
