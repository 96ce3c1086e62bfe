"""Passing over still scenes, without ever passing over somebody who moves."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from passerby.shapes.frame import Frame, Image
from passerby.vision.motion_gate import MotionGate

SIZE_WH = (768, 576)


def scene(seed: int = 1) -> Image:
    """A scene with some structure in it."""
    coarse = np.random.default_rng(seed).integers(60, 180, (12, 16, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, SIZE_WH), np.uint8)


def with_person(image: Image, left: int, top: int, wh: tuple[int, int] = (8, 20), darker: int = 40) -> Image:
    shown = image.astype(np.int16)
    shown[top : top + wh[1], left : left + wh[0]] -= darker
    return np.clip(shown, 0, 255).astype(np.uint8)


def noisy(image: Image, deviation: float, seed: int) -> Image:
    noise = np.random.default_rng(seed).normal(0, deviation, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def judge(before: Image, now: Image, after_s: float = 0.5) -> bool:
    gate = MotionGate()
    gate.remember(Frame(before, 100.0, 0))
    return gate.is_still(Frame(now, 100.0 + after_s, 1))


def test_the_same_picture_is_still() -> None:
    assert judge(scene(), scene())


def test_before_anything_was_analysed_nothing_is_still() -> None:
    assert not MotionGate().is_still(Frame(scene(), 100.0, 0))


def test_a_small_person_far_away_is_seen_to_move() -> None:
    assert not judge(with_person(scene(), 300, 200), with_person(scene(), 304, 200))


def test_a_small_person_who_appears_is_seen() -> None:
    assert not judge(scene(), with_person(scene(), 300, 200, darker=15))


def test_a_slow_walk_adds_up_until_it_is_seen() -> None:
    gate = MotionGate()
    gate.remember(Frame(with_person(scene(), 300, 200), 100.0, 0))
    verdicts = [
        gate.is_still(Frame(with_person(scene(), 300 + step, 200), 100.0 + step / 10, step))
        for step in range(1, 6)
    ]
    assert verdicts[0]
    assert not verdicts[-1]


@pytest.mark.parametrize("deviation", [2, 8, 40])
def test_the_noise_of_a_sensor_is_not_movement(deviation: float) -> None:
    assert judge(noisy(scene(), deviation, 1), noisy(scene(), deviation, 2))


def test_a_person_is_seen_to_move_through_noise() -> None:
    before, now = (with_person(scene(), left, 200, (16, 40), 60) for left in (300, 308))
    assert not judge(noisy(before, 8, 1), noisy(now, 8, 2))


def test_a_scene_that_grows_brighter_as_a_whole_is_still() -> None:
    assert judge(scene(), scene() + np.uint8(12))


def test_after_two_seconds_even_a_still_scene_is_looked_at() -> None:
    assert judge(scene(), scene(), after_s=1.99)
    assert not judge(scene(), scene(), after_s=2.0)


def test_a_clock_set_back_is_not_waited_for() -> None:
    assert not judge(scene(), scene(), after_s=-1.0)


def test_a_picture_of_another_size_is_a_change() -> None:
    assert not judge(scene(), np.zeros((300, 768, 3), np.uint8))


@pytest.mark.parametrize("size_wh", [(1, 1), (7680, 4320), (5000, 1)])
def test_pictures_of_any_size_are_compared(size_wh: tuple[int, int]) -> None:
    image = np.zeros((size_wh[1], size_wh[0], 3), np.uint8)
    assert judge(image, image)


def test_asking_changes_nothing() -> None:
    gate = MotionGate()
    gate.remember(Frame(scene(), 100.0, 0))
    moved = Frame(with_person(scene(), 300, 200), 100.5, 1)
    assert [gate.is_still(moved) for _ in range(2)] == [False, False]


def test_a_real_clip_is_passed_over_where_it_is_empty_and_never_where_somebody_walks(shared: Path) -> None:
    # Seen by eye: from 455 to 495 nobody is there, from 745 to 800 a person walks through.
    video = cv2.VideoCapture(str(shared / "data/video/one-by-one-person-detection.mp4"))
    gate, still = MotionGate(), []
    for sequence in range(801):
        if not video.grab():
            break
        if sequence < 440:
            continue
        frame = Frame(np.asarray(video.retrieve()[1], np.uint8), sequence / 10, sequence)
        still.append(gate.is_still(frame))
        if not still[-1]:
            gate.remember(frame)
    assert np.mean(still[455 - 440 : 495 - 440]) > 0.9
    assert not any(still[745 - 440 :])
