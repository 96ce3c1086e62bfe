"""Fitting pictures into a network's input."""

import numpy as np
import pytest

from passerby.vision.letterbox import PAD_VALUE, Letterbox, shrink


def test_a_wide_picture_keeps_its_proportions_and_the_rest_is_grey() -> None:
    image = np.full((50, 200, 3), (10, 20, 30), np.uint8)
    blob, scale = Letterbox((100, 100)).fill(image)
    assert blob.shape == (1, 3, 100, 100)
    assert scale == 0.5
    assert [set(plane[:25].ravel()) for plane in blob[0]] == [{10.0}, {20.0}, {30.0}]
    assert set(blob[0, :, 25:].ravel()) == {PAD_VALUE}


def test_nothing_of_the_last_picture_stays_when_the_size_changes() -> None:
    letterbox = Letterbox((64, 64))
    letterbox.fill(np.zeros((64, 64, 3), np.uint8))
    blob, _ = letterbox.fill(np.full((10, 64, 3), 200, np.uint8))
    assert set(blob[0, :, :10].ravel()) == {200.0}
    assert set(blob[0, :, 10:].ravel()) == {PAD_VALUE}


@pytest.mark.parametrize("size_wh", [(1, 1), (7680, 4320), (5000, 1), (1, 5000), (33, 37)])
def test_every_size_of_picture_fits(size_wh: tuple[int, int]) -> None:
    image = np.full((size_wh[1], size_wh[0], 3), 9, np.uint8)
    blob, scale = Letterbox((64, 64)).fill(image)
    assert blob[0, 0, 0, 0] == 9
    assert scale == pytest.approx(64 / max(size_wh))


def test_a_strong_reduction_does_not_step_over_narrow_things() -> None:
    image = np.zeros((800, 800, 3), np.uint8)
    image[:, 2::8] = 255
    assert shrink(image, (100, 100)).mean() > 10
