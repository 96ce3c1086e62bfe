"""From a foreground mask to boxes that may hold one person each."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes import boxes as box_functions
from passerby.shapes.boxes import Boxes
from passerby.vision import motion_groups
from passerby.vision.motion_background import Mask
from passerby.vision.motion_height import HeightModel
from passerby.vision.motion_shapes import BROADEST, FILLED, PART, SLIMMEST, TALLEST, WIDEST, WIDTH, Candidates

_Found = tuple[list[float], float, bool]

_UPPER, _SOLID = 0.45, 0.25
_GAP = 0.2
_SAME = 0.6
_MOST_PEOPLE = 100
_MOST_PARTS = 150
_LEAST_HEIGHT = 0.03
"""Whoever is smaller than this part of the picture's height is too far away to be told from noise."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """Expected heights in pixels of a picture `rows` high."""

    model: HeightModel
    rows: int

    @property
    def known(self) -> bool:
        """Whether the scene has taught how tall people are."""
        return self.model.known

    def height(self, foot_y: float) -> float:
        """The height in pixels of a person whose feet are on this row."""
        return max(float(self.model.at(foot_y / self.rows)) * self.rows, 4.0)


@dataclass(frozen=True, slots=True)
class _Blob:
    left: float
    top: float
    right: float
    bottom: float
    area: float

    def with_(self, other: "_Blob") -> "_Blob":
        return _Blob(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
            self.area + other.area,
        )

    @property
    def box(self) -> list[float]:
        return [self.left, self.top, self.right, self.bottom]


def find(mask: Mask, ruler: Ruler, hints_xyxy: Boxes) -> Candidates:
    """The people that the mask may show. hints_xyxy: (M, 4), where people are expected from before."""
    found = [one for blob in _blobs(mask, ruler) for one in _people_of(blob, mask, ruler, hints_xyxy)]
    boxes = np.array([box for box, _, _ in found], np.float32).reshape(-1, 4)
    fit = np.array([fit for _, fit, _ in found], np.float32)
    whole = np.array([whole for _, _, whole in found], np.bool_)
    return Candidates(boxes, fit, whole).where(_not_twice(boxes, fit))


def _not_twice(boxes_xyxy: Boxes, fit: npt.NDArray[np.float32]) -> npt.NDArray[np.intp]:
    """The indices of the best-fitting boxes of which no two are the same person; at most _MOST_PEOPLE."""
    overlap = box_functions.iou(boxes_xyxy, boxes_xyxy)
    kept: list[int] = []
    for index in np.argsort(-fit, kind="stable"):
        if len(kept) < _MOST_PEOPLE and not (overlap[index, kept] > _SAME).any():
            kept.append(int(index))
    return np.array(sorted(kept), np.intp)


def _people_of(blob: _Blob, mask: Mask, ruler: Ruler, hints_xyxy: Boxes) -> Iterator[_Found]:
    """The people in one blob: box, fit, and whether the box was measured on a person who stands alone."""
    if not ruler.known:
        yield blob.box, _fit(blob, ruler), _is_whole(blob, ruler, mask.shape)
        return
    hints = _within(hints_xyxy, blob)
    trunk = _trunk(mask, blob)
    if len(hints) < 2 and _is_one(blob, trunk, ruler):
        whole = _is_whole(blob, ruler, mask.shape)
        if len(hints) == 1 and not whole:
            yield _completed(blob, hints[0]), _fit(blob, ruler), False
        else:
            yield _trimmed(blob, trunk, ruler), _fit(blob, ruler), whole
        return
    for box, filled in motion_groups.split(mask, blob.box, ruler.height, hints):
        yield box, filled, False


def _blobs(mask: Mask, ruler: Ruler) -> list[_Blob]:
    """Connected parts of the mask, put together where they may belong to one person; noise left out."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    stats = stats[1:][np.argsort(-stats[1:, cv2.CC_STAT_AREA], kind="stable")][:_MOST_PARTS]
    blobs: list[_Blob] = []
    for left, top, width, height, area in stats.astype(float).tolist():
        part = _Blob(left, top, left + width, top + height, area)
        for index, blob in enumerate(blobs):
            if _belong_together(blob, part, ruler):
                blobs[index] = blob.with_(part)
                break
        else:
            blobs.append(part)
    return [blob for blob in blobs if _is_big_enough(blob, ruler)]


def _belong_together(a: _Blob, b: _Blob, ruler: Ruler) -> bool:
    both = a.with_(b)
    height, width = both.bottom - both.top, both.right - both.left
    apart_x = max(a.left, b.left) - min(a.right, b.right)
    if not ruler.known:
        apart_y = max(a.top, b.top) - min(a.bottom, b.bottom)
        upright = SLIMMEST * height <= width <= WIDEST * height
        return apart_x <= 0 and apart_y <= _GAP * height and upright
    expected = ruler.height(both.bottom)
    upright = height <= 1.1 * expected and width <= max(WIDEST * expected, a.right - a.left)
    return apart_x <= 0.05 * expected and upright


def _is_big_enough(blob: _Blob, ruler: Ruler) -> bool:
    least = _LEAST_HEIGHT * ruler.rows
    expected = ruler.height(blob.bottom) if ruler.known else least
    tall = blob.bottom - blob.top >= max(0.3 * expected, least)
    return tall and blob.area >= 0.15 * FILLED * expected**2


def _trunk(mask: Mask, blob: _Blob) -> tuple[float, float]:
    """Left and right end of the blob's upper half, thin things such as stretched arms left out.

    Heads and shoulders stay narrow while legs stride, so this tells one person from two, and where one is.
    """
    left, top, right, bottom = (int(side) for side in blob.box)
    upper = mask[top : top + max(round((bottom - top) * _UPPER), 1), left:right] > 0
    solid = np.flatnonzero(upper.mean(axis=0) >= _SOLID)
    if not len(solid):
        return blob.left, blob.right
    return blob.left + float(solid[0]), blob.left + float(solid[-1]) + 1


def _is_one(blob: _Blob, trunk: tuple[float, float], ruler: Ruler) -> bool:
    height = ruler.height(blob.bottom)
    narrow = blob.right - blob.left <= WIDEST * height and trunk[1] - trunk[0] <= BROADEST * height
    return narrow and blob.bottom - blob.top <= TALLEST * height


def _trimmed(blob: _Blob, trunk: tuple[float, float], ruler: Ruler) -> list[float]:
    """The blob's box around the trunk, without what sticks out too far to be of the person."""
    height = ruler.height(blob.bottom)
    half = float(np.clip(blob.right - blob.left, 0.8 * WIDTH * height, 1.2 * WIDTH * height)) / 2
    centre = (trunk[0] + trunk[1]) / 2
    return [centre - half, blob.top, centre + half, blob.bottom]


def _completed(blob: _Blob, hint: npt.NDArray[np.float32]) -> list[float]:
    """Where somebody stands of whom only a part is seen: the box expected, moved to hold that part."""
    left, top, right, bottom = (float(side) for side in hint)
    dx = _into(blob.left, blob.right, left, right)
    dy = _into(blob.top, blob.bottom, top, bottom)
    return [left + dx, top + dy, right + dx, bottom + dy]


def _into(low: float, high: float, start: float, end: float) -> float:
    """The shortest way for start..end to hold low..high, or to lie within it when it is the shorter."""
    one, other = sorted((low - start, high - end))
    return float(np.clip(0.0, one, other))


def _is_whole(blob: _Blob, ruler: Ruler, shape: tuple[int, ...]) -> bool:
    """Whether the blob shows one person from head to foot, as far as its outline tells."""
    rows, cols = shape[:2]
    inside = blob.left > 1 and blob.top > 1 and blob.right < cols - 1 and blob.bottom < rows - 1
    upright = 1.6 <= (blob.bottom - blob.top) / (blob.right - blob.left) <= 4.5
    return (
        inside and upright and (not ruler.known or blob.bottom - blob.top >= PART * ruler.height(blob.bottom))
    )


def _fit(blob: _Blob, ruler: Ruler) -> float:
    """How much outline and filling are those of one person, 0..1."""
    width, height = blob.right - blob.left, blob.bottom - blob.top
    expected = ruler.height(blob.bottom) if ruler.known else height
    upright = np.exp(-((np.log(width / height / WIDTH) / 0.5) ** 2))
    tall = np.exp(-((np.log(height / expected) / 0.3) ** 2))
    filled = min(blob.area / (FILLED * height**2), 1.0)
    return float(upright * tall * filled)


def _within(hints_xyxy: Boxes, blob: _Blob) -> Boxes:
    x = (hints_xyxy[:, 0] + hints_xyxy[:, 2]) / 2
    y = (hints_xyxy[:, 1] + hints_xyxy[:, 3]) / 2
    inside: npt.NDArray[np.bool_] = (x > blob.left) & (x < blob.right) & (y > blob.top) & (y < blob.bottom)
    return hints_xyxy[inside]
