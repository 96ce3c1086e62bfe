"""Tells whether a scene changed since it was last analysed, so that a still one may be passed over."""

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes.frame import Frame, Image

MAX_SKIP_S = 2.0
"""However still a scene is, this many seconds after a frame was analysed the next one is looked at."""

_WIDTH = 384
_TILE = 5
_MIN_CHANGE = 6.0
# The mean of a tile of white noise has a fifth of its deviation, and the largest of 100,000 means lies below
# five deviations: a change this many deviations of one pixel high is not noise.
_NOISE_FACTOR = 1.5
_MAD_TO_DEVIATION = 1.4826


class MotionGate:
    """Compares each frame of one camera with the last that was analysed.

    Change is measured where it is, not on the average: a person far away is a few pixels. The picture is
    reduced to 384 columns, its difference averaged over tiles of 5 by 5 pixels, and the largest tile counts.
    A tile must differ by more than six grey levels, and by more than the scene's own noise, which is measured
    on the frame itself (the median absolute deviation). What all pixels share, as when a cloud passes, is
    subtracted first.

    Whoever analyses a frame says so with `remember`; frames that were dropped in between change nothing.
    """

    def __init__(self, max_skip_s: float = MAX_SKIP_S) -> None:
        self._max_skip_s = max_skip_s
        self._analysed: npt.NDArray[np.uint8] | None = None
        self._analysed_at = 0.0

    def is_still(self, frame: Frame) -> bool:
        """Whether nothing moved since the frame last remembered. False when it is too long ago to rely on."""
        since_s = frame.captured_at - self._analysed_at
        if self._analysed is None or not 0 <= since_s < self._max_skip_s:
            return False
        now = _small_grey(frame.image)
        return now.shape == self._analysed.shape and not _changed(self._analysed, now)

    def remember(self, frame: Frame) -> None:
        """Take this frame, which was analysed, as the one that later frames are compared with."""
        self._analysed = _small_grey(frame.image)
        self._analysed_at = frame.captured_at


def _changed(before: npt.NDArray[np.uint8], now: npt.NDArray[np.uint8]) -> bool:
    difference = cv2.subtract(now, before, dtype=cv2.CV_16S)
    sample = difference[::4, ::4]
    shared = float(np.median(sample))
    noise = _MAD_TO_DEVIATION * float(np.median(np.abs(sample - shared)))
    tiles = cv2.blur(difference, (_TILE, _TILE))
    least, most, _, _ = cv2.minMaxLoc(tiles)
    return max(most - shared, shared - least) > max(_MIN_CHANGE, _NOISE_FACTOR * noise)


def _small_grey(image: Image) -> npt.NDArray[np.uint8]:
    height, width = image.shape[:2]
    if width > _WIDTH:
        size_wh = _WIDTH, max(1, round(height * _WIDTH / width))
        image = np.asarray(cv2.resize(image, size_wh), np.uint8)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
