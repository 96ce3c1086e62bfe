"""Things painted over a face, where its landmarks are: a mask, sunglasses, a hand, half a face away."""

import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from passerby.gate.face_geometry import face_size
from passerby.shapes.frame import Image

Points = npt.NDArray[np.float64]
Values = npt.NDArray[np.float32]
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


def _soft(values: Values, sigma: float) -> Values:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)


def _over(image: Image, painted: npt.NDArray[np.floating], inside: Values) -> Image:
    """The picture with what is painted where inside is 1."""
    return np.asarray(np.clip(image * (1 - inside) + painted * inside, 0, 255), np.uint8)


def _cloth(
    image: Image, face: _Face, colour: Colour, folds: float = 0.08, other: Colour | None = None
) -> Image:
    """A mask of cloth in the light and shade of the face under it, with folds. other: of its checks."""
    height, width = image.shape[:2]
    inside = np.zeros((height, width), np.float32)
    cv2.fillPoly(inside, [np.array([face.at(x, y) for x, y in _MASK]).astype(np.int32)], 1.0)
    inside = _soft(inside, face.size / 80)
    brightness = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    shade = _soft(brightness, face.size * 0.15)
    shade /= max(float(shade[inside > 0.5].mean()), 1.0)
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    along = x * face.down[0] + y * face.down[1]
    shade *= (1 + folds * np.sin(along * 2 * np.pi * 7 / face.size)).astype(np.float32)
    cloth = np.full(image.shape, colour, np.float32)
    if other is not None:
        side = face.size / 10
        cloth[((x // side + y // side) % 2).astype(bool)] = other
    noise = np.random.default_rng(3).normal(0, 3, image.shape)
    return _over(image, cloth * shade[..., None] + noise, inside[..., None])


def _white_mask(image: Image, face: _Face) -> Image:
    return _cloth(image, face, (215, 215, 210))


def _blue_mask(image: Image, face: _Face) -> Image:
    return _cloth(image, face, (205, 170, 120))


def _black_mask(image: Image, face: _Face) -> Image:
    return _cloth(image, face, (28, 26, 26))


def _beige_scarf(image: Image, face: _Face) -> Image:
    return _cloth(image, face, (130, 160, 185), folds=0.2)


def _red_scarf(image: Image, face: _Face) -> Image:
    return _cloth(image, face, (45, 40, 150), folds=0.2)


def _checked_scarf(image: Image, face: _Face) -> Image:
    return _cloth(image, face, (60, 50, 140), other=(200, 200, 205))


def _glasses(image: Image, face: _Face, colour: Colour, sky: float) -> Image:
    """Dark glasses that let a tenth of the light through, and show a bright sky in their upper part."""
    lenses = np.zeros(image.shape, np.uint8)
    for eye in face.points[:2]:
        face.ellipse(lenses, eye + face.down * 0.02 * face.size, 0.45, 0.31, (255, 255, 255))
    left, right = ([int(v) for v in eye] for eye in face.points[:2])
    cv2.line(lenses, left, right, (255, 255, 255), max(2, int(face.size * 0.06)))
    inside = _soft((lenses / 255).astype(np.float32), face.size / 120)
    y = np.arange(image.shape[0])[:, None, None] - face.points[:2, 1].mean()
    seen = np.array(colour) + sky * np.clip(-y / (0.15 * face.size), 0, 1) + 0.1 * image
    return _over(image, seen, inside)


def _black_glasses(image: Image, face: _Face) -> Image:
    return _glasses(image, face, (12, 12, 12), sky=0)


def _brown_glasses(image: Image, face: _Face) -> Image:
    return _glasses(image, face, (15, 25, 40), sky=90)


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
    "blue mask": _blue_mask,
    "black mask": _black_mask,
    "beige scarf": _beige_scarf,
    "red scarf": _red_scarf,
    "checked scarf": _checked_scarf,
    "black sunglasses": _black_glasses,
    "brown sunglasses with the sky in them": _brown_glasses,
    "hand before the mouth": _hand,
    "half of the face": _half,
    "phone before a half": _phone,
}
OCCLUDERS = tuple(_PAINTED)


def covered(image: Image, landmarks_xy: npt.NDArray[np.floating], occluder: str) -> Image:
    """The picture with the face of these landmarks (5, 2) covered by one of OCCLUDERS."""
    return _PAINTED[occluder](image, _Face(landmarks_xy))
