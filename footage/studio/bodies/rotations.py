"""Rotation matrices about the body's axes, from degrees."""

import math

import numpy as np
from numpy.typing import NDArray

Rotation = NDArray[np.float64]
"""(3, 3), to be multiplied with column vectors."""


def about_x(degrees: float) -> Rotation:
    """Positive bends forward: the upper end of an upright limb goes to the front."""
    c, s = _cos_sin(degrees)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def about_y(degrees: float) -> Rotation:
    """Positive turns to the body's left."""
    c, s = _cos_sin(degrees)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def about_z(degrees: float) -> Rotation:
    """Positive tilts the upper end of an upright limb to the body's right."""
    c, s = _cos_sin(degrees)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def _cos_sin(degrees: float) -> tuple[float, float]:
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
