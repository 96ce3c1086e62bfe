"""What the studio calls a picture, and the one check that every function taking one makes."""

import numpy as np
from numpy.typing import NDArray

from footage.studio.errors import PictureError

Picture = NDArray[np.uint8]
"""RGB, (height, width, 3), 0..255."""

SMALLEST_SIDE = 64


def check_picture(picture: Picture) -> None:
    """Raise PictureError unless this is an RGB picture of 8 bits with sides of 64 pixels or more."""
    shape, kind = picture.shape, picture.dtype
    if kind != np.uint8 or len(shape) != 3 or shape[2] != 3:
        raise PictureError(
            f"wanted an RGB picture, (height, width, 3) of uint8; found {shape} of {kind}; convert it first"
        )
    if min(shape[:2]) < SMALLEST_SIDE:
        raise PictureError(
            f"wanted a picture with sides of {SMALLEST_SIDE} pixels or more; found {shape[1]}×{shape[0]}; "
            "render it larger"
        )
