"""The two props held before a gate: a member's portrait on photo paper, and on the screen of a phone.

Each is a texture for a flat mesh, with the size that the mesh has in metres. They are what a flat picture
looks like before it is lit and filmed: the paper waits for the scene's light, the screen brings its own.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from footage.studio.casting.picture import Picture, check_picture

Floats = NDArray[np.float64]

_LUMA = np.array([0.2126, 0.7152, 0.0722])

_PAPER_SIZE_M = (0.148, 0.210)
_PAPER_WIDTH_PX = 900
_BORDER_M = 0.006
_PAPER_WHITE = np.array([0.965, 0.950, 0.915])
# Ink on paper never gets quite black, and its colours are weaker than a screen's.
_INK_BLACK = np.array([0.105, 0.098, 0.095])
_INK_SATURATION = 0.86

_PHONE_SIZE_M = (0.076, 0.152)
_PHONE_HEIGHT_PX = 1260
_BEZEL_M = 0.0025
_BODY_RADIUS_M = 0.011
_BODY_COLOUR = np.array([0.045, 0.047, 0.052])
_SCREEN_GAINS = np.array([0.93, 0.985, 1.06])
_SCREEN_GAMMA = 0.82
_STATUS_BAR_M = 0.006
_STATUS_SHADE = 0.45


@dataclass(frozen=True, slots=True, eq=False)
class FlatPicture:
    """A texture and how large it is in the scene.

    rgb (height, width, 3) and alpha (height, width) of uint8, alpha 0 where the prop's body ends; `size_m` is
    (width, height) in metres; `glows` says that the texture is light given off, not light thrown back.
    """

    rgb: Picture
    alpha: NDArray[np.uint8]
    size_m: tuple[float, float]
    glows: bool


def printed_photo(portrait: Picture) -> FlatPicture:
    """The portrait, RGB uint8, as an A5 print with a white border.

    Its middle is cut to the print's shape. Raises PictureError for what is no such picture.
    """
    width = _PAPER_WIDTH_PX
    height = round(width * _PAPER_SIZE_M[1] / _PAPER_SIZE_M[0])
    border = round(_BORDER_M / _PAPER_SIZE_M[0] * width)
    inked = _mute(fill(portrait, width - 2 * border, height - 2 * border) / 255, _INK_SATURATION)
    paper = np.tile(_PAPER_WHITE, (height, width, 1))
    paper[border:-border, border:-border] = _INK_BLACK + inked * (_PAPER_WHITE - _INK_BLACK)
    return FlatPicture(_to_bytes(paper), np.full((height, width), 255, np.uint8), _PAPER_SIZE_M, glows=False)


def phone_screen(portrait: Picture) -> FlatPicture:
    """The portrait, RGB uint8, full on the screen of a dark phone with rounded corners.

    Its middle is cut to the screen's shape. Raises PictureError for what is no such picture.
    """
    height = _PHONE_HEIGHT_PX
    per_metre = height / _PHONE_SIZE_M[1]
    width = round(_PHONE_SIZE_M[0] * per_metre)
    bezel, radius = round(_BEZEL_M * per_metre), _BODY_RADIUS_M * per_metre
    lit = _SCREEN_GAINS * (fill(portrait, width - 2 * bezel, height - 2 * bezel) / 255) ** _SCREEN_GAMMA
    _draw_status_bar(lit, round(_STATUS_BAR_M * per_metre))
    body = np.tile(_BODY_COLOUR, (height, width, 1))
    glass = rounded_mask(lit.shape[1], lit.shape[0], radius - bezel)[..., None]
    inside = body[bezel:-bezel, bezel:-bezel]
    inside += glass * (lit - inside)
    return FlatPicture(
        _to_bytes(body), _to_bytes(rounded_mask(width, height, radius)), _PHONE_SIZE_M, glows=True
    )


def fill(picture: Picture, width: int, height: int) -> Picture:
    """The largest middle part of a picture that has the shape width × height, in that many pixels."""
    check_picture(picture)
    rows, columns = picture.shape[:2]
    scale = max(width / columns, height / rows)
    cut_rows, cut_columns = min(rows, round(height / scale)), min(columns, round(width / scale))
    top, left = (rows - cut_rows) // 2, (columns - cut_columns) // 2
    middle = picture[top : top + cut_rows, left : left + cut_columns]
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(middle, (width, height), interpolation=method), dtype=np.uint8)


def rounded_mask(width: int, height: int, radius: float) -> Floats:
    """How much of each pixel a rectangle with round corners covers, 0..1, (height, width).

    From the distance to its outline (Quilez, "2D distance functions"), so that the edge is smooth.
    """
    x = np.abs(np.arange(width) + 0.5 - width / 2) - (width / 2 - radius)
    y = np.abs(np.arange(height) + 0.5 - height / 2) - (height / 2 - radius)
    outside = np.hypot(np.maximum(x[None], 0), np.maximum(y[:, None], 0))
    inside = np.minimum(np.maximum(x[None], y[:, None]), 0)
    coverage: Floats = np.clip(0.5 - (outside + inside - radius), 0, 1)
    return coverage


def _mute(rgb: Floats, saturation: float) -> Floats:
    """The picture with its colours drawn towards its own greys; its brightness stays."""
    grey = (rgb @ _LUMA)[..., None]
    muted: Floats = grey + saturation * (rgb - grey)
    return muted


def _draw_status_bar(screen: Floats, height: int) -> None:
    """Darken the top of the screen and put shapes on it: four bars on the left, a battery on the right.

    Drawn in place. There is no clock and no text: it would pretend a time and an owner.
    """
    screen[:height] *= 1 - _STATUS_SHADE
    margin, unit, base = height, height // 8, height - height // 4
    for k in range(4):
        left = margin + 2 * k * unit
        screen[base - (k + 1) * unit : base, left : left + unit] = 1
    right = screen.shape[1] - margin
    battery = screen[base - 4 * unit : base, right - 9 * unit : right]
    battery[:] = battery * 0.4 + 0.25
    battery[:, : 6 * unit] = 1


def _to_bytes(shares: Floats) -> NDArray[np.uint8]:
    return np.clip(np.rint(shares * 255), 0, 255).astype(np.uint8)
