"""What the two face networks share: the picture as they take it, and the faces they give that can be used."""

from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes
from passerby.shapes.detections import Scores
from passerby.shapes.faces import Faces, Landmarks
from passerby.shapes.frame import Image
from passerby.vision.onnx_session import Tensor
from passerby.vision.suppress import best_of

GRID = 32
"""Both networks halve the picture five times, so its sides must be multiples of 2^5."""

FLOOR_SCORE = 0.5

# Two heads side by side overlap little, and one face found twice overlaps much more: the value at which both
# networks were published.
MAX_IOU = 0.3

# e^8 cells is more than 10,000 pixels, and 2^14 cells more than 60,000: beyond every picture that is looked
# at, and far from overflowing.
_MAX_LOG_SIDE = 8.0
_MAX_NUMBER = 2.0**14


class FaceFinder(Protocol):
    """A network that looks at a picture once, at the size it has."""

    @property
    def name(self) -> str:
        """What looked, e.g. "CenterFace"."""
        ...

    def look(self, image: Image) -> Faces:
        """The faces in a picture (height, width, 3) blue-green-red, by falling score from FLOOR_SCORE up."""
        ...


def padded_input(image: Image, *, red_first: bool) -> Tensor:
    """The picture as (1, 3, height, width) float32 0..255, black to its right and below up to the grid."""
    height, width = image.shape[:2]
    filled = cv2.copyMakeBorder(image, 0, -height % GRID, 0, -width % GRID, cv2.BORDER_CONSTANT, value=0)
    return np.asarray(cv2.dnn.blobFromImage(filled, swapRB=red_first), np.float32)


def sound_rows(scores: Scores, numbers: Tensor, floor_score: float) -> npt.NDArray[np.intp]:
    """Indices of the rows (N,) scored above the floor whose numbers (N, K) can all be those of a face.

    A network that goes astray gives infinities, numbers that are none, or absurdly large ones.
    """
    rows = np.flatnonzero(scores > floor_score)
    return rows[(np.abs(numbers[rows]) < _MAX_NUMBER).all(axis=1)]


def side_lengths(log_sides: Tensor, cell_px: Tensor | float) -> Tensor:
    """Pixels from what the networks give: the logarithm of a length in cells."""
    return np.asarray(np.exp(np.minimum(log_sides, _MAX_LOG_SIDE)) * cell_px, np.float32)


def one_each(boxes_xyxy: Boxes, scores: Scores, landmarks_xy: Landmarks) -> Faces:
    """The best of those that stand for one face, by falling score."""
    keep = best_of(boxes_xyxy, scores, MAX_IOU)
    return Faces(boxes_xyxy[keep], scores[keep], landmarks_xy[keep])
