"""How a camera is set up: where it stands, where it looks, and with what lens."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footage.studio.truth.pinhole import Pinhole

SENSOR_WIDTH_MM = 36.0

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Camera:
    """position_m, target_m: where it stands and looks, scene axes (x right, y away, z up). focal_mm: for a
    sensor 36 mm wide. width, height: of the picture, pixels.
    """

    position_m: tuple[float, float, float]
    target_m: tuple[float, float, float]
    focal_mm: float
    width: int
    height: int

    @property
    def focal_px(self) -> float:
        """The focal length in pixels."""
        return self.focal_mm / SENSOR_WIDTH_MM * self.width

    @property
    def rotation(self) -> Points:
        """(3, 3): rows are the camera's right, up and backward directions in the scene."""
        backward = np.subtract(self.position_m, self.target_m)
        backward = backward / np.linalg.norm(backward)
        right = np.cross((0.0, 0.0, 1.0), backward)
        right /= np.linalg.norm(right)
        return np.stack([right, np.cross(backward, right), backward])

    @property
    def pinhole(self) -> Pinhole:
        """What projects the scene's points onto the picture."""
        return Pinhole(self.focal_px, np.array(self.position_m), self.rotation, self.width, self.height)
