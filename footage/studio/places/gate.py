"""A hall behind a gate's camera: in Lisbon with the afternoon in its windows, in Oslo under lamps."""

from pathlib import Path

from footage.studio.clip import Clip
from footage.studio.shooting import stage
from footage.studio.shooting.solids import box, glow, matter, post, sheet


def build(clip: Clip, _folder: Path) -> None:
    """Put the hall into the scene, in the light of the clip's city."""
    in_lisbon = clip.site.city == "Lisbon"
    wall = matter((0.60, 0.55, 0.47) if in_lisbon else (0.50, 0.53, 0.55), 0.9, 0.2, wear=0.8)
    _room(wall)
    if in_lisbon:
        _daylight()
    else:
        _lamps()


def _room(wall: object) -> None:
    floor = matter((0.33, 0.31, 0.29), 0.35, 0.4, tiles=(0.8, 0.8, 0.006))
    ceiling = matter((0.66, 0.66, 0.64), 0.9, 0.1, tiles=(0.6, 0.6, 0.008))
    wood = matter((0.30, 0.20, 0.12), 0.6, 0.3, wear=4.0)
    metal = matter((0.12, 0.12, 0.125), 0.35, 0.5)
    glass = matter((0.04, 0.05, 0.055), 0.06, 0.6)
    box((0, 3, -0.05), (7.0, 12, 0.1), floor)
    box((0, 3, 2.95), (7.0, 12, 0.1), ceiling)
    box((0, 7.6, 1.45), (7.0, 0.2, 3.0), wall)
    box((3.3, 3, 1.45), (0.2, 12, 3.0), wall)
    box((0, -2.6, 1.45), (7.0, 0.2, 3.0), wall)
    for low, high in ((0.0, 0.9), (2.3, 2.95)):
        box((-3.3, 3, (low + high) / 2), (0.2, 12, high - low), wall)
    for y in (-2.0, 0.4, 2.8, 5.2, 7.4):
        box((-3.3, y, 1.6), (0.2, 0.35, 1.4), wall)
    box((-1.2, 7.47, 1.05), (1.7, 0.08, 2.1), glass)
    for x in (-2.05, -1.2, -0.35):
        box((x, 7.44, 1.05), (0.07, 0.12, 2.1), metal)
    box((1.6, 7.46, 1.5), (1.5, 0.06, 0.9), wood)
    box((2.6, 5.6, 0.4), (0.9, 1.6, 0.8), wood)
    for x in (-1.15, 1.15):
        post((x, 0.75, 0), 0.05, 1.0, metal)


def _daylight() -> None:
    stage.sky(34, 100, 0.22, 0.0)
    white = glow((0.86, 0.92, 1.0), 1.1)
    # What windows show; the light that comes through them is a panel, which makes less noise.
    sheet(((-3.7, -3.0, 0.5), (-3.7, 9.0, 0.5), (-3.7, 9.0, 2.8), (-3.7, -3.0, 2.8)), white)
    stage.panel_light((-3.0, 1.2, 1.75), (1.4, 5.0), 105, (1.0, 0.93, 0.82), (1.0, -0.1, -0.12))
    stage.panel_light((0.6, 1.4, 2.85), (2.4, 2.4), 34, (1.0, 0.95, 0.88))
    stage.panel_light((0.0, 5.4, 2.85), (2.4, 2.0), 40, (1.0, 0.95, 0.88))
    stage.panel_light((0.4, -1.6, 1.9), (1.6, 1.2), 16, (0.95, 0.97, 1.0), (0.0, 1.0, -0.1))


def _lamps() -> None:
    stage.sky(8, 200, 0.03, 0.0)
    night = glow((0.10, 0.13, 0.18), 0.4)
    sheet(((-3.7, -3.0, 0.5), (-3.7, 9.0, 0.5), (-3.7, 9.0, 2.8), (-3.7, -3.0, 2.8)), night)
    tube = glow((0.92, 0.97, 1.0), 2.0)
    for y in (0.4, 2.8, 5.2):
        for x in (-1.2, 1.2):
            box((x, y, 2.89), (0.3, 1.3, 0.02), tube)
            stage.panel_light((x, y, 2.86), (0.3, 1.3), 24, (0.92, 0.97, 1.0))
    stage.panel_light((0.9, -1.4, 2.2), (1.0, 0.8), 22, (0.95, 0.98, 1.0), (-0.35, 1.0, -0.35))
