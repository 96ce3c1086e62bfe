"""A room at home behind a webcam, by day."""

from pathlib import Path

from footage.studio.clip import Clip
from footage.studio.shooting import stage
from footage.studio.shooting.solids import box, foliage, glow, matter, post


def build(_clip: Clip, _folder: Path) -> None:
    """Put the room into the scene."""
    wall = matter((0.55, 0.55, 0.50), 0.9, 0.2, wear=0.9)
    wood = matter((0.36, 0.24, 0.14), 0.6, 0.3, wear=3.0)
    books = [
        matter(colour, 0.8, 0.2) for colour in ((0.30, 0.12, 0.10), (0.12, 0.20, 0.24), (0.45, 0.40, 0.28))
    ]
    box((0, 2.3, 1.4), (6.0, 0.2, 2.8), wall)
    box((2.4, 0.5, 1.4), (0.2, 5.0, 2.8), wall)
    box((-2.4, 0.5, 0.5), (0.2, 5.0, 1.0), wall)
    box((0, -2.0, 1.4), (6.0, 0.2, 2.8), wall)
    box((0, 0.5, 2.85), (6.0, 6.0, 0.1), matter((0.68, 0.68, 0.66)))
    box((0, 0.5, -0.05), (6.0, 6.0, 0.1), wood)
    box((-2.5, 0.5, 1.9), (0.1, 5.0, 1.8), glow((0.85, 0.92, 1.0), 0.9))
    for height in (1.35, 1.75):
        box((1.0, 2.05, height), (1.5, 0.3, 0.04), wood)
        for place in range(9):
            tall = 0.22 + 0.03 * (place * 7 % 4)
            box((0.42 + 0.11 * place, 2.05, height + 0.02 + tall / 2), (0.06, 0.2, tall), books[place % 3])
    post((-1.1, 1.9, 0), 0.18, 0.9, books[1])
    foliage((-1.1, 1.9, 1.3), (0.25, 0.2, 0.35), matter((0.06, 0.13, 0.04)), seed=9, clumps=12, size=0.18)
    stage.sky(35, 90, 0.1, 0.0)
    stage.panel_light((-2.2, 0.0, 1.8), (2.4, 1.6), 55, (0.97, 0.98, 1.0), (1.0, 0.05, -0.1))
    stage.panel_light((0.3, -0.9, 2.0), (1.2, 1.0), 14, (1.0, 0.96, 0.9), (-0.1, 1.0, -0.4))
    stage.panel_light((0.2, 0.6, 2.78), (1.0, 1.0), 24, (1.0, 0.95, 0.88))
