"""The lobby of a library, seen from a corner below its ceiling."""

from pathlib import Path
from typing import Any

from footage.studio.clip import Clip
from footage.studio.shooting import stage
from footage.studio.shooting.solids import box, foliage, glow, matter, post
from footage.studio.stories.lobby import BACK_Y, DESK, DOOR, PASSAGE, PLANT, RIGHT_X, STAND

_HEIGHT = 3.3
_LEFT_X, _FRONT_Y = -5.6, -5.0


def build(_clip: Clip, _folder: Path) -> None:
    """Put the lobby into the scene."""
    wall = matter((0.58, 0.56, 0.52), 0.9, 0.2, wear=0.7)
    metal = matter((0.10, 0.10, 0.105), 0.4, 0.5)
    wood = matter((0.34, 0.22, 0.13), 0.6, 0.3, wear=3.0)
    _shell(wall)
    _back(wall, metal)
    _right(wall)
    _furniture(wood, metal)
    _light()


def _shell(wall: Any) -> None:
    floor = matter((0.30, 0.28, 0.25), 0.4, 0.35, wear=0.5, tiles=(0.9, 0.9, 0.006))
    ceiling = matter((0.68, 0.68, 0.66), 0.9, 0.1, tiles=(0.6, 0.6, 0.01))
    deep, middle = BACK_Y - _FRONT_Y + 4, (BACK_Y + _FRONT_Y) / 2
    box((1.0, middle, -0.05), (18, deep, 0.1), floor)
    box((1.0, middle, _HEIGHT + 0.05), (18, deep, 0.1), ceiling)
    box((_LEFT_X - 0.1, middle, _HEIGHT / 2), (0.2, deep, _HEIGHT), wall)
    box((0, _FRONT_Y - 0.1, _HEIGHT / 2), (14, 0.2, _HEIGHT), wall)


def _back(wall: Any, metal: Any) -> None:
    """The wall with the door, windows to its right, and the day outside. Who leaves is hidden to its left."""
    left, right = DOOR
    day = glow((0.74, 0.84, 1.0), 0.75)
    ground = matter((0.45, 0.45, 0.44), 0.9, 0.2)
    sill = 0.8
    spans = ((_LEFT_X, left), (right, 0.2), (2.6, 3.0), (5.2, RIGHT_X))
    for start, end in spans:
        box(((start + end) / 2, BACK_Y + 0.1, _HEIGHT / 2), (end - start, 0.2, _HEIGHT), wall)
    for start, end in ((0.2, 2.6), (3.0, 5.2)):
        box(((start + end) / 2, BACK_Y + 0.1, sill / 2), (end - start, 0.2, sill), wall)
        box(((start + end) / 2, BACK_Y + 0.1, (2.6 + _HEIGHT) / 2), (end - start, 0.2, _HEIGHT - 2.6), wall)
        for x in (start, (start + end) / 2, end):
            box((x, BACK_Y + 0.08, (sill + 2.6) / 2), (0.06, 0.12, 2.6 - sill), metal)
    box(((left + right) / 2, BACK_Y + 0.1, (2.4 + _HEIGHT) / 2), (right - left, 0.2, _HEIGHT - 2.4), wall)
    for x in (left + 0.03, right - 0.03):
        box((x, BACK_Y + 0.05, 1.2), (0.06, 0.16, 2.4), metal)
    box((0, BACK_Y + 3.4, 1.8), (24, 0.1, 4.4), day)
    box((0, BACK_Y + 1.8, -0.06), (24, 3.4, 0.1), ground)


def _right(wall: Any) -> None:
    start, end = PASSAGE
    back = BACK_Y + 0.2
    box((RIGHT_X + 0.1, (end + back) / 2, _HEIGHT / 2), (0.2, back - end, _HEIGHT), wall)
    box((RIGHT_X + 0.1, (start + _FRONT_Y) / 2, _HEIGHT / 2), (0.2, start - _FRONT_Y, _HEIGHT), wall)
    box((RIGHT_X + 0.1, (start + end) / 2, (2.5 + _HEIGHT) / 2), (0.2, end - start, _HEIGHT - 2.5), wall)
    box((RIGHT_X + 2.6, 1.0, _HEIGHT / 2), (0.2, 8.0, _HEIGHT), wall)


def _furniture(wood: Any, metal: Any) -> None:
    top = matter((0.62, 0.60, 0.56), 0.4, 0.4)
    leaf = matter((0.05, 0.12, 0.035), 0.8, 0.2, wear=8.0)
    clay = matter((0.42, 0.36, 0.31), 0.8, 0.2)
    paper = matter((0.66, 0.63, 0.56), 0.8, 0.2)
    green = matter((0.13, 0.25, 0.24), 0.8, 0.2, wear=3.0)
    x, y = DESK
    box((x + 0.05, y, 0.52), (0.7, 2.5, 1.04), wood)
    box((x, y, 1.07), (0.9, 2.7, 0.06), top)
    box((x + 0.1, y + 0.3, 1.28), (0.05, 0.52, 0.34), metal)
    box((x + 1.9, y, 1.0), (0.4, 3.2, 2.0), wood)
    for shelf in range(5):
        box((x + 1.68, y, 0.2 + 0.4 * shelf), (0.06, 3.0, 0.26), (paper, green, clay, paper, green)[shelf])
    post((PLANT.x, PLANT.y, 0), 0.24, 0.5, clay)
    foliage((PLANT.x, PLANT.y, 0.95), (0.25, 0.25, 0.4), leaf, seed=5, clumps=12, size=0.2)
    box((STAND.x, STAND.y, 0.75), (0.08, 0.5, 1.5), metal)
    box((STAND.x, STAND.y, 1.35), (0.9, 0.06, 1.1), green)
    for x, z in ((-0.25, 1.6), (0.2, 1.55), (-0.15, 1.15), (0.25, 1.1)):
        box((STAND.x + x, STAND.y - 0.04, z), (0.26, 0.02, 0.34), paper)
    box((-5.2, 0.6, 0.25), (0.7, 2.2, 0.4), green)
    box((-5.45, 0.6, 0.6), (0.2, 2.2, 0.5), green)


def _light() -> None:
    stage.sky(30, 40, 0.05, 0.0)
    lamp = glow((1.0, 0.96, 0.90), 2.0)
    for x in (-3.2, 0.2, 3.6):
        for y in (-2.4, 1.0, 4.4):
            box((x, y, _HEIGHT - 0.01), (0.6, 1.2, 0.02), lamp)
            stage.panel_light((x, y, _HEIGHT - 0.04), (0.6, 1.2), 42, (1.0, 0.95, 0.88))
    stage.panel_light((RIGHT_X + 1.3, 0.2, _HEIGHT - 0.1), (1.0, 2.0), 40, (1.0, 0.95, 0.88))
    stage.panel_light((0.0, BACK_Y - 0.1, 1.7), (9.0, 1.6), 120, (0.88, 0.94, 1.0), (0.0, -1.0, -0.25))
