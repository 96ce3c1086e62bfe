"""Functions on polygons and directed lines. Points are (x, y) with y growing downwards, as on a picture."""

import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Points


def contains(polygon: Points, points: Points) -> npt.NDArray[np.bool_]:
    """Which of the points (N, 2) lie in the polygon (K, 2): the even-odd rule, (N,) bool.

    Left and upper edges belong to the polygon, right and lower ones do not, so that of two zones which share
    an edge exactly one holds a point on it.
    """
    start, end = polygon, np.roll(polygon, -1, axis=0)
    y = points[:, 1:2]
    spans = (start[:, 1] <= y) != (end[:, 1] <= y)
    rise = np.where(end[:, 1] == start[:, 1], 1.0, end[:, 1] - start[:, 1])
    crossing_x = start[:, 0] + (y - start[:, 1]) * (end[:, 0] - start[:, 0]) / rise
    beyond: npt.NDArray[np.bool_] = spans & (points[:, 0:1] < crossing_x)
    return np.asarray(beyond.sum(axis=1) % 2 == 1)


def area(polygon: Points) -> float:
    """The area of a simple polygon (K, 2), in the square of its unit (the shoelace formula)."""
    x, y = polygon[:, 0], polygon[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def _turn(a: Points, b: Points, c: Points) -> npt.NDArray[np.float64]:
    """Twice the signed area of the triangle a, b, c: positive when c is right of a→b on a picture."""
    ab, ac = b - a, c - a
    return np.asarray(ab[..., 0] * ac[..., 1] - ab[..., 1] * ac[..., 0])


def segments_cross(a: Points, b: Points, c: Points, d: Points) -> npt.NDArray[np.bool_]:
    """Whether the segments a→b and c→d properly cross (touching ends do not), elementwise."""
    apart_from_cd = _turn(c, d, a) * _turn(c, d, b) < 0
    apart_from_ab = _turn(a, b, c) * _turn(a, b, d) < 0
    return np.asarray(apart_from_cd & apart_from_ab)


def crosses_itself(polygon: Points) -> bool:
    """Whether two edges of the polygon (K, 2) cross each other."""
    start, end = polygon, np.roll(polygon, -1, axis=0)
    first, second = np.triu_indices(len(polygon), 1)
    return bool(segments_cross(start[first], end[first], start[second], end[second]).any())


def signed_distance(start: Points, end: Points, points: Points) -> npt.NDArray[np.float64]:
    """How far the points (N, 2) lie to the right (positive) or left of the line start→end, (N,)."""
    return _turn(start, end, points) / float(np.linalg.norm(end - start))


def position_along(start: Points, end: Points, points: Points) -> npt.NDArray[np.float64]:
    """Where the points' (N, 2) feet on the line start→end fall, (N,): 0 at start, 1 at end."""
    direction = end - start
    return np.asarray((points - start) @ direction / float(direction @ direction))
