"""Things painted over a face, where its landmarks are: a mask, sunglasses, a hand, half a face away."""

import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from passerby.gate.face_geometry import face_size
from passerby.shapes.frame import Image

Points = npt.NDArray[np.float64]
Colour = tuple[int, int, int]

_MASK = (
    (-0.55, -0.05),
    (-0.25, -0.02),
    (0.0, -0.14),
    (0.25, -0.02),
    (0.55, -0.05),
    (0.5, 0.4),
    (0.25, 0.62),
    (0.0, 0.68),
    (-0.25, 0.62),
    (-0.5, 0.4),
)
_HALF = ((-0.7, -0.8), (0.0, -0.8), (0.0, 0.8), (-0.7, 0.8))
_PHONE = ((0.02, -0.6), (0.6, -0.6), (0.6, 0.9), (0.02, 0.9))


class _Face:
    """A face as a place to paint on: x to its own right of the picture, y down, in faces from its middle."""

    def __init__(self, landmarks_xy: npt.NDArray[np.floating]) -> None:
        points = np.asarray(landmarks_xy, np.float64)
        self.points, self.size = points, face_size(points)
        eyes = points[1] - points[0]
        self.across = eyes / np.hypot(*eyes)
        self.down = np.array([-self.across[1], self.across[0]])
        self.middle = (points[:2].mean(axis=0) + points[3:].mean(axis=0)) / 2
        self.roll = math.degrees(math.atan2(self.across[1], self.across[0]))

    def at(self, x: float, y: float) -> Points:
        """A place on it, pixels (2,)."""
        return np.asarray(self.middle + self.across * x * self.size + self.down * y * self.size)

    def skin(self, image: Image) -> Colour:
        """The colour of the forehead."""
        x, y = (int(v) for v in self.at(0.0, -0.5))
        height, width = image.shape[:2]
        blue, green, red = image[min(max(y, 0), height - 1), min(max(x, 0), width - 1)]
        return int(blue), int(green), int(red)

    def polygon(self, image: Image, corners: Sequence[tuple[float, float]], colour: Colour) -> Image:
        """The picture with a shape of one colour, and an edge that is a little darker."""
        painted = image.copy()
        points = np.array([self.at(x, y) for x, y in corners]).astype(np.int32)
        cv2.fillPoly(painted, [points], colour)
        edge = [round(value * 0.8) for value in colour]
        cv2.polylines(painted, [points], True, edge, max(1, int(self.size / 60)))
        return painted

    def ellipse(self, image: Image, middle: Points, wide: float, high: float, colour: Colour) -> None:
        """Paint an ellipse; wide, high: in faces."""
        size_wh = (wide * self.size, high * self.size)
        cv2.ellipse(image, ((middle[0], middle[1]), size_wh, self.roll), colour, -1)


def _white_mask(image: Image, face: _Face) -> Image:
    return face.polygon(image, _MASK, (225, 225, 220))


def _black_mask(image: Image, face: _Face) -> Image:
    return face.polygon(image, _MASK, (25, 25, 25))


def _sunglasses(image: Image, face: _Face) -> Image:
    painted = image.copy()
    for eye in face.points[:2]:
        face.ellipse(painted, eye + face.down * 0.02 * face.size, 0.45, 0.31, (15, 15, 15))
    left, right = ([int(v) for v in eye] for eye in face.points[:2])
    cv2.line(painted, left, right, (15, 15, 15), max(2, int(face.size * 0.06)))
    return painted


def _hand(image: Image, face: _Face) -> Image:
    painted = image.copy()
    skin = face.skin(image)
    face.ellipse(painted, face.at(0.05, 0.33), 0.95, 0.5, skin)
    gap = [round(value * 0.7) for value in skin]
    for finger in range(4):
        first, last = ([int(v) for v in face.at(x, 0.13 + 0.12 * finger)] for x in (-0.45, 0.45))
        cv2.line(painted, first, last, gap, max(1, int(face.size * 0.015)))
    return painted


def _half(image: Image, face: _Face) -> Image:
    return face.polygon(image, _HALF, face.skin(image))


def _phone(image: Image, face: _Face) -> Image:
    return face.polygon(image, _PHONE, (22, 20, 20))


_PAINTED: dict[str, Callable[[Image, _Face], Image]] = {
    "white mask": _white_mask,
    "black mask": _black_mask,
    "sunglasses": _sunglasses,
    "hand before the mouth": _hand,
    "half of the face": _half,
    "phone before a half": _phone,
}
OCCLUDERS = tuple(_PAINTED)


def covered(image: Image, landmarks_xy: npt.NDArray[np.floating], occluder: str) -> Image:
    """The picture with the face of these landmarks (5, 2) covered by one of OCCLUDERS."""
    return _PAINTED[occluder](image, _Face(landmarks_xy))
