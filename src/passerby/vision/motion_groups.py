"""Takes a silhouette that is too large for one person apart into people."""

from collections.abc import Callable, Iterator

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes
from passerby.vision.motion_background import Mask
from passerby.vision.motion_shapes import WIDTH

Height = Callable[[float], float]
Sums = npt.NDArray[np.int32]
Places = npt.NDArray[np.float32]
Found = tuple[list[float], float]

_MOST = 16
_LEAST_FILLED = 0.35
"""The part of a person's box that must be foreground."""
_LEAST_NEW, _LEAST_NEW_FOLLOWED = 0.2, 0.1
"""And be foreground that nobody else has been given: somebody may stand half behind somebody else."""

_LEAST_BODY = 0.5
_BODY = (0.25, 0.05, 0.75, 0.6)
"""Head and trunk within a person's box. Two people who walk abreast leave a gap there, seen from between."""
_ABOVE = (0.25, -0.2, 0.75, -0.03)
"""Where nothing may be if the box begins with a head."""


def split(mask: Mask, region: list[float], height: Height, hints_xyxy: Boxes) -> Iterator[Found]:
    """The people in one region of the mask: boxes, and how well each is filled by foreground, 0..1.

    First those who were followed to here, nearest first, each moved to where the silhouette fits best; then
    greedily whoever covers most of what is left.
    """
    left, top, right, bottom = (int(side) for side in region)
    rest = (mask[top:bottom, left:right] > 0).astype(np.uint8)
    everyone = _sums(rest)
    shift = np.array([left, top, left, top], np.float32)
    for hint in hints_xyxy[np.argsort(-hints_xyxy[:, 3], kind="stable")]:
        yield from _take(rest, everyone, _around(hint - shift), _LEAST_NEW_FOLLOWED, shift)
    places = _everywhere(rest.shape, lambda y: height(y + top))
    for _ in range(_MOST):
        found = list(_take(rest, everyone, places, _LEAST_NEW, shift))
        if not found:
            return
        yield from found


def _take(rest: Mask, everyone: Sums, places: Places, least_new: float, shift: Places) -> Iterator[Found]:
    """The best of the places, if it is good enough; its foreground in `rest` is then spoken for."""
    if not len(places):
        return
    new = _filled(_sums(rest), places)
    filled = _filled(everyone, places)
    body = _filled(everyone, _part(places, _BODY))
    above = _filled(everyone, _part(places, _ABOVE))
    good = (new >= least_new) & (filled >= _LEAST_FILLED) & (body >= _LEAST_BODY)
    if not good.any():
        return
    best = int(np.argmax(np.where(good, new + body - above / 2, -np.inf)))
    box = places[best]
    cut = np.maximum(box, 0).astype(int)
    rest[cut[1] : cut[3], cut[0] : cut[2]] = 0
    yield (box + shift).tolist(), float(min(filled[best] / 0.6, 1.0))


def _sums(mask: Mask) -> Sums:
    return np.asarray(cv2.integral(mask), np.int32)


def _around(box: Places) -> Places:
    """The box, moved by up to a sixth of its height to the sides and a twelfth up and down."""
    height = box[3] - box[1]
    dx, dy = np.meshgrid(np.linspace(-1 / 6, 1 / 6, 7) * height, np.linspace(-1 / 12, 1 / 12, 3) * height)
    shifts = np.stack([dx, dy, dx, dy], axis=-1).reshape(-1, 4)
    return np.asarray(box + shifts, np.float32)


def _everywhere(shape: tuple[int, ...], height: Height) -> Places:
    """Boxes of the expected size with feet on a grid over the region: (N, 4)."""
    rows, cols = shape[:2]
    places = []
    step = max(height(float(rows)) * 0.06, 1.0)
    for foot in np.arange(rows, 0.5 * height(float(rows)) - step, -step):
        tall = height(float(foot))
        half = WIDTH * tall / 2
        x = np.arange(min(half, cols / 2), max(cols - half, cols / 2) + 1, step)
        places.append(np.stack([x - half, 0 * x + foot - tall, x + half, 0 * x + foot], axis=1))
    return np.concatenate(places).astype(np.float32) if places else np.zeros((0, 4), np.float32)


def _part(places: Places, part: tuple[float, float, float, float]) -> Places:
    """A part of each place (N, 4), given as left, top, right, bottom in widths and heights of the place."""
    sides = np.tile(places[:, 2:] - places[:, :2], 2)
    return np.asarray(np.tile(places[:, :2], 2) + sides * np.array(part, np.float32), np.float32)


def _filled(sums: Sums, places: Places) -> npt.NDArray[np.float64]:
    """The part of each place that is foreground, (N,) 0..1; what is outside of the region is not."""
    rows, cols = sums.shape[0] - 1, sums.shape[1] - 1
    x = np.clip(places[:, [0, 2]].round().astype(int), 0, cols)
    y = np.clip(places[:, [1, 3]].round().astype(int), 0, rows)
    inside = sums[y[:, 1], x[:, 1]] - sums[y[:, 0], x[:, 1]] - sums[y[:, 1], x[:, 0]] + sums[y[:, 0], x[:, 0]]
    area = (places[:, 2] - places[:, 0]) * (places[:, 3] - places[:, 1])
    return np.asarray(inside / np.maximum(area, 1.0), np.float64)
