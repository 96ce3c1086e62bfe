"""People as coarse blocks: a picture in which somebody can be seen to be there, and not who it is.

Nothing is hidden because somebody was recognised, for nobody is: every place where a person may be is drawn
in blocks, and so is every place that does not look like the known, empty scene, so that whom the detector
overlooked is not shown either.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes
from passerby.shapes.frame import Image
from passerby.vision.background import grown

COLUMNS = 32
"""Blocks across a picture that is pixelated whole."""

_UNEXPECTED_COLUMNS = 48
_LEAST_COLUMNS = 120
_ACROSS, _DOWN = 4, 12
_DIFFERS_BY = 16
_DIFFERENT_SHARE = 0.04


@dataclass(frozen=True, slots=True, eq=False)
class EmptyScene:
    """What is known of the scene with nobody in it: see vision.background.Background.

    image: (H, W, 3) blue-green-red. known: (h, w) bool, any size; where it is False the image says nothing.
    """

    image: Image
    known: npt.NDArray[np.bool_]


def pixelate_all(image: Image, places_xyxy: Boxes) -> Image:
    """The whole picture in square blocks, COLUMNS across: nothing finer than a block is left of it.

    places_xyxy: (N, 4) pixels, where people may be; there blocks are as coarse as in `pixelate_people`.
    """
    finest = _cell_px(image, COLUMNS)
    redacted = _in_blocks(image, finest)
    for cell, box in _cells(image, places_xyxy):
        if cell > finest:
            _pixelate_place(redacted, image, box, cell)
    return redacted


def pixelate_people(image: Image, places_xyxy: Boxes, empty: EmptyScene) -> Image:
    """The picture with every place where a person may be in blocks.

    places_xyxy: (N, 4) pixels, uncertain and predicted ones included; each is grown by a margin. Its blocks
    are a quarter of its width or a twelfth of its height, whichever is more: a face is two blocks across in a
    close-up and one on a whole figure. Blocks lie on a grid that is fixed to the picture, so that
    somebody who stands still is drawn the same in every picture, and more pictures tell no more. What differs
    from the empty scene, or lies where that is not known, is in blocks too.
    """
    redacted = image.copy()
    cell = _cell_px(image, _UNEXPECTED_COLUMNS)
    unexpected = _unexpected(image, empty, cell)
    np.copyto(redacted, _in_blocks(image, cell), where=unexpected[..., None])
    for cell, box in _cells(image, places_xyxy):
        _pixelate_place(redacted, image, box, cell)
    return redacted


def _cells(image: Image, places_xyxy: Boxes) -> list[tuple[int, Boxes]]:
    """For each place its block size in pixels and its grown box; the coarsest last, so that where people
    overlap the finer blocks of one show nothing of the other.
    """
    sizes = places_xyxy[:, 2:] - places_xyxy[:, :2]
    wanted = np.maximum(sizes[:, 0] / _ACROSS, sizes[:, 1] / _DOWN)
    least = _cell_px(image, _LEAST_COLUMNS)
    # In whole steps, so that a box which trembles keeps its blocks.
    cells = (np.ceil(wanted / least).clip(1) * least).astype(int)
    return sorted(zip(cells.tolist(), grown(places_xyxy), strict=True), key=lambda place: place[0])


def _pixelate_place(redacted: Image, image: Image, box: Boxes, cell: int) -> None:
    """Draw the part of the picture in a box, spread to whole blocks of the grid, in blocks."""
    height, width = image.shape[:2]
    left, top = (np.floor(box[:2] / cell).clip(0) * cell).astype(int)
    right, bottom = (np.ceil(box[2:] / cell).clip(0) * cell).astype(int).clip(max=(width, height))
    if left < right and top < bottom:
        redacted[top:bottom, left:right] = _in_blocks(image[top:bottom, left:right], cell)


def _unexpected(image: Image, empty: EmptyScene, cell: int) -> npt.NDArray[np.bool_]:
    """Where the picture is not the known, empty scene: whole blocks and their neighbours, (height, width)."""
    height, width = image.shape[:2]
    scene = _resized(empty.image, (width, height), cv2.INTER_LINEAR)
    # Evened out first: the noise of a single pixel is no change.
    difference = cv2.absdiff(cv2.blur(image, (5, 5)), cv2.blur(scene, (5, 5))).max(axis=2)
    known = cv2.resize(empty.known.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    changed = ((difference > _DIFFERS_BY) | (known == 0)).astype(np.float32)[..., None]
    share = np.asarray(_means(changed, cell), np.float32)
    blocks = cv2.dilate((share > _DIFFERENT_SHARE).astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray(_spread(np.asarray(blocks), cell, (width, height)), np.bool_)


def _cell_px(image: Image, columns: int) -> int:
    width = int(image.shape[1])
    return max(1, -(-width // columns))


def _in_blocks(image: Image, cell: int) -> Image:
    height, width = image.shape[:2]
    return np.asarray(_spread(_means(image, cell), cell, (width, height)), np.uint8)


def _means(image: npt.NDArray[np.generic], cell: int) -> npt.NDArray[np.generic]:
    """The mean of each block of `cell` pixels a side; those at the right and lower edge may be smaller."""
    height, width = image.shape[:2]
    rows, columns = -(-height // cell), -(-width // cell)
    padded = np.pad(image, [(0, rows * cell - height), (0, columns * cell - width), (0, 0)], mode="edge")
    return np.asarray(cv2.resize(padded, (columns, rows), interpolation=cv2.INTER_AREA))


def _spread(blocks: npt.NDArray[np.generic], cell: int, size_wh: tuple[int, int]) -> npt.NDArray[np.generic]:
    """Each block as `cell` by `cell` pixels, cut to the picture's size."""
    large = blocks.repeat(cell, axis=0).repeat(cell, axis=1)
    return large[: size_wh[1], : size_wh[0]]


def _resized(image: Image, size_wh: tuple[int, int], how: int) -> Image:
    if (image.shape[1], image.shape[0]) == size_wh:
        return image
    return np.asarray(cv2.resize(image, size_wh, interpolation=how), np.uint8)
