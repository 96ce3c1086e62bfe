"""Pictures of a gate with cards in them."""

import cv2
import numpy as np
import qrcode
from qrcode.constants import ERROR_CORRECT_M

from passerby.shapes.frame import Image

SIZE_WH = (640, 480)


def gate_picture(size_wh: tuple[int, int] = SIZE_WH, seed: int = 3) -> Image:
    """A grey, uneven place with nobody in it."""
    noise = np.random.default_rng(seed).integers(60, 160, (48, 64, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(noise, size_wh), np.uint8)


def code_picture(text: str) -> Image:
    """A QR code, one dot a module, black on white."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4, box_size=1)
    code.add_data(text)
    code.make()
    grey = np.where(np.array(code.get_matrix()), 0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def shown(
    picture: Image, text: str, at_xy: tuple[int, int], side: int, turned: float = 0.0, blur: float = 0.6
) -> Image:
    """The picture with a card held up: a code of `side` pixels on white, turned by degrees, blurred."""
    sheet_side = round(side * 1.6)
    sheet: Image = np.full((sheet_side, sheet_side, 3), 255, np.uint8)
    first = (sheet_side - side) // 2
    sheet[first : first + side, first : first + side] = cv2.resize(
        code_picture(text), (side, side), interpolation=cv2.INTER_AREA
    )
    turn = cv2.getRotationMatrix2D((sheet_side / 2, sheet_side / 2), turned, 1.0)
    held = cv2.warpAffine(sheet, turn, (sheet_side, sheet_side), borderValue=(255, 255, 255))
    seen_so = cv2.GaussianBlur(held, (0, 0), blur) if blur else held
    left, top = at_xy
    seen = picture.copy()
    seen[top : top + sheet_side, left : left + sheet_side] = seen_so
    return seen
