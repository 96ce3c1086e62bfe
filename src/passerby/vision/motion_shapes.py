"""The proportions of a person on a picture, in their own heights, and what one look found."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes

WIDTH = 0.38
"""The width of a box around a walking person, arms and stride included."""

WIDEST = 0.65
"""A single person's silhouette, with stride, bag and a remaining shadow, is not wider."""

BROADEST = 0.45
"""Nor is the upper half of the body, arms not counted, broader."""

SLIMMEST = 0.2
"""And a person is at least this wide."""

TALLEST = 1.25
"""Nor taller than this many expected heights."""

PART = 0.6
"""A silhouette shorter than this many expected heights is only a part of a person."""

FILLED = 0.2
"""The area of a person's silhouette in squares of their height: half of a box of WIDTH."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What may be people on one foreground mask: parallel arrays of length N.

    boxes_xyxy: (N, 4) float32, pixels of the working picture.
    fit: (N,) float32, 0..1, how much size and silhouette are those of one person.
    whole: (N,) bool, True where the box was measured on a silhouette that stands alone, from head to foot.
    """

    boxes_xyxy: Boxes
    fit: npt.NDArray[np.float32]
    whole: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.boxes_xyxy)

    def where(self, keep: npt.NDArray[np.intp]) -> Self:
        """The candidates with the given indices (K,)."""
        return type(self)(self.boxes_xyxy[keep], self.fit[keep], self.whole[keep])
