"""From the picture to metres on the ground, by the plane homography through four points."""

import numpy as np
import numpy.typing as npt

from passerby.shapes import polygons
from passerby.shapes.boxes import Points
from passerby.shapes.scene import Calibration

NEAR_HORIZON = 0.1
"""Nothing is measured more than 1 / NEAR_HORIZON times as far away as the farthest calibrated corner."""


def _centred(points: Points) -> npt.NDArray[np.float64]:
    """The similarity (3, 3) that moves points to their middle, at a mean distance of √2 from it."""
    middle = points.mean(axis=0)
    scale = np.sqrt(2) / np.linalg.norm(points - middle, axis=1).mean()
    return np.array([[scale, 0, -scale * middle[0]], [0, scale, -scale * middle[1]], [0, 0, 1]])


def _with_ones(points: Points) -> Points:
    return np.concatenate([points, np.ones((len(points), 1))], axis=1)


def homography(source: Points, target: Points) -> npt.NDArray[np.float64]:
    """The (3, 3) matrix that takes each of four source points to its target, up to scale.

    The normalised direct linear transform: Hartley and Zisserman, Multiple View Geometry in Computer Vision,
    2nd edition, algorithm 4.2.
    """
    from_source, from_target = _centred(source), _centred(target)
    x = _with_ones(source) @ from_source.T
    u = _with_ones(target) @ from_target.T
    nothing = np.zeros_like(x)
    equations = np.concatenate(
        [
            np.concatenate([nothing, -x, u[:, 1:2] * x], axis=1),
            np.concatenate([x, nothing, -u[:, 0:1] * x], axis=1),
        ]
    )
    solution = np.linalg.svd(equations)[2][-1].reshape(3, 3)
    return np.asarray(np.linalg.inv(from_target) @ solution @ from_source)


class Ground:
    """The ground plane of one calibrated camera. A point at or behind its horizon has no place on it."""

    def __init__(self, calibration: Calibration) -> None:
        matrix = homography(calibration.picture, calibration.ground_m)
        depth = _with_ones(calibration.picture) @ matrix[2]
        # The third row grows from 0 at the horizon towards the camera; at the farthest corner it is 1:
        # all corners of a calibration lie on one side of the horizon.
        self._matrix = matrix / depth[np.abs(depth).argmin()]

    def place(self, on_picture: Points) -> Points:
        """Normalised picture points (N, 2) as metres on the ground (N, 2); NaN where there is no ground."""
        mapped = on_picture @ self._matrix[:, :2].T + self._matrix[:, 2]
        depth = np.where(mapped[:, 2:] > NEAR_HORIZON, mapped[:, 2:], np.nan)
        return np.asarray(mapped[:, :2] / depth)

    def velocity(self, on_picture: Points, velocities: Points) -> Points:
        """Velocities in picture widths and heights a second, at those points, as metres a second: (N, 2).

        The derivative of `place` along the velocity; NaN where there is no ground.
        """
        depth = on_picture @ self._matrix[2, :2] + self._matrix[2, 2]
        depth = np.where(depth > NEAR_HORIZON, depth, np.nan)[:, None]
        change = velocities @ self._matrix[:, :2].T
        return np.asarray((change[:, :2] - self.place(on_picture) * change[:, 2:]) / depth)

    def area_m2(self, polygon: Points) -> float | None:
        """The area on the ground of a polygon (K, 2) on the picture; None where it reaches the horizon."""
        corners = self.place(polygon)
        return None if np.isnan(corners).any() else polygons.area(corners)
