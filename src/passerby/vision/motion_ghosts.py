"""Tells who stands there from the hole left in the background by somebody, or something, that has gone."""

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes
from passerby.shapes.frame import Image
from passerby.vision.motion_background import Mask

_FAINTER = 0.8
_MARGIN = 2
_TOUCHING = np.ones((3, 3), np.uint8)


def are_ghosts(image: Image, empty: Image, mask: Mask, boxes_xyxy: Boxes) -> npt.NDArray[np.bool_]:
    """Which boxes (N, 4) hold a ghost, (N,): its outline is in the background, and not in the picture.

    An outline belongs to the picture that has the stronger edges along it (the idea of R. Cucchiara et al.,
    Detecting moving objects, ghosts and shadows in video streams, 2003).
    """
    limits = np.array([mask.shape[1], mask.shape[0]] * 2)
    grown = np.clip(boxes_xyxy + np.array([-1, -1, 1, 1]) * _MARGIN, 0, limits).round().astype(int)
    return np.array([_is_ghost(image, empty, mask, box.tolist()) for box in grown], np.bool_)


def _is_ghost(image: Image, empty: Image, mask: Mask, box: list[int]) -> bool:
    left, top, right, bottom = box
    part = (slice(top, bottom), slice(left, right))
    if not mask[part].any():
        return False
    outline = np.asarray(cv2.morphologyEx(mask[part], cv2.MORPH_GRADIENT, _TOUCHING), np.uint8)
    return _edges(image[part], outline) < _FAINTER * _edges(empty[part], outline)


def _edges(image: Image, outline: Mask) -> float:
    """The mean strength of the edges along the outline."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    strength = cv2.magnitude(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    return float(cv2.mean(strength, outline)[0])
