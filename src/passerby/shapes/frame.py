"""One picture of a camera, and when it was taken."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a camera.

    image: (height, width, 3) uint8, blue-green-red. Left out of `repr`: a picture is never printed.
    captured_at: seconds since 1970-01-01 UTC, from the frame's own timestamp; grows from frame to frame.
    sequence: how many frames this camera gave before this one.
    """

    image: Image = field(repr=False)
    captured_at: float
    sequence: int

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            raise ValueError(
                f"a frame's image must be (height, width, 3) uint8; got {self.image.shape} {self.image.dtype}"
            )

    @property
    def size_wh(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.shape[1], self.image.shape[0]
