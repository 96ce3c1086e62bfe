"""How boxes move: one constant-velocity Kalman filter per coordinate, for all tracks at once.

A box is filtered as (middle x, top y, width, height). The four coordinates are taken as independent, which
makes every covariance a symmetric 2×2 matrix kept as three numbers and every step plain array arithmetic.
The top is filtered, not the foot: in a crowd it is the legs that are hidden. All noise is given in box
heights, so that near and far people and small and large pictures are treated alike, and per second, so that
the frame rate does not matter (R. E. Kalman 1960; the noise model: Y. Bar-Shalom et al.
2001, section 6.2.2).
"""

from dataclasses import dataclass, fields
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
    """The filtered state of N boxes, coordinate by coordinate; every array is (N, 4).

    position, velocity: pixels and pixels a second. pp, pv, vv: variances of position, of both, of velocity.
    """

    position: Array
    velocity: Array
    pp: Array
    pv: Array
    vv: Array

    def __len__(self) -> int:
        return len(self.position)

    def where(self, keep: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Self:
        """The motions chosen by a boolean mask (N,) or by indices (K,)."""
        return type(self)(*(getattr(self, part.name)[keep] for part in fields(self)))

    def boxes_xyxy(self) -> Boxes:
        """The boxes (N, 4) in pixels."""
        x, top, width, height = np.maximum(self.position, [[-np.inf, -np.inf, 1, 1]]).T
        return np.stack([x - width / 2, top, x + width / 2, top + height], axis=1).astype(np.float32)


def measure(boxes_xyxy: Boxes) -> Array:
    """Boxes as what is filtered: middle x, top y, width, height, (N, 4) float64 pixels."""
    left, top, right, bottom = boxes_xyxy.astype(np.float64).T
    return np.stack([(left + right) / 2, top, right - left, bottom - top], axis=1)


def start(measured: Array) -> Motion:
    """New motions at the measured boxes (N, 4), standing still with an unknown velocity."""
    height = measured[:, 3:]
    zeros = np.zeros_like(measured)
    return Motion(measured, zeros, (MEASURED * height) ** 2, zeros, (FIRST_SPEED * height) ** 2)


def join(first: Motion, second: Motion) -> Motion:
    """Both sets of motions, the first before the second."""
    return Motion(
        *(np.concatenate([getattr(first, part.name), getattr(second, part.name)]) for part in fields(Motion))
    )


def predict(motion: Motion, seconds: float) -> Motion:
    """The motions after some seconds without a measurement."""
    height = np.maximum(motion.position[:, 3:], 1)
    jerk = (ACCELERATION * height) ** 2
    return Motion(
        motion.position + motion.velocity * seconds,
        motion.velocity,
        motion.pp + 2 * seconds * motion.pv + seconds**2 * motion.vv + jerk * seconds**3 / 3,
        motion.pv + seconds * motion.vv + jerk * seconds**2 / 2,
        motion.vv + jerk * seconds,
    )


def measurement_variance(motion: Motion, looseness: Array) -> Array:
    """Variance (N, 4) of measuring these boxes; `looseness` (N,) ≥ 1 widens it for unsure detections."""
    return np.asarray((MEASURED * np.maximum(motion.position[:, 3:], 1) * looseness[:, None]) ** 2)


def correct(motion: Motion, measured: Array, looseness: Array) -> Motion:
    """The motions after measuring the boxes (N, 4), each with its looseness (N,)."""
    noise = measurement_variance(motion, looseness)
    gain_p = motion.pp / (motion.pp + noise)
    gain_v = motion.pv / (motion.pp + noise)
    surprise = measured - motion.position
    return Motion(
        motion.position + gain_p * surprise,
        motion.velocity + gain_v * surprise,
        (1 - gain_p) * motion.pp,
        (1 - gain_p) * motion.pv,
        motion.vv - gain_v * motion.pv,
    )


def put(motion: Motion, rows: npt.NDArray[np.intp], values: Motion) -> None:
    """Write the values (K) into the motion's rows (K,), in place."""
    for part in fields(Motion):
        getattr(motion, part.name)[rows] = getattr(values, part.name)
