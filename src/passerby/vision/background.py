"""An estimate of a scene with nobody in it, made from frames in which people's boxes are left out."""

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes
from passerby.shapes.frame import Frame, Image

NEUTRAL_GREY = 96
"""What stands where nothing has been seen free of people yet: never the picture."""

INTERVAL_S = 1.0
MIN_FREE_SAMPLES = 5

_SAMPLES = 9
_FIRST_INTERVAL_S = 0.4
_LONG_SIDE = 960
_MARGIN = 0.25

# Exchanges after which the fifth of nine values is their median (Paeth 1990, "Median finding on a 3x3 grid"):
# minima and maxima of whole pictures, many times faster than sorting at each pixel.
_MEDIAN_OF_NINE = (
    (1, 2), (4, 5), (7, 8), (0, 1), (3, 4), (6, 7), (1, 2), (4, 5), (7, 8), (0, 3),
    (5, 8), (4, 7), (3, 6), (1, 4), (2, 5), (4, 7), (4, 2), (6, 4), (4, 2),
)  # fmt: skip


class Background:
    """The scene of one camera without its people: at each pixel, the median of the last nine free samples.

    A sample is taken about once a second, and more often at first. The pixels in people's boxes, grown by a
    margin, are left out of it and keep what they had, so a person who stands for minutes does not burn in;
    nor does one whom the detector misses for a few seconds, since the median needs five samples to follow. A
    pixel with fewer than five free samples is flat grey. Held at no more than 960 pixels on the long side: a
    backdrop needs no more, and memory stays at 15 MB a camera.
    """

    def __init__(self, interval_s: float = INTERVAL_S) -> None:
        self._interval_s = interval_s
        self._forget((0, 0))

    def _forget(self, size_wh: tuple[int, int]) -> None:
        self._frame_wh = size_wh
        scale = min(1.0, _LONG_SIDE / max(1, *size_wh))
        self._held_wh = max(1, round(size_wh[0] * scale)), max(1, round(size_wh[1] * scale))
        shape = self._held_wh[1], self._held_wh[0]
        # Places not yet filled are black and white by turns, so that they cancel out of the median.
        self._samples = np.zeros((_SAMPLES, *shape, 3), np.uint8)
        self._samples[1::2] = 255
        self._free_count = np.zeros(shape, np.uint8)
        self._next_place = np.full(shape, _SAMPLES - 1, np.uint8)
        self._taken = 0
        self._taken_at = 0.0
        self._median: Image | None = None

    def is_due(self, captured_at: float) -> bool:
        """Whether a frame of this time would be sampled, so that boxes need not be gathered for others."""
        interval_s = self._interval_s if self._taken >= _SAMPLES else min(_FIRST_INTERVAL_S, self._interval_s)
        return self._taken == 0 or not 0 <= captured_at - self._taken_at < interval_s

    def learn(self, frame: Frame, people_xyxy: Boxes) -> None:
        """Sample the frame if one is due.

        people_xyxy: (N, 4) pixels, every place where a person may be: uncertain detections and the predicted
        places of hidden people belong to it. A frame of another size starts the estimate again.
        """
        if frame.size_wh != self._frame_wh:
            self._forget(frame.size_wh)
        if not self.is_due(frame.captured_at):
            return
        small = _resized(frame.image, self._held_wh)
        free = _free_mask(people_xyxy * np.float32(self._held_wh[0] / frame.size_wh[0]), self._held_wh)
        for place, sample in enumerate(self._samples):
            here = free & (self._next_place == place)
            cv2.copyTo(small, here.view(np.uint8), sample)
        np.add(self._next_place, 1, out=self._next_place, where=free)
        self._next_place[self._next_place == _SAMPLES] = 0
        np.add(self._free_count, 1, out=self._free_count, where=free & (self._free_count < MIN_FREE_SAMPLES))
        self._taken += 1
        self._taken_at = frame.captured_at
        self._median = None

    def image(self) -> Image:
        """The scene with nobody in it, as large as the frames; grey where nothing is known yet."""
        if self._median is None:
            self._median = _median_of_nine(self._samples)
            self._median[self._free_count < MIN_FREE_SAMPLES] = NEUTRAL_GREY
        return _resized(self._median, self._frame_wh).copy()

    def known(self) -> npt.NDArray[np.bool_]:
        """Where the scene has been seen free of people often enough: (height, width) of the estimate itself,
        which may be smaller than the frames.
        """
        return np.asarray(self._free_count >= MIN_FREE_SAMPLES)

    @property
    def known_share(self) -> float:
        """How much of the picture has been seen free of people, 0..1."""
        return float(self.known().mean())


def _free_mask(people_xyxy: Boxes, size_wh: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Where no person may be: outside the boxes grown by the margin; (height, width)."""
    mask = np.ones((size_wh[1], size_wh[0]), np.bool_)
    for left, top, right, bottom in np.maximum(grown(people_xyxy), -1):
        mask[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1] = False
    return mask


def grown(boxes_xyxy: Boxes, margin: float = _MARGIN) -> Boxes:
    """The boxes (N, 4) with `margin` of their width added left and right, and of it again above and below.

    Never by less than four pixels: detectors draw small people tight, and shadows and feet stick out.
    """
    reach = np.maximum(margin * (boxes_xyxy[:, 2] - boxes_xyxy[:, 0]), 4)[:, None]
    return np.concatenate([boxes_xyxy[:, :2] - reach, boxes_xyxy[:, 2:] + reach], axis=1).astype(np.float32)


def _median_of_nine(samples: npt.NDArray[np.uint8]) -> Image:
    values = list(samples)
    for low, high in _MEDIAN_OF_NINE:
        values[low], values[high] = cv2.min(values[low], values[high]), cv2.max(values[low], values[high])
    return np.asarray(values[4], np.uint8)


def _resized(image: Image, size_wh: tuple[int, int]) -> Image:
    if (image.shape[1], image.shape[0]) == size_wh:
        return image
    return np.asarray(cv2.resize(image, size_wh, interpolation=cv2.INTER_LINEAR), np.uint8)
