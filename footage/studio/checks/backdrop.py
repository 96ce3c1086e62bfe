"""The picture of a place without its people, learned from the film, and what differs from it."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

SAMPLES = 60
"""How many pictures, spread over the clip, the backdrop is learned from."""
SEEN_AT_LEAST = 3
"""A pixel that is free of people in fewer of them has no backdrop."""
DIFFERS = 10
"""Levels of 0..255 by which a pixel differs where somebody is; noise and coding stay below."""
LIGHT = 0.75
"""The backdrop is as light as this share of the pictures in which a pixel is free, or lighter: shadows of
people who stand for long only darken."""
_ROWS_AT_ONCE = 64
_COVERED = np.uint16(999)
_SHADE = (0.3, 0.97)
_TINT = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Backdrop:
    """picture: (H, W, 3), BGR. known: (H, W), false where people stand nearly all the time."""

    picture: Picture
    known: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What differs from the backdrop, (H, W) each. any: at all. solid: and no shadow explains it."""

    any: Mask
    solid: Mask


def learn(pictures: Iterable[tuple[Picture, Mask]]) -> Backdrop:
    """Each pixel as it is in the light, from pictures in which the mask (H, W), people, leaves it free."""
    samples, covers = zip(*pictures, strict=True)
    height, width = covers[0].shape
    backdrop = np.zeros((height, width, 3), np.uint8)
    known = np.zeros((height, width), bool)
    for top in range(0, height, _ROWS_AT_ONCE):
        rows = slice(top, top + _ROWS_AT_ONCE)
        covered = np.stack([cover[rows] for cover in covers])
        values = np.stack([sample[rows] for sample in samples]).astype(np.uint16)
        values[covered] = _COVERED
        values.sort(axis=0)
        free = (~covered).sum(axis=0)
        place = np.rint((np.maximum(free, 1) - 1) * LIGHT).astype(np.intp)
        places = np.broadcast_to(place[None, :, :, None], (1, *values.shape[1:]))
        backdrop[rows] = np.minimum(np.take_along_axis(values, places, axis=0)[0], 255)
        known[rows] = free >= SEEN_AT_LEAST
    return Backdrop(backdrop, known)


def change(picture: Picture, backdrop: Backdrop) -> Change:
    """What differs from the backdrop. Unknown pixels do not.

    A pixel is taken for shadow where it is a darker shade of the backdrop's own colour, as in A. Prati et
    al., "Detecting moving shadows" (IEEE PAMI 25(7), 2003).
    """
    now = cv2.GaussianBlur(picture, (3, 3), 0).astype(np.float32)
    was = cv2.GaussianBlur(backdrop.picture, (3, 3), 0).astype(np.float32)
    differs = (_largest(np.abs(now - was)) > DIFFERS) & backdrop.known
    light_now, light_was = _light(now), _light(was)
    shade = light_now / light_was
    tint = _largest(np.abs(now / light_now[..., None] - was / light_was[..., None]))
    shadow = (shade > _SHADE[0]) & (shade < _SHADE[1]) & (tint < _TINT)
    return Change(_tidy(differs), _tidy(differs & ~shadow))


def _largest(values: Floats) -> Floats:
    """The largest of three channels; a reduction over so short an axis is slow."""
    return np.maximum(np.maximum(values[..., 0], values[..., 1]), values[..., 2])


def _light(values: Floats) -> Floats:
    return values[..., 0] + values[..., 1] + values[..., 2] + 1


def _tidy(mask: Mask) -> Mask:
    """Without lone pixels."""
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)) > 0)
