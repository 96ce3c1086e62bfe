"""People as a few squares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.shapes.boxes import Boxes
from passerby.shapes.frame import Image
from passerby.vision.background import grown
from passerby.vision.pixelate import pixelate


def noise(width: int = 120, height: int = 100) -> Image:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)


def boxes(*rows: tuple[float, float, float, float]) -> Boxes:
    return np.array(rows, np.float32).reshape(-1, 4)


def changes(line: Image) -> int:
    return int((np.diff(line.astype(int), axis=0) != 0).any(axis=-1).sum())


def test_a_person_is_at_most_eight_squares_high_and_the_rest_is_untouched() -> None:
    image, person = noise(), boxes((40, 20, 60, 80))
    shown = pixelate(image, person)
    left, top, right, bottom = grown(person)[0].astype(int)
    inside = shown[top:bottom, left:right]
    assert changes(inside[:, 5]) <= 7
    assert changes(inside[5]) <= 7
    outside = np.ones(image.shape[:2], np.bool_)
    outside[top:bottom, left:right] = False
    assert (shown[outside] == image[outside]).all()
    assert (image == noise()).all()


@given(st.lists(st.tuples(*[st.floats(-200, 400)] * 4), max_size=5))
def test_boxes_anywhere_are_hidden_without_an_error(rows: list[tuple[float, float, float, float]]) -> None:
    assert pixelate(noise(), boxes(*rows)).shape == (100, 120, 3)


def test_the_squares_of_a_person_far_away_do_not_show_somebody_nearer() -> None:
    near, far = (20, 0, 100, 99), (50, 10, 58, 30)
    for people in (boxes(near, far), boxes(far, near)):
        assert (pixelate(noise(), people) == pixelate(noise(), boxes(near))).all()


@pytest.mark.parametrize("size_wh", [(1, 1), (3, 200), (200, 3)])
def test_pictures_of_any_size_are_redacted(size_wh: tuple[int, int]) -> None:
    image = noise(*size_wh)
    shown = pixelate(image, boxes((0, 0, 300, 300)))
    assert shown.shape == image.shape
    assert changes(shown[:, 0]) <= 7
