"""What the picture looks like with nobody in it, and what differs from that now."""

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes
from passerby.shapes.frame import Image

Mask = npt.NDArray[np.uint8]
"""(height, width) uint8: 255 where the picture differs from the background, 0 elsewhere."""

_GRID_WH = (8, 6)
_CELL_CHANGED = 0.25
_SUDDEN, _CALM = 0.6, 0.3
_CALM_SPAN_S = 1.0
_BEGINNING_S = 2.0
_GAINS = (0.6, 1.6)
_EVEN = 0.01
_SPARSE = 8
_FIRST_VARIANCE = 40.0
"""In grey levels squared: the noise of a bad camera by night, until the true noise of a pixel is known."""

_LESSONS_TO_ABSORB = 7
"""Of so many lessons, one teaches what differs too.

So the background can follow the light within seconds and still not swallow what has just arrived: MOG2 takes
a new colour for background once it had 0.1 of the lessons, weighted by age: 1/7 · (1 - exp(-1.25)) = 0.1.
"""
_ABSORBED_AFTER = 1.25
"""In time constants of the mixture."""


class Background:
    """Per-pixel mixtures of Gaussians (Zivkovic 2004, OpenCV's MOG2), learnt everywhere but under people.

    absorb_s: seconds after which something that holds still, and is not a person, becomes background.
    learn_every_s: seconds between two lessons. Looking is done on every frame, learning need not be.
    """

    def __init__(self, absorb_s: float, learn_every_s: float) -> None:
        self._follow_s = absorb_s / _ABSORBED_AFTER
        self._learn_every_s = learn_every_s
        self._size: tuple[int, ...] = ()
        self._restart()

    def _restart(self) -> None:
        self._model = cv2.createBackgroundSubtractorMOG2(detectShadows=True)
        # A steadier pixel than this (in grey levels squared) is a coded one; its noise will be back.
        self._model.setVarMin(9.0)
        self._model.setVarInit(_FIRST_VARIANCE)
        self._empty: Image | None = None
        self._differs = np.zeros(self._size[:2], np.uint8)
        self._lessons = 0
        self._learnt_at = self._looked_at = -np.inf
        self._usual_change = 0.0

    def look(self, image: Image, at: float) -> tuple[Image, Mask | None]:
        """The image in the background's exposure, and where it differs: None when there is no background.

        There is none on the first picture, after a change of resolution, and when most of the picture changed
        at once: a light was switched, the camera was moved, the stream was cut.
        """
        if image.shape != self._size:
            self._size = image.shape
            self._restart()
        if self._empty is None:
            return image, None
        gains = _gains(image, self._empty)
        if not _GAINS[0] <= gains.min() <= gains.max() <= _GAINS[1]:
            self._restart()
            return image, None
        evened = _brightened(image, gains)
        marks = np.asarray(self._model.apply(evened, learningRate=0), np.uint8)
        if self._changed_at_once(marks, at):
            self._restart()
            # What goes on changing all over is noise, to be learnt, and no reason to begin again and again.
            self._usual_change, self._looked_at = 1.0, at
            return image, None
        self._differs = tidy(marks)
        return evened, self._differs

    def _changed_at_once(self, marks: Mask, at: float) -> bool:
        cells = cv2.resize(_sure(marks), _GRID_WH, interpolation=cv2.INTER_AREA)
        change = float(np.mean(cells > 255 * _CELL_CHANGED))
        if change >= _SUDDEN and self._usual_change < _CALM:
            return True
        keep = float(np.exp(-max(at - self._looked_at, 0.0) / _CALM_SPAN_S))
        self._usual_change = keep * self._usual_change + (1 - keep) * change
        self._looked_at = at
        return False

    @property
    def empty(self) -> Image | None:
        """The picture with nobody in it, as far as known."""
        return self._empty

    def learn(self, image: Image, at: float, people_xyxy: Boxes, ghosts_xyxy: Boxes) -> None:
        """Let the background follow the picture (as `look` gave it back).

        Not at all where people stand, slowly where something else differs, at once where that is a ghost.
        """
        elapsed = at - self._learnt_at
        if 0 <= elapsed < self._learn_every_s:
            return
        # A first lesson, a gap and a clock set back all count as one ordinary step.
        step_s = elapsed if 0 < elapsed < 1.0 else self._learn_every_s
        if self._empty is not None:
            image = _painted_out(image, self._empty, self._hidden(people_xyxy, ghosts_xyxy))
        beginning = 1 / (self._lessons + 1) if self._lessons * self._learn_every_s < _BEGINNING_S else 0.0
        self._model.apply(image, learningRate=max(step_s / self._follow_s, beginning))
        self._empty = np.asarray(self._model.getBackgroundImage(), np.uint8)
        self._lessons += 1
        self._learnt_at = at

    def _hidden(self, people_xyxy: Boxes, ghosts_xyxy: Boxes) -> Mask:
        """What this lesson leaves out: people always, ghosts never, all else that differs nearly always."""
        everything = self._lessons % _LESSONS_TO_ABSORB == 0
        hidden = np.zeros_like(self._differs) if everything else self._differs.copy()
        for boxes, value in ((ghosts_xyxy, 0), (people_xyxy, 255)):
            for left, top, right, bottom in np.maximum(boxes, 0).astype(int):
                hidden[top:bottom, left:right] = value
        return hidden


def _gains(image: Image, empty: Image) -> npt.NDArray[np.float64]:
    """By how much each channel (3,) of the picture must be brightened to match the background.

    A camera's automatic exposure and white balance move with whoever walks into view. The median over the
    picture is blind to people, as long as they cover less than half of it.
    """
    seen = image[::_SPARSE, ::_SPARSE].reshape(-1, 3).astype(np.float64)
    known = empty[::_SPARSE, ::_SPARSE].reshape(-1, 3).astype(np.float64)
    return np.asarray(np.median((known + 8) / (seen + 8), axis=0), np.float64)


def _brightened(image: Image, gains: npt.NDArray[np.float64]) -> Image:
    if np.abs(gains - 1).max() < _EVEN:
        return image
    levels = np.clip((np.arange(256)[:, None] + 8) * gains - 8, 0, 255).round().astype(np.uint8)
    return np.asarray(cv2.LUT(image, levels[None]), np.uint8)


def _painted_out(image: Image, empty: Image, hidden: Mask) -> Image:
    painted = image.copy()
    cv2.copyTo(empty, hidden, painted)
    return painted


def tidy(marks: Mask) -> Mask:
    """The foreground among MOG2's marks (255 differs, 127 shadow, 0), without noise and small gaps."""
    calm = cv2.medianBlur(_sure(marks), 3)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 7))
    return np.asarray(cv2.morphologyEx(calm, cv2.MORPH_CLOSE, kernel), np.uint8)


def _sure(marks: Mask) -> Mask:
    return np.asarray(marks == 255, np.uint8) * np.uint8(255)
