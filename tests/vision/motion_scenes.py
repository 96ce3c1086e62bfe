"""Drawn scenes: a noisy street, and figures upright enough for the person check to know them for people."""

from collections.abc import Callable, Iterator
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes
from passerby.shapes.detections import Detections
from passerby.shapes.frame import Frame, Image
from passerby.vision.motion import MotionDetector

WIDTH, HEIGHT = 480, 360
NOON = 1_800_000_000.0
Draw = Callable[[Image, float], None]


def street(seed: int = 0) -> Image:
    """A grey place with some texture, the same for the same seed."""
    coarse = np.random.default_rng(seed).integers(110, 190, (HEIGHT // 12, WIDTH // 12, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)


def draw_person(image: Image, x: float, foot: float, height: float) -> None:
    """A dark figure with head, trunk, arms and legs."""

    def at(dx: float, up: float) -> tuple[int, int]:
        return round(x + dx * height), round(foot - up * height)

    def thick(part: float) -> int:
        return max(round(part * height), 1)

    ink = (40, 35, 50)
    for side in (-1, 1):
        cv2.line(image, at(side * 0.04, 0.48), at(side * 0.07, 0.02), ink, thick(0.085))
        cv2.line(image, at(side * 0.11, 0.79), at(side * 0.15, 0.48), ink, thick(0.06))
    cv2.rectangle(image, at(-0.11, 0.82), at(0.11, 0.45), ink, -1)
    cv2.ellipse(image, at(0, 0.91), (thick(0.065), thick(0.09)), 0, 0, 360, ink, -1)


def height_at(foot: float) -> float:
    """How tall people are in the drawn scenes: a camera that looks down a street."""
    return 0.25 * foot + 15


def walker(start: tuple[float, float], velocity: tuple[float, float], until_s: float = np.inf) -> Draw:
    """Somebody who walks from `start` (x, foot) in pixels a second, and after `until_s` stands still."""

    def draw(image: Image, t: float) -> None:
        x, foot = (place + speed * min(t, until_s) for place, speed in zip(start, velocity, strict=True))
        draw_person(image, x, foot, height_at(foot))

    return draw


def passers_by(until_s: float = np.inf) -> list[Draw]:
    """People at several distances, to learn from how tall people are; gone after `until_s`."""

    def only_until(draw: Draw) -> Draw:
        return lambda image, t: draw(image, t) if t < until_s else None

    lanes = [(-30.0, 150.0, 45.0), (-80.0, 230.0, 60.0), (560.0, 330.0, -60.0)]
    return [only_until(walker((x, foot), (speed, 0.0))) for x, foot, speed in lanes]


def frames(
    draws: list[Draw], seconds: float, *, fps: float = 5.0, start_s: float = 0.0, noise: float = 4.0
) -> Iterator[Frame]:
    """The scene from `start_s` on, with sensor noise; the same frames for the same arguments."""
    empty = street()
    for number in range(round(seconds * fps)):
        t = start_s + number / fps
        image = empty.copy()
        for draw in draws:
            draw(image, t)
        grainy = np.clip(image + noise * _grains()[number % len(_grains())], 0, 255).astype(np.uint8)
        yield Frame(grainy, NOON + t, number)


@cache
def _grains() -> list[npt.NDArray[np.float32]]:
    chance = np.random.default_rng(0)
    return [chance.standard_normal((HEIGHT, WIDTH, 3), np.float32) for _ in range(13)]


def watch(detector: MotionDetector, scene: Iterator[Frame]) -> list[Detections]:
    """What the detector says of each frame."""
    return [detector.detect(frame) for frame in scene]


def sure(detections: Detections) -> Boxes:
    """The boxes of confirmed people."""
    return detections.where(detections.scores >= 0.6).boxes_xyxy


def person_box(x: float, foot: float) -> Boxes:
    """The box (1, 4) around a drawn figure."""
    height = height_at(foot)
    return np.array([[x - 0.18 * height, foot - height, x + 0.18 * height, foot]], np.float32)
