"""How tall a person looks, learnt from the scene itself as a function of where they stand."""

from collections import deque

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_KEEP = 400
_ENOUGH = 12
_FIT_EVERY = 6
_TUKEY = 3.0
_MIN_SPREAD = 0.05


class HeightModel:
    """A person's height on the picture as a robust line over the height of their feet.

    Under a pinhole camera over flat ground the height of standing people grows linearly with the row of their
    feet. Heights and rows are in picture heights (0 top, 1 bottom), so that a change of resolution changes
    nothing. Fitted by iteratively reweighted least squares with Tukey's biweight.
    """

    def __init__(self) -> None:
        self._samples: deque[tuple[float, float]] = deque(maxlen=_KEEP)
        self._unfitted = 0
        self._slope, self._offset = 0.0, 0.0
        self._least, self._most = 0.0, 1.0
        self.known = False

    def add(self, foot: float, height: float) -> None:
        """Learn from one whole person: the row of the feet and the height, in picture heights."""
        self._samples.append((foot, height))
        self._unfitted += 1
        if len(self._samples) >= _ENOUGH and (self._unfitted >= _FIT_EVERY or not self.known):
            self._fit()

    def _fit(self) -> None:
        foot, height = np.array(self._samples, np.float64).T
        weight = np.ones_like(foot)
        for _ in range(8):
            self._slope, self._offset = _line(foot, height, weight)
            residual = np.abs(height - self._slope * foot - self._offset)
            scale = max(1.4826 * float(np.median(residual)), 0.02 * float(np.median(height)))
            weight = np.clip(1 - (residual / (_TUKEY * scale)) ** 2, 0, 1) ** 2
        trusted = height[weight > 0]
        self._least, self._most = 0.6 * float(trusted.min()), 1.5 * float(trusted.max())
        self._unfitted = 0
        self.known = True

    def at(self, foot: npt.ArrayLike) -> Floats:
        """Expected heights of people whose feet are on the given rows, in picture heights."""
        line = self._slope * np.asarray(foot, np.float64) + self._offset
        return np.asarray(np.clip(line, self._least, self._most))


def _line(foot: Floats, height: Floats, weight: Floats) -> tuple[float, float]:
    """Slope and offset of the weighted line; flat when all the feet are on about the same row."""
    total = weight.sum()
    middle, mean = float(weight @ foot / total), float(weight @ height / total)
    spread = weight @ (foot - middle) ** 2 + total * _MIN_SPREAD**2 / 4
    slope = float(weight @ ((foot - middle) * (height - mean)) / spread)
    return slope, mean - slope * middle
