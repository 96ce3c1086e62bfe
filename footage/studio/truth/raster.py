"""Silhouettes and depths of meshes in software: which share of a person can be seen, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Depths = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

NEAREST_M = 0.02
"""A triangle with a corner nearer than this, or behind the camera, is not drawn."""
MAX_SPANS = 2_000_000
"""Rows of triangles worked on at once; bounds the memory that a very large mesh takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """The depths of one thing drawn alone, in pixels that may lie beyond the picture.

    left, top: the pixel of the picture on which the patch's first pixel lies, may be negative.
    depths_m: (rows, columns) float32, infinite where nothing is.
    """

    left: int
    top: int
    depths_m: Depths

    def pixels(self) -> int:
        """How many pixels the thing covers."""
        return int(np.isfinite(self.depths_m).sum())

    def on_picture(self, width: int, height: int) -> Depths:
        """The depths on a picture of that size, (height, width), infinite where nothing is."""
        picture = np.full((height, width), np.inf, np.float32)
        rows, columns = self.depths_m.shape
        top, bottom = max(self.top, 0), min(self.top + rows, height)
        left, right = max(self.left, 0), min(self.left + columns, width)
        if top < bottom and left < right:
            picture[top:bottom, left:right] = self.depths_m[
                top - self.top : bottom - self.top, left - self.left : right - self.left
            ]
        return picture


@dataclass(frozen=True, slots=True, eq=False)
class _Spans:
    """Rows of pixels within triangles: which triangle, which row, from which column, how many. (S,) each."""

    triangles: Integers
    rows: Integers
    firsts: Integers
    counts: Integers


def triangles_from_quads(quads: Integers) -> Integers:
    """Two triangles (2Q, 3) for each quad (Q, 4), split along its first and third corner."""
    return np.concatenate((quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]))


def draw_depth(
    pixels_xy: Floats, depths_m: Floats, triangles: Integers, width: int, height: int, reach: int = 2_000
) -> Patch:
    """Draw a mesh by itself and return how near it is at each pixel.

    pixels_xy: (V, 2), depths_m: (V,), its projected vertices. triangles: (T, 3), indices of vertices, either
    way round. width, height: the picture. A pixel belongs to a triangle that holds its middle; between the
    corners 1/depth is linear, as a pinhole projects planes. What lies more than `reach` pixels beyond the
    picture is not drawn.
    """
    corners = pixels_xy[triangles]
    near = depths_m[triangles]
    kept = (near > NEAREST_M).all(axis=1) & np.isfinite(corners).all(axis=(1, 2))
    corners, near = corners[kept], near[kept]
    limits = np.array([[-reach, -reach], [width + reach, height + reach]], np.float64)
    low, high = _extent(corners, limits)
    shape = (int(high[1] - low[1]), int(high[0] - low[0]))
    nearness = np.zeros(shape[0] * shape[1])
    if nearness.size:
        local = corners - low
        for start in range(0, len(local), chunk := max(1, MAX_SPANS // shape[0])):
            part = slice(start, start + chunk)
            _draw(local[part], 1 / near[part], shape, nearness)
    with np.errstate(divide="ignore"):
        depths = (1 / nearness).astype(np.float32).reshape(shape)
    return Patch(int(low[0]), int(low[1]), depths)


def _extent(corners: Floats, limits: Floats) -> tuple[Floats, Floats]:
    """The first pixel (x, y) that the triangles may touch, and the one after the last."""
    if not len(corners):
        return np.zeros(2), np.zeros(2)
    points = corners.reshape(-1, 2)
    low = np.clip(np.floor(points.min(axis=0)), *limits)
    high = np.clip(np.ceil(points.max(axis=0)), *limits)
    return low, high


def _draw(corners: Floats, nearness: Floats, shape: tuple[int, int], picture: Floats) -> None:
    """Draw triangles (T, 3, 2) with 1/depth (T, 3) over the flat picture, the nearest on top."""
    spans = _spans(corners, shape)
    which = np.repeat(np.arange(len(spans.counts)), spans.counts)
    column = spans.firsts[which] + np.arange(len(which)) - _starts(spans.counts)[which]
    rise, across, down = _planes(corners, nearness)
    triangle, row = spans.triangles[which], spans.rows[which]
    value = rise[triangle] + across[triangle] * (column + 0.5) + down[triangle] * (row + 0.5)
    np.maximum.at(picture, row * shape[1] + column, value)


def _starts(counts: Integers) -> Integers:
    return np.cumsum(counts) - counts


def _spans(corners: Floats, shape: tuple[int, int]) -> _Spans:
    """The pixels whose middles lie in the triangles (T, 3, 2), row by row, within the picture's shape."""
    first = _first_middle(corners[:, :, 1].min(axis=1), shape[0])
    count = _first_middle(corners[:, :, 1].max(axis=1), shape[0]) - first
    triangle = np.repeat(np.arange(len(corners)), count)
    row = first[triangle] + np.arange(len(triangle)) - _starts(count)[triangle]
    left, right = _reach_of_rows(corners[triangle], row.astype(np.float64) + 0.5)
    start, stop = _first_middle(left, shape[1]), _first_middle(right, shape[1])
    filled = stop > start
    return _Spans(triangle[filled], row[filled], start[filled], (stop - start)[filled])


def _first_middle(position: Floats, count: int) -> Integers:
    """The first of `count` pixels whose middle is at the position or after it."""
    return np.clip(np.ceil(position - 0.5), 0, count).astype(np.int64)


def _reach_of_rows(corners: Floats, height: Floats) -> tuple[Floats, Floats]:
    """Where level lines at the heights (S,) enter and leave the triangles (S, 3, 2)."""
    left, right = np.full(len(corners), np.inf), np.full(len(corners), -np.inf)
    for start, end in ((0, 1), (1, 2), (2, 0)):
        a, b = corners[:, start], corners[:, end]
        fall = b[:, 1] - a[:, 1]
        meets = (
            (np.minimum(a[:, 1], b[:, 1]) <= height) & (height <= np.maximum(a[:, 1], b[:, 1])) & (fall != 0)
        )
        share = np.divide(height - a[:, 1], fall, out=np.zeros_like(fall), where=meets)
        at = a[:, 0] + share * (b[:, 0] - a[:, 0])
        left, right = (
            np.where(meets, np.minimum(left, at), left),
            np.where(meets, np.maximum(right, at), right),
        )
    return left, right


def _planes(corners: Floats, values: Floats) -> tuple[Floats, Floats, Floats]:
    """The planes c + a·x + b·y through the values (T, 3) at the corners (T, 3, 2): c, a, b, (T,) each.

    A triangle seen edge on has no plane; it is given its nearest corner's value throughout.
    """
    ab, ac = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    turn = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    flat = np.abs(turn) < 1e-9
    turn = np.where(flat, 1.0, turn)
    up, aside = values[:, 1] - values[:, 0], values[:, 2] - values[:, 0]
    across = np.where(flat, 0.0, (up * ac[:, 1] - aside * ab[:, 1]) / turn)
    down = np.where(flat, 0.0, (aside * ab[:, 0] - up * ac[:, 0]) / turn)
    rise = values[:, 0] - across * corners[:, 0, 0] - down * corners[:, 0, 1]
    return np.where(flat, values.max(axis=1), rise), across, down


def visibility(
    people: Sequence[Patch], scenery_m: npt.NDArray[np.floating], tolerance_m: float = 0.05
) -> Floats:
    """The share 0..1 of each person's silhouette that is seen, (P,); 0 for somebody who covers no pixel.

    scenery_m: (height, width), the depth of what stands about, infinite where nothing does. The silhouette
    is that of the person alone, also beyond the picture. Scenery hides what is more than `tolerance_m`
    behind it, so that soles which sink into the floor stay seen.
    """
    height, width = scenery_m.shape
    nearest = np.full((height, width), np.inf, np.float32)
    owner = np.full((height, width), -1)
    for number, person in enumerate(people):
        depths = person.on_picture(width, height)
        owner[depths < nearest] = number
        nearest = np.minimum(nearest, depths)
    shown = owner[(owner >= 0) & (nearest <= scenery_m + tolerance_m)]
    counts = np.bincount(shown, minlength=len(people))
    whole = np.array([person.pixels() for person in people], np.float64)
    return np.divide(counts, whole, out=np.zeros(len(people)), where=whole > 0)
