"""Pictures that every machine computes alike, bit by bit: what a network's answers are stored for."""

import numpy as np

from passerby.shapes.frame import Image

KINDS = ("slopes", "rings", "stripes", "checks", "grain", "flat")


def picture(kind: str, size_px: int = 150) -> Image:
    """(size_px, size_px, 3) uint8 blue-green-red, of one of KINDS, in whole numbers alone."""
    y, x, channel = np.meshgrid(
        np.arange(size_px, dtype=np.int64),
        np.arange(size_px, dtype=np.int64),
        np.arange(3, dtype=np.int64),
        indexing="ij",
    )
    middle = size_px // 2
    drawn = {
        "slopes": (x * (channel + 1) + y * (3 - channel)) * 255 // (4 * size_px),
        "rings": ((x - middle) ** 2 + (y - middle) ** 2) * (channel + 2) // 40 % 256,
        "stripes": (x + y * channel) // 5 % 2 * 200 + 20,
        "checks": ((x // (9 + channel) + y // 11) % 2) * 180 + y // 3,
        "grain": (x * 7919 + y * 104729 + channel * 1299709 + x * x * y * 31) % 256,
        "flat": 0 * x + 90 + 40 * channel,
    }[kind]
    return np.asarray(np.clip(drawn, 0, 255), np.uint8)
