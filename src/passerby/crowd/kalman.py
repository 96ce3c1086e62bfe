"""How boxes move: one constant-velocity Kalman filter per coordinate, for all tracks at once.

A box is filtered as (middle x, top y, width, height). The four coordinates are taken as independent, which
makes every covariance a symmetric 2×2 matrix kept as three numbers and every step plain array arithmetic.
The top is filtered, not the foot: in a crowd it is the legs that are hidden. All noise is given in box
heights, so that near and far people and small and large pictures are treated alike, and per second, so that
the frame rate does not matter (R. E. Kalman 1960; the noise model: Y. Bar-Shalom et al.
2001, section 6.2.2).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes

Array = npt.NDArray[np.float64]

ACCELERATION = np.array([0.7, 0.4, 0.08, 0.08])
"""Standard deviation of the acceleration of x, top, width, height in box heights/s²: a walker who turns or
stops changes by about 1 m/s in a second, which is 0.6 heights; downwards the view foreshortens it."""

MEASURED = np.array([0.06, 0.05, 0.08, 0.07])
"""Standard deviation of a sure detection's x, top, width, height in box heights."""

FIRST_SPEED = np.array([0.8, 0.5, 0.05, 0.05])
"""Standard deviation of a new track's unknown velocity in box heights/s: people walk at up to 1.4 m/s."""


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """The filtered state of N boxes, coordinate by coordinate.

    parts: (N, 5, 4), in one array so that choosing and joining tracks is one operation: per box its position
    in pixels, its velocity in pixels a second, and the variances of position, of both, and of velocity.
    """

    parts: Array

    def __len__(self) -> int:
        return len(self.parts)

    @property
    def position(self) -> Array:
        """(N, 4) pixels; a view, as are the others."""
        return self.parts[:, 0]

    @property
    def velocity(self) -> Array:
        """(N, 4) pixels a second."""
        return self.parts[:, 1]

    def where(self, keep: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Self:
        """The motions chosen by a boolean mask (N,) or by indices (K,)."""
        return type(self)(self.parts[keep])

    def boxes_xyxy(self) -> Boxes:
        """The boxes (N, 4) in pixels."""
        boxes = np.empty((len(self.parts), 4), np.float32)
        half = np.maximum(self.parts[:, 0, 2], 1) / 2
        boxes[:, 0] = self.parts[:, 0, 0] - half
        boxes[:, 1] = self.parts[:, 0, 1]
        boxes[:, 2] = self.parts[:, 0, 0] + half
        boxes[:, 3] = self.parts[:, 0, 1] + np.maximum(self.parts[:, 0, 3], 1)
        return boxes


def measure(boxes_xyxy: Boxes) -> Array:
    """Boxes as what is filtered: middle x, top y, width, height, (N, 4) float64 pixels."""
    measured = np.empty(boxes_xyxy.shape, np.float64)
    measured[:, 0] = (boxes_xyxy[:, 0] + boxes_xyxy[:, 2]) / 2
    measured[:, 1] = boxes_xyxy[:, 1]
    measured[:, 2:] = boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]
    return measured


def start(measured: Array) -> Motion:
    """New motions at the measured boxes (N, 4), standing still with an unknown velocity."""
    height = measured[:, 3:]
    parts = np.zeros((len(measured), 5, 4))
    parts[:, 0] = measured
    parts[:, 2] = (MEASURED * height) ** 2
    parts[:, 4] = (FIRST_SPEED * height) ** 2
    return Motion(parts)


def join(first: Motion, second: Motion) -> Motion:
    """Both sets of motions, the first before the second."""
    return Motion(np.concatenate([first.parts, second.parts]))


def predict(motion: Motion, seconds: float) -> Motion:
    """The motions after some seconds without a measurement."""
    position, velocity, pp, pv, vv = motion.parts.transpose(1, 0, 2)
    jerk = (ACCELERATION * np.maximum(position[:, 3:], 1)) ** 2
    after = np.empty_like(motion.parts)
    after[:, 0] = position + velocity * seconds
    after[:, 1] = velocity
    after[:, 2] = pp + 2 * seconds * pv + seconds**2 * vv + jerk * (seconds**3 / 3)
    after[:, 3] = pv + seconds * vv + jerk * (seconds**2 / 2)
    after[:, 4] = vv + jerk * seconds
    return Motion(after)


def measurement_variance(motion: Motion, looseness: float) -> Array:
    """Variance (N, 4) of measuring these boxes; `looseness` ≥ 1 widens it for unsure detections."""
    return np.asarray((MEASURED * looseness * np.maximum(motion.position[:, 3:], 1)) ** 2)


def innovation_variance(motion: Motion, looseness: float) -> Array:
    """Variance (N, 4) of the difference between what is predicted and what is measured."""
    return motion.parts[:, 2] + measurement_variance(motion, looseness)


def correct(motion: Motion, measured: Array, looseness: float) -> Motion:
    """The motions after measuring the boxes (N, 4) with some looseness."""
    position, velocity, pp, pv, vv = motion.parts.transpose(1, 0, 2)
    variance = innovation_variance(motion, looseness)
    gain_p, gain_v = pp / variance, pv / variance
    surprise = measured - position
    after = np.empty_like(motion.parts)
    after[:, 0] = position + gain_p * surprise
    after[:, 1] = velocity + gain_v * surprise
    after[:, 2] = (1 - gain_p) * pp
    after[:, 3] = (1 - gain_p) * pv
    after[:, 4] = vv - gain_v * pv
    return Motion(after)
