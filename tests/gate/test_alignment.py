"""Bringing faces into place: the mathematics, and what it does with pictures."""

import math

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.gate.alignment import aligned, similarity
from passerby.gate.template_networks import RECIPES
from passerby.shapes.errors import FaceError
from passerby.shapes.frame import Image

REFERENCE = np.asarray(RECIPES["dlib-resnet"].reference_xy, np.float64)
Points = npt.NDArray[np.float64]


def moved(points_xy: Points, scale: float, turn: float, shift: tuple[float, float]) -> Points:
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    return np.asarray(points_xy @ np.array([[cos, sin], [-sin, cos]]) + shift)


def mapped(transform: Points, points_xy: Points) -> Points:
    return np.asarray(points_xy @ transform[:, :2].T + transform[:, 2])


shifts = st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000))


@given(st.floats(0.02, 50), st.floats(-math.pi, math.pi), shifts)
def test_the_similarity_of_transformed_points_is_the_transform(
    scale: float, turn: float, shift: tuple[float, float]
) -> None:
    landmarks = moved(REFERENCE, scale, turn, shift)
    found = similarity(landmarks, REFERENCE)
    np.testing.assert_allclose(mapped(found, landmarks), REFERENCE, atol=1e-6)
    assert math.hypot(found[0, 0], found[1, 0]) == pytest.approx(1 / scale)


@given(st.lists(st.tuples(st.floats(-6, 6), st.floats(-6, 6)), min_size=5, max_size=5), st.floats(-0.1, 0.1))
def test_no_other_similarity_comes_closer(noise: list[tuple[float, float]], step: float) -> None:
    landmarks = REFERENCE + np.array(noise)
    found = similarity(landmarks, REFERENCE)
    least = np.square(mapped(found, landmarks) - REFERENCE).sum()
    for change in ([[1, 0, 0], [0, 1, 0]], [[0, -1, 0], [1, 0, 0]], [[0, 0, 99], [0, 0, 0]]):
        other = found + step * np.array(change)
        assert np.square(mapped(other, landmarks) - REFERENCE).sum() >= least - 1e-9


@pytest.mark.parametrize(
    "landmarks",
    [
        np.full((5, 2), 7.0),
        np.where(np.arange(10).reshape(5, 2) == 3, np.nan, REFERENCE),
        np.where(np.arange(10).reshape(5, 2) == 3, np.inf, REFERENCE),
        REFERENCE[:4],
        REFERENCE * [-1, 1],
        REFERENCE * 0.001,
    ],
    ids=["one point", "not a number", "infinite", "four points", "mirrored", "a speck"],
)
def test_points_that_are_no_face_are_refused(landmarks: Points) -> None:
    with pytest.raises(FaceError):
        similarity(landmarks, REFERENCE)


def face_picture(size_px: int = 150) -> Image:
    """Something smooth with a bright dot at each of the reference's points."""
    y, x = np.mgrid[:size_px, :size_px]
    picture = np.zeros((size_px, size_px, 3))
    scale = size_px / 150
    for number, (px, py) in enumerate((REFERENCE + 0.5) * scale - 0.5):
        dot = np.exp(-((x - px) ** 2 + (y - py) ** 2) / (2 * (6 * scale) ** 2))
        picture[:, :, number % 3] += 200 * dot
    return np.clip(picture + 20, 0, 255).astype(np.uint8)


def test_a_face_in_its_place_stays_as_it_is() -> None:
    picture = face_picture()
    assert np.array_equal(aligned(picture, REFERENCE, REFERENCE, 150), picture)


@pytest.mark.parametrize("factor", [2, 3, 5, 8])
def test_a_large_face_is_the_same_face_made_small(factor: int) -> None:
    large = face_picture(150 * factor)
    landmarks = (REFERENCE + 0.5) * factor - 0.5
    made = aligned(large, landmarks, REFERENCE, 150)
    assert np.abs(made.astype(int) - face_picture()).max() <= 2


def test_a_large_face_is_averaged_and_not_sampled() -> None:
    checks = np.indices((1300, 1300)).sum(axis=0) % 2 * 255
    picture = np.repeat(checks[:, :, None], 3, axis=2).astype(np.uint8)
    made = aligned(picture, (REFERENCE + 0.5) * 8.4 - 0.5, REFERENCE, 150)
    assert np.abs(made.astype(int) - 127).max() <= 5


@pytest.mark.parametrize("turn", [-1.2, 0.3, math.pi])
def test_a_turned_face_is_turned_back(turn: float) -> None:
    ground = np.full((500, 600, 3), 20, np.uint8)
    landmarks = moved(REFERENCE, 1.4, turn, (300.0, 250.0))
    forward = np.linalg.inv(np.vstack([similarity(landmarks, REFERENCE), [0, 0, 1]]))[:2]
    cv2.warpAffine(face_picture(), forward, (600, 500), dst=ground, borderMode=cv2.BORDER_TRANSPARENT)
    made = aligned(ground, landmarks, REFERENCE, 150)
    inner = np.s_[20:130, 20:130]
    assert np.abs(made[inner].astype(int) - face_picture()[inner]).mean() < 2


@pytest.mark.parametrize(
    "shift", [(-75, 0), (60, 0), (0, -100), (90, 90), (-1000, -1000), (9000, 0)], ids=str
)
def test_a_face_half_out_of_the_picture_repeats_its_edge(shift: tuple[int, int]) -> None:
    picture = face_picture()
    made = aligned(picture, REFERENCE + shift, REFERENCE, 150)
    rows = np.clip(np.arange(150) + shift[1], 0, 149)
    columns = np.clip(np.arange(150) + shift[0], 0, 149)
    assert np.array_equal(made, picture[rows][:, columns])


@pytest.mark.parametrize("size_hw", [(1, 1), (1, 3000), (4320, 7680), (40_000, 8)])
def test_pictures_of_any_size_are_cut(size_hw: tuple[int, int]) -> None:
    picture = np.full((*size_hw, 3), (10, 20, 30), np.uint8)
    middle = np.array([size_hw[1] / 2, size_hw[0] / 2])
    for scale in (0.05, 1.0, 30.0):
        made = aligned(picture, (REFERENCE - 75) * scale + middle, REFERENCE, 150)
        assert made.shape == (150, 150, 3)
        assert np.array_equal(made, np.full((150, 150, 3), (10, 20, 30), np.uint8))


def test_the_picture_itself_is_left_as_it_was() -> None:
    picture = face_picture(600)
    before = picture.copy()
    aligned(picture, (REFERENCE + 0.5) * 4 - 0.5, REFERENCE, 150)
    assert np.array_equal(picture, before)
