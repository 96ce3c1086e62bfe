"""Members' cards in a picture: QR codes small, turned or blurred, several at once, and those of others."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from math import sqrt

import cv2
import numpy as np
import zxingcpp

from passerby.passes.card_codes import PREFIX, decode_card
from passerby.passes.member_keys import MemberKey
from passerby.shapes.boxes import Boxes
from passerby.shapes.errors import CardError
from passerby.shapes.frame import Image

MOST_CODES = 16
"""A picture full of codes is read no further: nobody holds more cards than this before a gate."""

# The time that a picture may take, as pixels, so that a busy machine reads as much as an idle one: on one
# core of 2023 the first look takes 1 ms at 640×480 and 15 ms at 4K, the second at most 30 ms.
_FIRST_LOOK_PIXELS = 2**23
_SECOND_LOOK_PIXELS = 2**22
_ENLARGED = 2.0
_WORTH_A_LOOK = 1.2

_QR_CODES = zxingcpp.barcode_formats_from_str("QRCode")
_BEGINS_AS_A_CARD = re.compile(rf"{PREFIX}[0-9]", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class SeenCard:
    """A card that was shown. box_xyxy: (4,) float32, pixels, around its code."""

    key: MemberKey = field(repr=False)
    box_xyxy: Boxes


def _ignore(_fault: str) -> None:
    """Nobody asked."""


def read_cards(image: Image, on_fault: Callable[[str], None] = _ignore) -> list[SeenCard]:
    """The members' cards in a picture (height, width, 3); one that is shown in two places is there twice.

    The picture is looked at once as it is and, where no card was found, once enlarged, for small codes.
    Codes that are no card are nobody's business here and passed over; on_fault is called with what is wrong
    with a code that begins as a card and cannot be read as one, which never repeats the code.
    """
    first = min(1.0, _scale(image, _FIRST_LOOK_PIXELS))
    cards, faults = _look(image, first)
    enlarged = min(_ENLARGED, _scale(image, _SECOND_LOOK_PIXELS))
    if not cards and not faults and enlarged >= first * _WORTH_A_LOOK:
        cards, faults = _look(image, enlarged)
    for fault in faults:
        on_fault(fault)
    return cards


def _scale(image: Image, pixels: int) -> float:
    """What makes a picture so large."""
    return sqrt(pixels / max(1, image.shape[0] * image.shape[1]))


def _look(image: Image, scale: float) -> tuple[list[SeenCard], list[str]]:
    cards: list[SeenCard] = []
    faults: list[str] = []
    for code in zxingcpp.read_barcodes(_grey(image, scale), _QR_CODES)[:MOST_CODES]:
        text = code.text
        if not _BEGINS_AS_A_CARD.match(text):
            continue
        try:
            key = decode_card(text)
        except CardError as error:
            faults.append(str(error))
            continue
        seen = SeenCard(key, _box(code.position, scale))
        if not any(seen.key == card.key and _meet(seen.box_xyxy, card.box_xyxy) for card in cards):
            cards.append(seen)
    return cards, list(dict.fromkeys(faults))


def _grey(image: Image, scale: float) -> np.ndarray:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    if scale == 1.0:
        return grey
    # What shrinks is averaged, or the modules of a code would be lost between the dots.
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    size_wh = [max(1, round(side * scale)) for side in (grey.shape[1], grey.shape[0])]
    return cv2.resize(grey, size_wh, interpolation=how)


def _box(position: zxingcpp.Position, scale: float) -> Boxes:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    points = np.array([(corner.x, corner.y) for corner in corners], np.float32) / scale
    return np.concatenate([points.min(axis=0), points.max(axis=0)])


def _meet(box: Boxes, other: Boxes) -> bool:
    """Whether two boxes (4,) overlap: the reader may have found one code twice."""
    return bool((box[:2] < other[2:]).all() and (other[:2] < box[2:]).all())
