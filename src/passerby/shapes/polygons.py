"""Functions on polygons and directed lines. Points are (x, y) with y growing downwards, as on a picture."""

import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Points


def contains(polygon: Points, points: Points) -> npt.NDArray[np.bool_]:
    """Which of the points (N, 2) lie in the polygon (K, 2): the even-odd rule, (N,) bool.

    Left and upper edges belong to the polygon, right and lower ones do not, so that of two zones which share
    an edge exactly one holds a point on it.
    """
    beyond = edges_right_of(polygon, np.roll(polygon, -1, axis=0), points)
    return np.asarray(beyond.sum(axis=1) % 2 == 1)


def edges_right_of(start: Points, end: Points, points: Points) -> npt.NDArray[np.bool_]:
    """Which edges start→end (E, 2) a ray from each point (N, 2) to the right meets, (N, E) bool."""
    y = points[:, 1:2]
    spans = (start[:, 1] <= y) != (end[:, 1] <= y)
    rise = np.where(end[:, 1] == start[:, 1], 1.0, end[:, 1] - start[:, 1])
    crossing_x = start[:, 0] + (y - start[:, 1]) * (end[:, 0] - start[:, 0]) / rise
    return np.asarray(spans & (points[:, 0:1] < crossing_x))


def signed_area(polygon: Points) -> npt.NDArray[np.float64]:
    """The area of simple polygons (..., K, 2), (...): the shoelace formula.

    Positive where the corners run clockwise on a picture, negative where they run the other way.
    """
    after = np.roll(polygon, -1, axis=-2)
    return np.asarray((polygon[..., 0] * after[..., 1] - polygon[..., 1] * after[..., 0]).sum(axis=-1) / 2)


def area(polygon: Points) -> float:
    """The area of a simple polygon (K, 2), in the square of its unit."""
    return abs(float(signed_area(polygon)))


def _turn(a: Points, b: Points, c: Points) -> npt.NDArray[np.float64]:
    """Twice the signed area of the triangle a, b, c: positive when c is right of a→b on a picture."""
    ab, ac = b - a, c - a
    return np.asarray(ab[..., 0] * ac[..., 1] - ab[..., 1] * ac[..., 0])


def _between(a: Points, b: Points, c: Points) -> npt.NDArray[np.bool_]:
    """Whether c, known to lie on the endless line through a and b, lies on the segment a→b."""
    return np.asarray(((a - c) * (b - c)).sum(axis=-1) <= 0)


def segments_meet(a: Points, b: Points, c: Points, d: Points) -> npt.NDArray[np.bool_]:
    """Whether the segments a→b and c→d share a point, be it only an end, elementwise."""
    a_side, b_side, c_side, d_side = _turn(c, d, a), _turn(c, d, b), _turn(a, b, c), _turn(a, b, d)
    across = (a_side * b_side < 0) & (c_side * d_side < 0)
    touching = (
        ((a_side == 0) & _between(c, d, a))
        | ((b_side == 0) & _between(c, d, b))
        | ((c_side == 0) & _between(a, b, c))
        | ((d_side == 0) & _between(a, b, d))
    )
    return np.asarray(across | touching)


def crosses_itself(polygon: Points) -> bool:
    """Whether two edges of the polygon (K, 2) cross, touch away from their shared corner, or fold back."""
    count = len(polygon)
    start, end = polygon, np.roll(polygon, -1, axis=0)
    first, second = np.triu_indices(count, 2)
    apart = ~((first == 0) & (second == count - 1))
    first, second = first[apart], second[apart]
    meets = segments_meet(start[first], end[first], start[second], end[second])
    after = np.roll(end, -1, axis=0)
    folds = (_turn(start, end, after) == 0) & (((start - end) * (after - end)).sum(axis=1) > 0)
    return bool(meets.any() or folds.any())


def signed_distance(start: Points, end: Points, points: Points) -> npt.NDArray[np.float64]:
    """How far the points lie to the right (positive) or left of the endless line start→end.

    One line (2,) with points (N, 2) gives (N,); lines (L, 2) with points (N, 1, 2) give (N, L).
    """
    return np.asarray(_turn(start, end, points) / np.linalg.norm(end - start, axis=-1))


def position_along(start: Points, end: Points, points: Points) -> npt.NDArray[np.float64]:
    """Where the points fall, at right angles, on the line start→end: 0 at start, 1 at end.

    Shapes as for `signed_distance`.
    """
    direction = end - start
    along = ((points - start) * direction).sum(axis=-1)
    return np.asarray(along / (direction * direction).sum(axis=-1))
