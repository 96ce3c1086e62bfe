"""Draws ghost_view.png: the product's own ghost view over a drawn scene, with invented people.

Run from the top of the repository: .venv/bin/python docs/images/draw_ghost_view.py
"""

from pathlib import Path

import cv2
import numpy as np

from passerby.crowd.scene_text import scene_from_texts
from passerby.shapes.frame import Image
from passerby.shapes.tracks import Tracks
from passerby.vision.ghost import GhostFigures, draw_ghost

WIDTH, HEIGHT = 1280, 720
HORIZON = 250
SCENE = scene_from_texts(["queue: 0.16,0.58 0.55,0.54 0.66,0.90 0.09,0.92"], ["door: 0.86,0.46 0.72,0.94"])
# Foot points and steps a second, in pixels.
PEOPLE = [
    (310, 540, 26, 2), (420, 560, 24, 1), (520, 545, 20, 0), (610, 600, 30, 2), (250, 610, 28, -1),
    (960, 470, -40, 18), (1050, 590, -62, 20), (745, 350, 26, 4), (180, 345, 30, 2), (500, 330, -18, 2),
]  # fmt: skip


def square() -> Image:
    """A square in front of a row of houses, in perspective, with nobody in it."""
    picture = np.full((HEIGHT, WIDTH, 3), (150, 146, 138), np.uint8)
    picture[HORIZON:] = np.linspace((120, 124, 126), (168, 172, 174), HEIGHT - HORIZON)[:, None].astype(
        np.uint8
    )
    houses = ((90, 90, 260, 20), (360, 60, 330, 8), (700, 110, 210, -12), (920, 40, 300, 14))
    for left, top, width, shade in houses:
        house = (118 + shade, 126 + shade, 132 + shade)
        cv2.rectangle(picture, (left, top), (left + width, HORIZON), house, -1)
        for x in range(left + 22, left + width - 40, 58):
            for y in range(top + 24, HORIZON - 50, 56):
                cv2.rectangle(picture, (x, y), (x + 28, y + 34), (96, 92, 84), -1)
    for x in range(-2400, WIDTH + 2401, 160):
        cv2.line(
            picture,
            (WIDTH // 2 + (x - WIDTH // 2) // 5, HORIZON),
            (x, HEIGHT),
            (136, 140, 142),
            1,
            cv2.LINE_AA,
        )
    for step in range(1, 12):
        y = HORIZON + round((HEIGHT - HORIZON) * (step / 12) ** 1.8)
        cv2.line(picture, (0, y), (WIDTH, y), (136, 140, 142), 1, cv2.LINE_AA)
    return picture


def box(foot_x: float, foot_y: float) -> list[float]:
    """A person's box: as tall as somebody is who stands there."""
    height = 40 + 0.34 * (foot_y - HORIZON)
    return [foot_x - 0.2 * height, foot_y - height, foot_x + 0.2 * height, foot_y]


def main() -> None:
    """Write the picture beside this file."""
    count = len(PEOPLE)
    now = np.array([box(x, y) for x, y, _, _ in PEOPLE], np.float32)
    tracks = Tracks(0.0, np.arange(1, count + 1, dtype=np.int64), now, np.ones(count, np.bool_))
    trails = {
        number: np.array([box(x - dx * ago, y - dy * ago) for ago in (1.5, 1.0, 0.5)], np.float32)
        for number, (x, y, dx, dy) in enumerate(PEOPLE, 1)
    }
    figures = GhostFigures(
        people_now=count,
        zones={"queue": 5},
        lines={"door": (214, 187)},
        detector="Synthetic scene, invented figures",
        time_text="09:40:12",
    )
    picture = draw_ghost(square(), SCENE, tracks, trails, figures)
    cv2.imwrite(str(Path(__file__).with_name("ghost_view.png")), picture)


if __name__ == "__main__":
    main()
