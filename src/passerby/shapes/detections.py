"""What a detector saw in one frame."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Detections:
    """The people (or faces) seen in one frame: parallel arrays of length N.

    boxes_xyxy: (N, 4) float32, pixels: left, top, right, bottom.
    scores: (N,) float32, 0..1, the detector's own certainty.
    """

    boxes_xyxy: Boxes
    scores: Scores

    def __post_init__(self) -> None:
        if self.boxes_xyxy.ndim != 2 or self.boxes_xyxy.shape[1] != 4:
            raise ValueError(f"boxes_xyxy must be (N, 4); got {self.boxes_xyxy.shape}")
        if self.scores.shape != (len(self.boxes_xyxy),):
            raise ValueError(f"scores must be ({len(self.boxes_xyxy)},); got {self.scores.shape}")

    @classmethod
    def empty(cls) -> Self:
        """Nobody seen."""
        return cls(np.zeros((0, 4), np.float32), np.zeros(0, np.float32))

    def __len__(self) -> int:
        return len(self.boxes_xyxy)

    def where(self, keep: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Self:
        """The detections chosen by a boolean mask (N,) or by indices (K,)."""
        return type(self)(self.boxes_xyxy[keep], self.scores[keep])
