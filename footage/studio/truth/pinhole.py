"""The camera of a clip: a pinhole with square pixels, whose middle looks straight ahead."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Pinhole:
    """Where a camera stands and what it sees.

    focal_px: focal length in pixels. position_m: (3,). rotation: (3, 3), its rows are the directions of the
    camera's right, up and backward in the scene. width, height: the picture's, in pixels.
    """

    focal_px: float
    position_m: Floats
    rotation: Floats
    width: int
    height: int

    def project(self, points_m: Floats) -> tuple[Floats, Floats]:
        """Points of the scene (N, 3) on the picture, (N, 2) pixels, and their depths (N,) in metres.

        Depth is along the viewing axis; where it is 0 or less the point is behind the camera, and its pixel
        is NaN.
        """
        seen = (points_m - self.position_m) @ self.rotation.T
        depths = -seen[:, 2]
        ahead = np.where(depths > 0, depths, np.nan)
        across = self.width / 2 + self.focal_px * seen[:, 0] / ahead
        down = self.height / 2 - self.focal_px * seen[:, 1] / ahead
        return np.stack((across, down), axis=1), depths
