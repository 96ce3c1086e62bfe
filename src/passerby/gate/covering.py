"""Whether cloth or dark glasses cover a face, told by the colours of its parts.

A part is held against other parts of the same face, never against a colour that skin should have. So the
tone of the skin and the light of the room cancel out, and what is of the colour of this skin, such as the
person's own hand, goes unnoticed.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from passerby.gate.alignment import Five, aligned
from passerby.gate.face_geometry import MEAN_FACE
from passerby.shapes.frame import Image

Colour = npt.NDArray[np.float64]
"""(3,): the natural logarithms of red : green, of green : blue, and of the brightness."""

Part = tuple[float, float, float, float]
"""Left, top, right, bottom on the mean face, whose side is 1."""

_FACE_PX = 50
_MARGIN = 0.25
_SIDE = round((1 + 2 * _MARGIN) * _FACE_PX)
_REFERENCE = (MEAN_FACE + _MARGIN) * _FACE_PX

_FOREHEAD: Part = (0.30, -0.13, 0.70, 0.07)
_BRIDGE: Part = (0.42, 0.15, 0.56, 0.31)
_EYES: tuple[Part, Part] = ((0.07, 0.13, 0.39, 0.31), (0.59, 0.13, 0.91, 0.31))
_UNDER_EYES: tuple[Part, Part] = ((0.15, 0.37, 0.31, 0.49), (0.67, 0.37, 0.83, 0.49))
_NOSE: Part = (0.41, 0.43, 0.57, 0.59)
_MOUTH: Part = (0.33, 0.71, 0.65, 0.87)
_CHEEKS: tuple[Part, Part] = ((0.13, 0.57, 0.29, 0.75), (0.69, 0.57, 0.85, 0.75))

_DARK = 8.0
"""Added to all values of 0..255, whose ratios would otherwise be noise in dark pictures."""

_LEAST_SPREAD = 0.1
"""Noise and compression alone set the colours of parts of one cloth so far apart."""


@dataclass(frozen=True, slots=True)
class Covering:
    """How unlike one another the parts of a face are.

    cloth: how many times further nose, mouth and cheeks are in colour from the skin above them than from one
    another. Lips, beards and shadows set them apart from one another; a mask or a scarf makes them one. step:
    by how much they all are darker, or all lighter, than the skin above: natural logarithm. eyes: the
    brightness of what is lightest around the lighter eye, lids and skin, against that of the nose.
    """

    cloth: float
    step: float
    eyes: float


def covering(image: Image, landmarks_xy: Five) -> Covering:
    """How the parts of the face of these landmarks (5, 2) differ. Of use for faces that are not turned far.

    The skin above is that of forehead, bridge of the nose, and under the eyes, of which any one may be hidden
    by hair, by a frame, or by the mask itself: what counts is what two of the three agree on. Raises
    FaceError for landmarks that are not a face's.
    """
    face = aligned(image, landmarks_xy, _REFERENCE, _SIDE)
    try:
        above = (
            _colour(face, _FOREHEAD),
            _colour(face, _BRIDGE),
            (_colour(face, _UNDER_EYES[0]) + _colour(face, _UNDER_EYES[1])) / 2,
        )
        below = [_colour(face, part) for part in (_NOSE, _MOUTH, *_CHEEKS)]
        spread = max(float(np.linalg.norm((a - b)[:2])) for a, b in combinations(below, 2))
        apart = [_all_apart(np.array([part - skin for part in below])[:, :2]) for skin in above]
        steps = [_all_apart(np.array([part - skin for part in below])[:, 2:]) for skin in above]
        return Covering(
            cloth=_two_agree(apart) / max(spread, _LEAST_SPREAD),
            step=_two_agree(steps),
            eyes=max(_light(face, eye, 75) for eye in _EYES) / max(_light(face, _NOSE, 50), _DARK),
        )
    finally:
        face.fill(0)


def _two_agree(three: list[float]) -> float:
    return sorted(three)[1]


def _all_apart(differences: npt.NDArray[np.float64]) -> float:
    """How far, at the least, these (parts, dimensions) go the way that they go on average; below 0 for those
    that do not go one way.
    """
    way = differences.mean(axis=0)
    length = float(np.linalg.norm(way))
    return float((differences @ way).min()) / length if length else 0.0


def _colour(face: Image, part: Part) -> Colour:
    blue, green, red = np.median(_pixels(face, part), axis=0) + _DARK
    return np.log([red / green, green / blue, (red + green + blue) / 3])


def _light(face: Image, part: Part, percent: int) -> float:
    """The brightness that so many of a hundred pixels stay under, 0..255."""
    return float(np.percentile(_pixels(face, part).mean(axis=1), percent))


def _pixels(face: Image, part: Part) -> npt.NDArray[np.float64]:
    left, top, right, bottom = (round((edge + _MARGIN) * _FACE_PX) for edge in part)
    return face[top:bottom, left:right].reshape(-1, 3).astype(np.float64)
