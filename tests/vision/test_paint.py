"""Shapes on pictures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.shapes.frame import Image
from passerby.vision import paint


def black(width: int = 40, height: int = 30) -> Image:
    return np.zeros((height, width, 3), np.uint8)


@given(st.integers(-60, 60), st.integers(-60, 60), st.integers(0, 50), st.integers(0, 50))
def test_a_mask_is_laid_where_it_was_put_and_nowhere_else(
    left: int, top: int, width: int, height: int
) -> None:
    image, wanted = black(), np.zeros((30, 40), np.bool_)
    paint.blend(image, np.full((height, width), 255, np.uint8), left, top, (9, 99, 199))
    wanted[max(top, 0) : max(top + height, 0), max(left, 0) : max(left + width, 0)] = True
    assert ((image == (9, 99, 199)).all(axis=2) == wanted).all()
    assert not image[~wanted].any()


def test_opacity_mixes_the_colour_with_what_is_below() -> None:
    image = np.full((4, 4, 3), 100, np.uint8)
    paint.blend(image, np.full((4, 4), 255, np.uint8), 0, 0, (200, 100, 0), 0.5)
    assert image[0, 0].tolist() == [150, 100, 50]


@given(st.floats(-50, 90), st.floats(-50, 90), st.floats(0, 40), st.floats(0, 40))
def test_an_ellipse_stays_within_its_radii(x: float, y: float, rx: float, ry: float) -> None:
    image = black()
    paint.ellipse(image, (x, y), (rx, ry), (255, 255, 255))
    rows, columns = np.nonzero(image[..., 0])
    assert (np.abs(columns - x) <= rx + 2).all()
    assert (np.abs(rows - y) <= ry + 2).all()


def test_an_ellipse_has_its_area_and_a_soft_edge() -> None:
    image = black(60, 60)
    paint.ellipse(image, (30, 30), (10, 20), (255, 255, 255))
    assert image[..., 0].sum() / 255 == pytest.approx(np.pi * 200, rel=0.12)
    assert len(np.unique(image)) > 4


def test_a_polygon_is_filled_translucently_and_may_reach_the_edges() -> None:
    image = np.full((30, 40, 3), 100, np.uint8)
    paint.polygon(image, np.array([[0.0, 0.0], [40.0, 0.0], [40.0, 30.0], [0.0, 30.0]]), (200, 200, 200), 0.1)
    assert image[15, 20].tolist() == [110, 110, 110]
    assert image[0, 0].tolist() == [110, 110, 110]


def test_an_outline_is_dashed() -> None:
    image = black(200, 60)
    square = np.array([[10.0, 30.0], [190.0, 30.0], [190.0, 50.0], [10.0, 50.0]])
    paint.dashed_outline(image, square, (255, 255, 255), 1, (10, 10))
    along = image[30, 10:190, 0] > 128
    assert 0.4 < along.mean() < 0.8
    assert np.count_nonzero(np.diff(along.astype(int))) >= 14


@pytest.mark.parametrize("size_wh", [(1, 1), (3, 2), (50, 20), (20, 50)])
def test_a_rounded_plate_is_full_in_its_middle_and_open_at_its_corners(size_wh: tuple[int, int]) -> None:
    mask = paint.rounded(size_wh, 6)
    assert mask.shape == (size_wh[1], size_wh[0])
    assert mask[size_wh[1] // 2, size_wh[0] // 2] > 200
    if min(size_wh) > 12:
        assert mask[0, 0] < 64
