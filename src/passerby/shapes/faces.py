"""The faces seen in one picture, and where their eyes, noses and mouths are."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes
from passerby.shapes.detections import Scores

LANDMARKS = 5

Landmarks = npt.NDArray[np.float32]
"""(N, 5, 2) float32, pixels: the eye on the left of the picture, the eye on its right, the tip of the nose,
the corner of the mouth on the left of the picture, the corner on its right. May lie outside the picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The faces of one picture: parallel arrays of length N.

    boxes_xyxy: (N, 4) float32, pixels: left, top, right, bottom. scores: (N,) float32, 0..1, the detector's
    own certainty. landmarks_xy: (N, 5, 2), see Landmarks; finite.
    """

    boxes_xyxy: Boxes
    scores: Scores
    landmarks_xy: Landmarks

    def __post_init__(self) -> None:
        count = len(self.boxes_xyxy)
        if self.boxes_xyxy.ndim != 2 or self.boxes_xyxy.shape[1] != 4:
            raise ValueError(f"boxes_xyxy must be (N, 4); got {self.boxes_xyxy.shape}")
        if self.scores.shape != (count,) or self.landmarks_xy.shape != (count, LANDMARKS, 2):
            raise ValueError(
                f"{count} boxes need scores ({count},) and landmarks_xy ({count}, {LANDMARKS}, 2); "
                f"got {self.scores.shape} and {self.landmarks_xy.shape}"
            )
        if not (np.isfinite(self.boxes_xyxy).all() and np.isfinite(self.landmarks_xy).all()):
            raise ValueError("boxes and landmarks of faces must be finite; leave out a face without them")

    @classmethod
    def empty(cls) -> Self:
        """No face seen."""
        return cls(
            np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros((0, LANDMARKS, 2), np.float32)
        )

    def __len__(self) -> int:
        return len(self.boxes_xyxy)

    def where(self, keep: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Self:
        """The faces chosen by a boolean mask (N,) or by indices (K,)."""
        return type(self)(self.boxes_xyxy[keep], self.scores[keep], self.landmarks_xy[keep])
