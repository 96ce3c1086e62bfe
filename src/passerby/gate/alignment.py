"""Brings a face into the place where a template network expects it."""

import math

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes.errors import FaceError
from passerby.shapes.faces import LANDMARKS
from passerby.shapes.frame import Image

Five = npt.NDArray[np.float32] | npt.NDArray[np.float64]
"""(5, 2) pixels, the landmarks of one face in the order of `shapes.faces.Landmarks`."""

Transform = npt.NDArray[np.float64]
"""(2, 3): a point (x, y) of the picture goes to T @ (x, y, 1)."""

_SMALLEST_SPREAD_PX = 0.5
# The landmarks of every face, seen from any side, lie roughly like the reference; of upright faces they agree
# with it to more than 0.8. Points that agree this little are swapped, mirrored or on one spot.
_LEAST_AGREEMENT = 0.25
_SUPPORT_PX = 2


def similarity(landmarks_xy: Five, reference_xy: Five) -> Transform:
    """The turn, scale and shift, without mirroring, that bring the landmarks closest to the reference.

    Least squares (S. Umeyama 1991, PAMI 13(4)), in the plane solved with complex numbers. Raises FaceError
    for landmarks that are not finite or do not lie like those of a face.
    """
    if landmarks_xy.shape != (LANDMARKS, 2) or not np.isfinite(landmarks_xy).all():
        raise FaceError(
            f"a face is aligned by {LANDMARKS} finite points; found {np.asarray(landmarks_xy).tolist()}: "
            "show the face once more"
        )
    source, target = _complex(landmarks_xy), _complex(reference_xy)
    source_mean, target_mean = source.mean(), target.mean()
    source, target = source - source_mean, target - target_mean
    spread = float(np.linalg.norm(source))
    shared = complex(np.vdot(source, target))
    if spread < _SMALLEST_SPREAD_PX or abs(shared) < _LEAST_AGREEMENT * spread * np.linalg.norm(target):
        raise FaceError(
            "the eyes, nose and mouth that were found do not lie like those of a face; show the face once "
            "more, from the front"
        )
    turn = shared / spread**2
    shift = complex(target_mean - turn * source_mean)
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


def aligned(image: Image, landmarks_xy: Five, reference_xy: Five, size_px: int) -> Image:
    """The face, turned upright and scaled: (size_px, size_px, 3) uint8, blue-green-red like the picture.

    reference_xy: where the landmarks are to lie in the result, pixels. What lies outside of the picture
    repeats its edge. Large faces are averaged, not sampled. Raises FaceError as `similarity` does.
    """
    transform = similarity(landmarks_xy, reference_xy)
    left, top, right, bottom = _seen_part(transform, size_px, image)
    part = image[top:bottom, left:right]
    shrunk = _shrunk(part, math.hypot(transform[0, 0], transform[1, 0]))
    to_part = np.array(
        [
            [part.shape[1] / shrunk.shape[1], 0, left],
            [0, part.shape[0] / shrunk.shape[0], top],
        ]
    )
    # OpenCV's coordinates are those of pixel centres, and a scale holds for those of pixel edges.
    to_part[:, 2] += 0.5 * np.diagonal(to_part) - 0.5
    whole = transform @ np.vstack([to_part, [0, 0, 1]])
    crop = cv2.warpAffine(
        shrunk, whole, (size_px, size_px), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    if shrunk is not part:
        shrunk.fill(0)
    return np.asarray(crop, np.uint8)


def _complex(points_xy: Five) -> npt.NDArray[np.complex128]:
    points = np.asarray(points_xy, np.float64)
    return points[:, 0] + 1j * points[:, 1]


def _seen_part(transform: Transform, size_px: int, image: Image) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the part of the picture that the result shows; at least a pixel of it."""
    corners = np.array([[0, 0], [size_px, 0], [0, size_px], [size_px, size_px]]) - transform[:, 2]
    shown = corners @ np.linalg.inv(transform[:, :2]).T
    limits = np.array([image.shape[1], image.shape[0]])
    low = np.clip(np.floor(shown.min(axis=0)) - _SUPPORT_PX, 0, limits - 1).astype(int)
    high = np.clip(np.ceil(shown.max(axis=0)) + _SUPPORT_PX, low + 1, limits).astype(int)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _shrunk(part: Image, scale: float) -> Image:
    """The part scaled down by area, as far as a whole number of its pixels goes into one of the result."""
    factor = math.floor(1 / scale)
    if factor < 2:
        return part
    size_wh = max(1, part.shape[1] // factor), max(1, part.shape[0] // factor)
    return np.asarray(cv2.resize(part, size_wh, interpolation=cv2.INTER_AREA), np.uint8)
