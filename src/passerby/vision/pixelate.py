"""The other redaction: the picture itself, with people made of a few squares."""

import cv2
import numpy as np

from passerby.shapes import boxes
from passerby.shapes.boxes import Boxes
from passerby.shapes.frame import Image
from passerby.vision.background import grown

BLOCKS_HIGH = 8
"""At most this many blocks over a person's height: a head is then one block, and no face is in it."""


def pixelate(image: Image, people_xyxy: Boxes, blocks_high: int = BLOCKS_HIGH) -> Image:
    """A copy of the picture in which each box (N, 4), grown by a margin, is coarse squares of mean colours.

    Where boxes overlap the coarsest squares win: the fine ones of a person far away would show too much of
    somebody nearer.
    """
    result = image.copy()
    areas = np.rint(boxes.clip(grown(people_xyxy), (image.shape[1], image.shape[0]))).astype(np.int64)
    for left, top, right, bottom in areas[np.argsort(areas[:, 3] - areas[:, 1], kind="stable")]:
        result[top:bottom, left:right] = _coarse(image[top:bottom, left:right], blocks_high)
    return result


def _coarse(part: Image, blocks_high: int) -> Image:
    height, width = part.shape[:2]
    if height == 0 or width == 0:
        return part
    rows = min(blocks_high, height)
    columns = min(max(1, round(width * blocks_high / height)), blocks_high, width)
    blocks = cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(blocks, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
