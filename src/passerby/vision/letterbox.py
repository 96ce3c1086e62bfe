"""Fits a picture into a network's input without changing its proportions."""

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes.frame import Image

PAD_VALUE = 114
"""The grey that YOLOX was trained to see around a picture."""

_COARSE_SHRINK = 2.5


class Letterbox:
    """One network input, filled again and again: the picture at the top left, grey to its right and below.

    Not for several threads at once: `fill` returns the same array each time.
    """

    def __init__(self, size_wh: tuple[int, int]) -> None:
        self._size_wh = size_wh
        self._filled_wh = (0, 0)
        self._input = np.full((1, 3, size_wh[1], size_wh[0]), PAD_VALUE, np.float32)

    def fill(self, image: Image) -> tuple[npt.NDArray[np.float32], float]:
        """The input (1, 3, height, width) blue-green-red 0..255, and by how much the picture was scaled."""
        height, width = image.shape[:2]
        scale = min(self._size_wh[0] / width, self._size_wh[1] / height)
        fitted_wh = (max(1, round(width * scale)), max(1, round(height * scale)))
        if fitted_wh != self._filled_wh:
            self._input.fill(PAD_VALUE)
            self._filled_wh = fitted_wh
        fitted = shrink(image, fitted_wh)
        for channel, plane in enumerate(cv2.split(fitted)):
            self._input[0, channel, : fitted_wh[1], : fitted_wh[0]] = plane
        return self._input, scale


def shrink(image: Image, size_wh: tuple[int, int]) -> Image:
    """The picture at another size, bilinear.

    A bilinear sample sees four pixels, so a strong reduction would step over people who are a few pixels
    wide: it goes by way of twice the goal, whose halving averages. That costs far less than averaging all.
    """
    if image.shape[1] > _COARSE_SHRINK * size_wh[0] and image.shape[0] > _COARSE_SHRINK * size_wh[1]:
        image = _resize(image, (2 * size_wh[0], 2 * size_wh[1]))
    return _resize(image, size_wh)


def _resize(image: Image, size_wh: tuple[int, int]) -> Image:
    halves = image.shape[1] == 2 * size_wh[0] and image.shape[0] == 2 * size_wh[1]
    method = cv2.INTER_AREA if halves else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, size_wh, interpolation=method), np.uint8)
