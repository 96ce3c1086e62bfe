"""How a camera is set up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footage.studio.clips import CLIPS
from footage.studio.shooting.camera import Camera

coordinates = st.floats(-10, 10)
places = st.tuples(coordinates, coordinates, st.floats(0.5, 6))
targets = st.tuples(coordinates, coordinates, st.floats(0, 2))


def camera_at(position: tuple[float, float, float], target: tuple[float, float, float]) -> Camera:
    return Camera(position, target, 28.0, 768, 432)


def is_level(position: tuple[float, float, float], target: tuple[float, float, float]) -> bool:
    return bool(np.linalg.norm(np.subtract(position, target)[:2]) > 0.5)


@given(places, targets)
def test_a_camera_sees_its_target_in_the_middle_of_its_picture(
    position: tuple[float, float, float], target: tuple[float, float, float]
) -> None:
    if not is_level(position, target):
        return
    pixels, depths = camera_at(position, target).pinhole.project(np.array([target]))
    np.testing.assert_allclose(pixels, [[384, 216]], atol=1e-6)
    np.testing.assert_allclose(depths, np.linalg.norm(np.subtract(position, target)))


@given(places, targets)
def test_a_camera_is_held_upright(
    position: tuple[float, float, float], target: tuple[float, float, float]
) -> None:
    if not is_level(position, target):
        return
    camera = camera_at(position, target)
    np.testing.assert_allclose(camera.rotation @ camera.rotation.T, np.eye(3), atol=1e-9)
    assert np.linalg.det(camera.rotation) == pytest.approx(1)
    above = np.add(target, (0, 0, 0.1))
    pixels, _ = camera.pinhole.project(np.array([above]))
    assert pixels[0, 0] == pytest.approx(384)
    assert pixels[0, 1] < 216


def test_a_lens_as_long_as_the_sensor_is_wide_sees_a_metre_in_a_metre() -> None:
    camera = Camera((0.0, -2.0, 1.0), (0.0, 0.0, 1.0), 36.0, 640, 480)
    pixels, _ = camera.pinhole.project(np.array([(-1.0, 0.0, 1.0), (1.0, 0.0, 1.0)]))
    np.testing.assert_allclose(pixels, [[0, 240], [640, 240]])


@pytest.mark.parametrize("name", CLIPS)
def test_the_cameras_of_clips_have_pictures_that_can_be_encoded(name: str) -> None:
    camera = CLIPS[name].camera
    assert (camera.width % 2, camera.height % 2) == (0, 0)
    assert (camera.width, camera.height) in {(768, 432), (640, 480)}
