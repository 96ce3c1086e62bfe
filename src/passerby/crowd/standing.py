"""Where the people of one frame stand, in the two measures that the figures are taken in."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from passerby.shapes import boxes
from passerby.shapes.boxes import Points
from passerby.shapes.tracks import Tracks

_LAST_INSIDE = np.nextafter(1.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where the N people of one frame stand: parallel arrays.

    aspect: the picture's width over its height.
    on_picture: (N, 2) foot points as parts of the picture's width and height, held to 0 ≤ x, y < 1: who is
    cut off by the lower edge of the picture still stands in a zone that reaches down to it.
    level: (N, 2) foot points in picture heights, not held to the picture. One unit is as long across as it is
    down, so lengths and angles are true, and stays the same when a stream changes its resolution.
    heights: (N,) how tall the boxes are, in picture heights; never 0.
    observed: (N,) bool, False where the person is hidden and the place is a guess.
    """

    aspect: float
    on_picture: Points
    level: Points
    heights: npt.NDArray[np.float64]
    observed: npt.NDArray[np.bool_]


def stand(tracks: Tracks, size_wh: tuple[int, int]) -> Standing:
    """Measure the tracks of a frame of `size_wh` pixels."""
    width, height = size_wh
    level = boxes.foot_points(tracks.boxes_xyxy) / height
    aspect = width / height
    tall = (tracks.boxes_xyxy[:, 3] - tracks.boxes_xyxy[:, 1]).astype(np.float64) / height
    return Standing(
        aspect=aspect,
        on_picture=np.clip(level / (aspect, 1.0), 0.0, _LAST_INSIDE),
        level=level,
        heights=np.maximum(tall, 1.0 / height),
        observed=tracks.observed,
    )
