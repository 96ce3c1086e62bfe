"""Text on pictures: OpenCV's stroke letters drawn large and reduced, on plates that stay inside."""

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np

from passerby.shapes.frame import Image
from passerby.vision.paint import Colour, Mask, blend, rounded

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_ENLARGED = 4
_PLATE: Colour = (20, 16, 12)
_PLATE_OPACITY = 0.72
_SPELT_OUT = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "Oe", "ł": "l", "Ł": "L", "đ": "d",
     "Đ": "D", "ð": "d", "þ": "th", "\u0131": "i", "\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'"}
)  # fmt: skip


def drawable(text: str, otherwise: str = "") -> str:
    """The text in the letters that can be drawn (ASCII): accents fall off, other scripts fall out.

    Gives `otherwise` when no letter or digit is left.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_SPELT_OUT)).encode("ascii", "ignore").decode()
    return plain if any(letter.isalnum() for letter in plain) else otherwise


@lru_cache(maxsize=512)
def lettering(text: str, height_px: int) -> Mask:
    """The cover of one line of text, as high as a line of that height; the width follows."""
    # In the font's own units brackets reach 25 above the baseline and tails 7 below it.
    scale = height_px * _ENLARGED / 38
    stroke = max(1, round(height_px * _ENLARGED * 0.085))
    width = cv2.getTextSize(text, _FONT, scale, stroke)[0][0] + 2 * stroke
    width += -width % _ENLARGED
    large = np.zeros((height_px * _ENLARGED, width), np.uint8)
    baseline = round(height_px * _ENLARGED * 0.74)
    cv2.putText(large, text, (stroke, baseline), _FONT, scale, 255, stroke, cv2.LINE_AA)
    size_wh = width // _ENLARGED, height_px
    return np.asarray(cv2.resize(large, size_wh, interpolation=cv2.INTER_AREA), np.uint8)


@lru_cache(maxsize=128)
def _plate(size_wh: tuple[int, int], radius: int) -> Mask:
    return rounded(size_wh, radius)


@dataclass(slots=True)
class Labels:
    """Puts labels on one picture so that they stay inside it and off one another."""

    image: Image
    text_px: int
    _taken: list[tuple[int, int, int, int]] = field(default_factory=list)

    def put(self, text: str, at: tuple[float, float], colour: Colour, anchor: tuple[float, float]) -> None:
        """Write text on a plate.

        at: pixels, the point that the plate is hung from. anchor: which point of the plate hangs there,
        (0, 0) its upper left corner, (1, 1) its lower right one. Text too wide for the picture is wrapped; a
        plate that would hide more than a third of the picture's height is left out.
        """
        pad_x, pad_y = round(self.text_px * 0.6), round(self.text_px * 0.28)
        height, width = self.image.shape[:2]
        lines = _wrap(text, self.text_px, width - 2 * pad_x)
        size_wh = (
            max((mask.shape[1] for mask in lines), default=0) + 2 * pad_x,
            len(lines) * self.text_px + 2 * pad_y,
        )
        if not lines or size_wh[0] > width or size_wh[1] * 3 > height:
            return
        left, top = self._place(at[0] - anchor[0] * size_wh[0], at[1] - anchor[1] * size_wh[1], size_wh)
        plate = _plate(size_wh, max(2, round(self.text_px * 0.4)))
        blend(self.image, plate, left, top, _PLATE, _PLATE_OPACITY)
        for row, mask in enumerate(lines):
            blend(self.image, mask, left + pad_x, top + pad_y + row * self.text_px, colour)

    def _place(self, left: float, top: float, size_wh: tuple[int, int]) -> tuple[int, int]:
        """The nearest free place above or below the wanted one; the wanted one when none is free."""
        highest = self.image.shape[0] - size_wh[1]
        room = self.image.shape[1] - size_wh[0]
        margin = min(self.text_px // 2, room // 2)
        x = round(min(max(left, margin), room - margin))
        wanted = round(min(max(top, 0), highest))
        steps = (wanted + sign * step for step in range(0, highest + 1, 3) for sign in (1, -1))
        y = next((y for y in steps if 0 <= y <= highest and self._is_free(x, y, size_wh)), wanted)
        self._taken.append((x, y, x + size_wh[0], y + size_wh[1]))
        return x, y

    def _is_free(self, x: int, y: int, size_wh: tuple[int, int]) -> bool:
        return all(
            x >= right or x + size_wh[0] <= left or y >= bottom or y + size_wh[1] <= top
            for left, top, right, bottom in self._taken
        )


def _wrap(text: str, text_px: int, room: int) -> list[Mask]:
    """The lines of a text, each as its cover, no wider than the room; a word wider than it is left out."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and lettering(longer, text_px).shape[1] <= room:
            lines[-1] = longer
        elif lettering(word, text_px).shape[1] <= room:
            lines.append(word)
    return [lettering(line, text_px) for line in lines]
