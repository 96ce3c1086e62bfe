"""Antialiased, translucent shapes on pictures. Every function paints into the picture it is given."""

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Points
from passerby.shapes.frame import Image

Colour = tuple[int, int, int]
"""Blue, green, red, each 0..255."""

Mask = npt.NDArray[np.uint8]
"""(height, width): how much of a pixel a shape covers, 0..255."""

_SHIFT = 4  # OpenCV takes fractions of a pixel as whole numbers of sixteenths


def blend(image: Image, mask: Mask, left: int, top: int, colour: Colour, opacity: float = 1.0) -> None:
    """Lay a colour over the picture where the mask, placed with its corner at (left, top), covers it."""
    x, y = max(0, -left), max(0, -top)
    seen = mask[y : image.shape[0] - top, x : image.shape[1] - left] if min(mask.shape) else mask
    if seen.size == 0 or left >= image.shape[1] or top >= image.shape[0]:
        return
    under = image[top + y : top + y + seen.shape[0], left + x : left + x + seen.shape[1]]
    cover = seen[..., None] * np.float32(opacity / 255)
    under[:] = (under + (np.array(colour, np.float32) - under) * cover + 0.5).astype(np.uint8)


def ellipse(
    image: Image,
    centre: tuple[float, float],
    radii: tuple[float, float],
    colour: Colour,
    opacity: float = 1.0,
) -> None:
    """Fill an upright ellipse; centre and radii in pixels."""
    left, top = int(centre[0] - radii[0]) - 2, int(centre[1] - radii[1]) - 2
    right, bottom = int(centre[0] + radii[0]) + 3, int(centre[1] + radii[1]) + 3
    left, top = max(left, 0), max(top, 0)
    right, bottom = min(right, image.shape[1]), min(bottom, image.shape[0])
    if right <= left or bottom <= top:
        return
    mask = np.zeros((bottom - top, right - left), np.uint8)
    middle = _fixed(centre[0] - left), _fixed(centre[1] - top)
    cv2.ellipse(mask, middle, (_fixed(radii[0]), _fixed(radii[1])), 0, 0, 360, 255, -1, cv2.LINE_AA, _SHIFT)
    blend(image, mask, left, top, colour, opacity)


def polygon(image: Image, corners: Points, colour: Colour, opacity: float) -> None:
    """Fill a polygon (K, 2), in pixels."""
    left, top = np.maximum(corners.min(axis=0).astype(int) - 1, 0)
    right, bottom = corners.max(axis=0).astype(int) + 2
    under = image[top:bottom, left:right]
    if under.size:
        filled = under.copy()
        cv2.fillPoly(filled, [_fixed_points(corners - (left, top))], colour, cv2.LINE_AA, _SHIFT)
        cv2.addWeighted(filled, opacity, under, 1 - opacity, 0, dst=under)


def dashed_outline(
    image: Image, corners: Points, colour: Colour, width: float, dash: tuple[float, float]
) -> None:
    """Draw a polygon's (K, 2) edge as dashes; dash: lengths of stroke and gap, in pixels."""
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        length = float(np.hypot(*(end - start)))
        for at in np.arange(0, length, sum(dash)):
            until = min(at + dash[0], length)
            line(
                image,
                start + (end - start) * (at / length),
                start + (end - start) * (until / length),
                colour,
                width,
            )


def line(image: Image, start: Points, end: Points, colour: Colour, width: float) -> None:
    """Draw a straight line between two points (2,), in pixels."""
    ends = [tuple(point) for point in _fixed_points(np.stack([start, end])).tolist()]
    cv2.line(image, ends[0], ends[1], colour, max(1, round(width)), cv2.LINE_AA, _SHIFT)


def triangle(image: Image, corners: Points, colour: Colour) -> None:
    """Fill a triangle (3, 2), in pixels."""
    cv2.fillConvexPoly(image, _fixed_points(corners), colour, cv2.LINE_AA, _SHIFT)


def rounded(size_wh: tuple[int, int], radius: int) -> Mask:
    """A rectangle with round corners, drawn at four times its size and reduced."""
    width, height = (4 * side for side in size_wh)
    reach = min(4 * radius, width // 2, height // 2)
    large = np.zeros((height, width), np.uint8)
    cv2.rectangle(large, (reach, 0), (width - reach - 1, height - 1), 255, -1)
    cv2.rectangle(large, (0, reach), (width - 1, height - reach - 1), 255, -1)
    for x in (reach, width - reach - 1):
        for y in (reach, height - reach - 1):
            cv2.circle(large, (x, y), reach, 255, -1)
    return np.asarray(cv2.resize(large, size_wh, interpolation=cv2.INTER_AREA), np.uint8)


def _fixed(value: float) -> int:
    return round(value * (1 << _SHIFT))


def _fixed_points(points: Points) -> npt.NDArray[np.int32]:
    return np.round(points * (1 << _SHIFT)).astype(np.int32)
