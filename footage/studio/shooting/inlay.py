"""Only what surrounds people is rendered for each frame, and laid into a good picture of the empty place."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from footage.studio.errors import FilmError
from footage.studio.truth.pinhole import Pinhole

_MARGIN = 44
"""Pixels around people in which their shadows and reflections are expected."""
_FEATHER = 20


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of whole pixels; right and bottom are the first beyond it."""

    left: int
    top: int
    right: int
    bottom: int


def region_of(people: Sequence[NDArray[np.float64]], camera: Pinhole) -> Region | None:
    """What surrounds people, each (N, 3) points in metres; None when nobody is in the picture."""
    lows, highs = [], []
    for points in people:
        pixels, depths = camera.project(points)
        if depths.min() <= 0:
            continue
        lows.append(pixels.min(axis=0) - _MARGIN)
        highs.append(pixels.max(axis=0) + _MARGIN)
    if not lows:
        return None
    size = (camera.width, camera.height)
    left, top = np.clip(np.floor(np.min(lows, axis=0)), 0, size).astype(int)
    right, bottom = np.clip(np.ceil(np.max(highs, axis=0)), 0, size).astype(int)
    if right - left < 2 or bottom - top < 2:
        return None
    return Region(int(left), int(top), int(right), int(bottom))


def lay_in(empty: Path, cutting: Path, region: Region | None, result: Path) -> None:
    """Write the empty picture with the cutting in its region, its inner edges blended. Raises FilmError."""
    picture = _read(empty)
    if region is not None:
        piece = _read(cutting)
        rows, columns = slice(region.top, region.bottom), slice(region.left, region.right)
        if piece.shape != picture[rows, columns].shape:
            raise FilmError(f"{cutting} is {piece.shape[1::-1]} pixels, and its region {region} is not")
        share = _shares(region, picture.shape[1], picture.shape[0])[:, :, None]
        picture[rows, columns] = np.rint(piece * share + picture[rows, columns] * (1 - share))
    unfinished = result.with_name(f".{result.name}")
    encoded, data = cv2.imencode(".png", picture)
    if not encoded:
        raise FilmError(f"{result} cannot be written as PNG")
    unfinished.write_bytes(data.tobytes())
    unfinished.replace(result)


def _shares(region: Region, width: int, height: int) -> NDArray[np.float32]:
    """(rows, columns) 0..1: how much of the cutting is seen; falls to 0 at edges that lie in the picture."""
    across = _rise(region.right - region.left, region.left > 0, region.right < width)
    down = _rise(region.bottom - region.top, region.top > 0, region.bottom < height)
    return np.minimum(across[None, :], down[:, None])


def _rise(length: int, from_start: bool, to_end: bool) -> NDArray[np.float32]:
    shares = np.ones(length, np.float32)
    ramp = np.clip((np.arange(length) + 0.5) / _FEATHER, 0, 1).astype(np.float32)
    if from_start:
        shares = np.minimum(shares, ramp)
    if to_end:
        shares = np.minimum(shares, ramp[::-1])
    return shares


def _read(path: Path) -> NDArray[np.uint8]:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise FilmError(f"{path} cannot be read as a picture; remove it and render again")
    return np.asarray(picture, np.uint8)
