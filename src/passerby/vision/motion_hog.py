"""Asks of a box: does it hold a person? Histograms of oriented gradients (Dalal and Triggs 2005)."""

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes
from passerby.shapes.frame import Image

_PERSON = 96
"""How tall a person stands in the 64×128 window that OpenCV's weights were trained on."""

_LOOK_WH = (80, 152)
"""A little more than one window, so that a box a few pixels off is still recognised."""


class PersonCheck:
    """OpenCV's built-in linear classifier, run at one size on the crop around each box."""

    def __init__(self) -> None:
        self._hog = cv2.HOGDescriptor()
        self._hog.setSVMDetector(np.array(cv2.HOGDescriptor.getDefaultPeopleDetector(), np.float32))

    def margins(self, image: Image, boxes_xyxy: Boxes) -> npt.NDArray[np.float32]:
        """How clearly each box (N, 4) on the image holds one upright person, (N,): above 0 means yes."""
        return np.array([self._margin(image, box) for box in boxes_xyxy], np.float32)

    def _margin(self, image: Image, box: npt.NDArray[np.float32]) -> float:
        crop = _crop(image, box)
        _, margins = self._hog.detect(crop, hitThreshold=-1e3, winStride=(8, 8))
        return float(np.max(margins))


def _crop(image: Image, box: npt.NDArray[np.float32]) -> Image:
    """The surroundings of the box, scaled to make it as tall as a person in the classifier's window."""
    height = max(float(box[3] - box[1]), 1.0)
    look_w, look_h = (side * height / _PERSON for side in _LOOK_WH)
    left = round(float(box[0] + box[2] - look_w) / 2)
    top = round(float(box[1] + box[3] - look_h) / 2)
    right, bottom = left + max(round(look_w), 1), top + max(round(look_h), 1)
    rows, cols = image.shape[:2]
    inside = image[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    padding = (max(-top, 0), max(bottom - rows, 0), max(-left, 0), max(right - cols, 0))
    if any(padding):
        inside = np.asarray(cv2.copyMakeBorder(inside, *padding, cv2.BORDER_REPLICATE), np.uint8)
    shrinks = bottom - top > _LOOK_WH[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(inside, _LOOK_WH, interpolation=how), np.uint8)
