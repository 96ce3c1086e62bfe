"""The people followed at one moment. Lives in a crowd worker's memory, and ends there."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """The confirmed tracks of one frame: parallel arrays of length N.

    ids: (N,) int64, positive, random; an id dies with its track and means nothing anywhere else.
    boxes_xyxy: (N, 4) float32, pixels.
    observed: (N,) bool; False where the person is hidden just now and the box is a prediction.
    """

    captured_at: float
    ids: npt.NDArray[np.int64]
    boxes_xyxy: Boxes
    observed: npt.NDArray[np.bool_]

    def __post_init__(self) -> None:
        count = len(self.ids)
        if self.boxes_xyxy.shape != (count, 4) or self.observed.shape != (count,):
            raise ValueError(
                f"{count} ids need boxes_xyxy ({count}, 4) and observed ({count},); "
                f"got {self.boxes_xyxy.shape} and {self.observed.shape}"
            )

    @classmethod
    def empty(cls, captured_at: float) -> Self:
        """Nobody there."""
        return cls(captured_at, np.zeros(0, np.int64), np.zeros((0, 4), np.float32), np.zeros(0, np.bool_))

    def __len__(self) -> int:
        return len(self.ids)
