from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footage.studio.casting.picture import Picture
from footage.studio.errors import PictureError
from footage.studio.shooting.flat_pictures import FlatPicture, fill, phone_screen, printed_photo, rounded_mask

Prop = Callable[[Picture], FlatPicture]
PROPS = (printed_photo, phone_screen)


def plain(red: int, green: int, blue: int) -> Picture:
    return np.full((400, 400, 3), (red, green, blue), np.uint8)


def middle(prop: FlatPicture) -> list[int]:
    height, width = prop.alpha.shape
    return [int(value) for value in prop.rgb[height // 2, width // 2]]


@pytest.mark.parametrize("make", PROPS)
def test_a_prop_has_the_shape_of_its_mesh(make: Prop) -> None:
    prop = make(plain(90, 90, 90))
    height, width = prop.alpha.shape
    assert prop.rgb.shape == (height, width, 3)
    assert width / height == pytest.approx(prop.size_m[0] / prop.size_m[1], abs=1e-3)
    assert prop.rgb.dtype == prop.alpha.dtype == np.uint8


def test_the_print_is_a5_and_only_the_screen_glows() -> None:
    paper, phone = printed_photo(plain(90, 90, 90)), phone_screen(plain(90, 90, 90))
    assert paper.size_m == (0.148, 0.210)
    assert (paper.glows, phone.glows) == (False, True)


def test_the_print_has_a_warm_white_border_of_one_width_all_round() -> None:
    rgb = printed_photo(plain(0, 0, 0)).rgb
    white = (rgb == rgb[0, 0]).all(2)
    rows, columns = np.flatnonzero(~white.all(1)), np.flatnonzero(~white.all(0))
    margins = {rows[0], len(white) - 1 - rows[-1], columns[0], white.shape[1] - 1 - columns[-1]}
    red, green, blue = (int(value) for value in rgb[0, 0])
    assert len(margins) == 1
    assert 20 <= margins.pop() <= 60
    assert 255 > red > green > blue > 220


def test_ink_has_less_contrast_and_weaker_colours_than_the_portrait() -> None:
    black, white = (middle(printed_photo(plain(v, v, v))) for v in (0, 255))
    red = middle(printed_photo(plain(230, 40, 40)))
    assert min(black) > 15
    assert white == [int(value) for value in printed_photo(plain(0, 0, 0)).rgb[0, 0]]
    assert red[0] - red[1] < 230 - 40


def test_the_screen_is_brighter_and_bluer_than_the_portrait() -> None:
    red, green, blue = middle(phone_screen(plain(100, 100, 100)))
    assert 100 < red < green < blue


def test_the_phone_is_a_dark_body_with_round_corners_and_a_thin_bezel() -> None:
    prop = phone_screen(plain(200, 200, 200))
    height, width = prop.alpha.shape
    row = prop.rgb[height // 2].mean(1)
    assert prop.alpha[0, 0] == prop.alpha[0, -1] == prop.alpha[-1, 0] == prop.alpha[-1, -1] == 0
    assert prop.alpha[height // 2].min() == prop.alpha[:, width // 2].min() == 255
    assert prop.rgb[0, width // 2].max() < 20
    assert 10 <= np.flatnonzero(row > 100)[0] <= 40
    # Smooth, not stepped: some pixels of the outline are covered in part.
    assert ((prop.alpha > 0) & (prop.alpha < 255)).sum() > 50


def test_the_status_bar_is_thin_and_darker_and_the_rest_of_the_screen_is_the_portrait() -> None:
    prop = phone_screen(plain(150, 150, 150))
    centre = prop.rgb[:, prop.rgb.shape[1] // 2].astype(int)
    lit = np.flatnonzero((centre == middle(prop)).all(1))
    bezel = np.flatnonzero(centre.max(1) > 20)[0]
    assert 30 <= lit[0] - bezel <= 70
    assert np.array_equal(lit, np.arange(lit[0], lit[-1] + 1))
    assert centre[bezel + 2].max() < 0.7 * centre[lit[0]].max()


@pytest.mark.parametrize("make", PROPS)
def test_the_portrait_stays_upright_in_the_middle_and_unmirrored(make: Prop) -> None:
    portrait = plain(60, 60, 60)
    portrait[150:180, 150:180] = 255  # up and left of the middle
    rgb = make(portrait).rgb.astype(int)
    inner = rgb[rgb.shape[0] // 5 : -rgb.shape[0] // 5, rgb.shape[1] // 8 : -rgb.shape[1] // 8].sum(2)
    rows, columns = np.nonzero(inner > 0.9 * inner.max())
    assert rows.mean() < inner.shape[0] / 2
    assert columns.mean() < inner.shape[1] / 2
    # A square stays a square: cut, never stretched.
    assert np.ptp(rows) == pytest.approx(np.ptp(columns), rel=0.05)


@given(
    rows=st.integers(64, 300),
    columns=st.integers(64, 300),
    width=st.integers(20, 300),
    height=st.integers(20, 300),
)
def test_any_picture_fills_any_shape_from_its_middle(
    rows: int, columns: int, width: int, height: int
) -> None:
    picture = np.zeros((rows, columns, 3), np.uint8)
    picture[..., 0] = np.linspace(0, 255, columns)[None]
    filled = fill(picture, width, height)
    assert filled.shape == (height, width, 3)
    assert abs(float(filled[..., 0].mean()) - 127.5) < 4


@given(width=st.integers(10, 80), height=st.integers(10, 80), share=st.floats(0.1, 1))
def test_a_rounded_mask_covers_the_area_of_its_shape(width: int, height: int, share: float) -> None:
    radius = share * min(width, height) / 2
    mask = rounded_mask(width, height, radius)
    assert mask.shape == (height, width)
    assert float(mask.sum()) == pytest.approx(width * height - (4 - np.pi) * radius**2, rel=0.02)
    np.testing.assert_allclose(mask, mask[::-1, ::-1], atol=1e-9)


@pytest.mark.parametrize("make", PROPS)
def test_a_prop_of_no_rgb_picture_is_refused(make: Prop) -> None:
    with pytest.raises(PictureError, match=r"wanted an RGB picture.*found \(400, 400\)"):
        make(np.zeros((400, 400), np.uint8))
