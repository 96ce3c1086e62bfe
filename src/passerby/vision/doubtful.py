"""Where a detector lately half saw somebody, whom no tracker follows and who may be missed in any frame."""

from collections import deque

import numpy as np

from passerby.shapes.boxes import Boxes
from passerby.shapes.detections import Detections

SURE_SCORE = 0.6
"""From here on a detection is followed as a track, which is remembered by the tracker."""

REMEMBERED_S = 5.0
"""Longer than a detector overlooks somebody whom it sees at all; shorter than a busy place stays covered."""

_EVERY_S = 0.2
_STEP_PX = 8


class DoubtfulPlaces:
    """The places of unsure detections of the last seconds, for keeping people out of a background."""

    def __init__(self, remembered_s: float = REMEMBERED_S) -> None:
        self._remembered_s = remembered_s
        self._seen: deque[tuple[float, Boxes]] = deque()

    def add(self, detections: Detections, captured_at: float) -> None:
        """Remember what one frame shows; about five frames a second are enough."""
        if self._seen and 0 <= captured_at - self._seen[-1][0] < _EVERY_S:
            return
        doubtful = detections.boxes_xyxy[detections.scores < SURE_SCORE]
        # Spread to a coarse grid: of somebody who stands still one box is kept, not one a frame.
        corners = [np.floor(doubtful[:, :2] / _STEP_PX), np.ceil(doubtful[:, 2:] / _STEP_PX)]
        self._seen.append((captured_at, np.unique(np.concatenate(corners, axis=1), axis=0) * _STEP_PX))
        while not 0 <= captured_at - self._seen[0][0] <= self._remembered_s:
            self._seen.popleft()

    def boxes(self) -> Boxes:
        """The places (N, 4) in pixels, each once."""
        empty = np.zeros((0, 4), np.float32)
        return np.unique(np.concatenate([empty, *(boxes for _, boxes in self._seen)]), axis=0).astype(
            np.float32
        )
