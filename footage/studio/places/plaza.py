"""A square between a street (left) and a building (back), seen from a first floor."""

from pathlib import Path

from footage.studio.clip import Clip
from footage.studio.shooting import stage
from footage.studio.shooting.solids import box, foliage, glow, matter, post
from footage.studio.stories.plaza import ENTRANCE, FRONT_Y, KERB_X, KIOSK, PILLAR, PLANTERS


def build(_clip: Clip, _folder: Path) -> None:
    """Put the square into the scene."""
    stage.sky(48, 128, 0.15, 3.0)
    _ground()
    _building()
    _kiosk()
    _furniture()


def _ground() -> None:
    paving = matter((0.40, 0.385, 0.36), 0.85, 0.2, wear=0.9, tiles=(0.9, 0.6, 0.008))
    asphalt = matter((0.10, 0.10, 0.105), 0.9, 0.2, wear=3.0)
    kerb = matter((0.47, 0.46, 0.44), 0.8, 0.2, wear=4.0)
    paint = matter((0.62, 0.62, 0.60), 0.8, 0.2, wear=5.0)
    box((40 + KERB_X, 10, -0.05), (80, 80, 0.1), paving)
    box((KERB_X - 20, 10, -0.07), (40, 80, 0.1), asphalt)
    box((KERB_X - 0.08, 10, -0.04), (0.16, 80, 0.1), kerb)
    for stripe in range(7):
        box((KERB_X - 0.9 - 0.95 * stripe, 5.4, -0.02), (0.5, 3.6, 0.005), paint)


def _building() -> None:
    wall = matter((0.52, 0.47, 0.40), 0.9, 0.2, wear=0.7, tiles=(1.2, 0.6, 0.006))
    concrete = matter((0.56, 0.55, 0.53), 0.85, 0.2, wear=1.6)
    glass = matter((0.03, 0.04, 0.045), 0.07, 0.6)
    metal = matter((0.06, 0.06, 0.065), 0.4, 0.5)
    inside = matter((0.60, 0.56, 0.50), 0.8, 0.2)
    floor = matter((0.34, 0.31, 0.28), 0.4, 0.4, tiles=(0.6, 0.6, 0.006))
    left, right = ENTRANCE
    deep = FRONT_Y + 4.0
    box(((left - 30) / 2, FRONT_Y + 2, 5), (30 + left, 4, 10), wall)
    box(((right + 34) / 2, FRONT_Y + 2, 5), (34 - right, 4, 10), wall)
    box(((left + right) / 2, FRONT_Y + 2, 6.3), (right - left, 4, 7.4), wall)
    box(((left + right) / 2, deep + 0.1, 1.3), (right - left, 0.2, 2.6), inside)
    box(((left + right) / 2, FRONT_Y + 2, 0.003), (right - left, 4, 0.006), floor)
    box(
        ((left + right) / 2, FRONT_Y + 2, 2.585),
        (right - left - 0.4, 3.0, 0.02),
        glow((1.0, 0.93, 0.82), 2.2),
    )
    for x in (left + 0.25, right - 0.25):
        box((x, FRONT_Y - 0.03, 1.3), (0.5, 0.06, 2.55), glass)
        box((x, FRONT_Y - 0.05, 1.3), (0.05, 0.1, 2.6), metal)
    box(((left + right) / 2, FRONT_Y - 0.04, 2.64), (right - left + 0.2, 0.14, 0.12), metal)
    for x in (-13.0, -9.4, -5.8, -2.2, 6.2, 9.8, 13.4, 17.0):
        box((x, FRONT_Y - 0.01, 1.75), (2.7, 0.1, 2.7), glass)
        box((x, FRONT_Y - 0.04, 3.14), (2.9, 0.16, 0.12), metal)
        box((x, FRONT_Y - 0.05, 1.75), (0.06, 0.16, 2.7), metal)
    box((2.4, FRONT_Y - 0.9, 3.35), (5.2, 2.2, 0.2), concrete)


def _kiosk() -> None:
    body = matter((0.10, 0.22, 0.21), 0.6, 0.3, wear=3.0)
    top = matter((0.50, 0.46, 0.38), 0.7, 0.3)
    roof = matter((0.62, 0.58, 0.50), 0.8, 0.2, wear=2.0)
    metal = matter((0.07, 0.07, 0.07), 0.4, 0.5)
    x, y = KIOSK.x, KIOSK.y
    box((x, y, 0.5), (2.2, 1.3, 1.0), body)
    box((x, y, 1.03), (2.3, 1.5, 0.06), top)
    for side in (-1.05, 1.05):
        box((x + side, y - 0.6, 1.6), (0.06, 0.06, 1.3), metal)
    box((x, y + 0.6, 1.6), (2.2, 0.08, 1.2), body)
    box((x, y - 0.1, 2.3), (2.7, 2.0, 0.08), roof)
    box((x + 0.6, y + 0.1, 1.24), (0.5, 0.4, 0.36), metal)


def _furniture() -> None:
    concrete = matter((0.5, 0.49, 0.47), 0.85, 0.2, wear=2.5)
    metal = matter((0.05, 0.05, 0.055), 0.4, 0.5)
    leaf = matter((0.045, 0.105, 0.03), 0.9, 0.1, wear=8.0)
    wood = matter((0.25, 0.15, 0.08), 0.7, 0.3, wear=5.0)
    board = matter((0.46, 0.43, 0.38), 0.7, 0.2, wear=1.2)
    post((PILLAR.x, PILLAR.y, 0), PILLAR.radius_m, 2.6, board, 28)
    post((PILLAR.x, PILLAR.y, 2.6), PILLAR.radius_m + 0.08, 0.16, metal, 28)
    for planter in PLANTERS:
        x, y = planter.x, planter.y
        box((x, y, 0.3), (1.5, 0.8, 0.6), concrete)
        foliage((x, y, 0.8), (0.6, 0.25, 0.25), leaf, seed=int(10 * x + 100))
    for y in (-2.4, -0.4, 1.6, 8.4, 10.4):
        post((KERB_X + 0.35, y, 0), 0.06, 0.9, metal)
    post((9.2, 3.6, 0), 0.16, 2.6, wood)
    foliage((9.2, 3.6, 3.6), (1.3, 1.3, 0.9), leaf, seed=3, clumps=40, size=0.5)
    post((-4.6, 8.8, 0), 0.07, 4.6, metal)
    box((-4.6, 8.6, 4.6), (0.5, 0.3, 0.12), metal)
