"""The scene with nobody in it."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as npst

from passerby.shapes.boxes import Boxes
from passerby.shapes.frame import Frame, Image
from passerby.vision.background import (
    MIN_FREE_SAMPLES,
    NEUTRAL_GREY,
    Background,
    _median_of_nine,
    grown,
)
from passerby.vision.people import open_detector

NOBODY = np.zeros((0, 4), np.float32)
PERSON: Boxes = np.array([[40, 20, 60, 70]], np.float32)
RED = (0, 0, 255)


def empty_scene() -> Image:
    return np.full((100, 120, 3), (90, 140, 60), np.uint8)


def occupied_scene() -> Image:
    image = empty_scene()
    image[20:70, 40:60] = RED
    return image


def learn(background: Background, image: Image, people: Boxes, samples: int, start_s: float = 0.0) -> None:
    for sample in range(samples):
        background.learn(Frame(image, start_s + sample, sample), people)


def red_pixels(image: Image) -> int:
    return int((image == RED).all(axis=2).sum())


@given(npst.arrays(np.uint8, (9, 4, 5, 3)))
def test_the_median_is_the_fifth_of_nine_at_each_pixel(samples: Image) -> None:
    assert (_median_of_nine(samples) == np.median(samples, axis=0)).all()


def test_an_empty_scene_is_learnt_as_it_is() -> None:
    background = Background()
    learn(background, empty_scene(), NOBODY, MIN_FREE_SAMPLES)
    assert (background.image() == empty_scene()).all()
    assert background.known_share == 1.0


def test_before_enough_was_seen_everything_is_grey() -> None:
    background = Background()
    learn(background, empty_scene(), NOBODY, MIN_FREE_SAMPLES - 1)
    assert (background.image() == NEUTRAL_GREY).all()
    assert background.known_share == 0.0


def test_a_person_who_stands_for_minutes_is_never_shown_but_as_grey() -> None:
    background = Background()
    learn(background, occupied_scene(), PERSON, 300)
    shown = background.image()
    assert red_pixels(shown) == 0
    assert (shown[20:70, 40:60] == NEUTRAL_GREY).all()
    assert (shown[:, 80:] == empty_scene()[:, 80:]).all()


def test_what_was_seen_before_a_person_came_stays_while_they_stand_there() -> None:
    background = Background()
    learn(background, empty_scene(), NOBODY, 9)
    learn(background, occupied_scene(), PERSON, 300, start_s=9)
    assert (background.image() == empty_scene()).all()


def test_a_person_whom_the_detector_misses_for_some_seconds_does_not_burn_in() -> None:
    background = Background()
    learn(background, empty_scene(), NOBODY, 9)
    learn(background, occupied_scene(), NOBODY, 4, start_s=9)
    assert red_pixels(background.image()) == 0


@pytest.mark.parametrize("missed_at", range(MIN_FREE_SAMPLES))
def test_a_person_missed_once_while_the_scene_is_new_is_not_shown(missed_at: int) -> None:
    background = Background()
    for sample in range(MIN_FREE_SAMPLES):
        image = occupied_scene() if sample == missed_at else empty_scene()
        background.learn(Frame(image, sample, sample), NOBODY)
    assert (background.image() == empty_scene()).all()


def test_what_changes_for_good_is_learnt_anew() -> None:
    background = Background()
    learn(background, empty_scene(), NOBODY, 9)
    learn(background, occupied_scene(), NOBODY, 9, start_s=9)
    assert (background.image() == occupied_scene()).all()


def test_samples_are_a_second_apart_once_the_scene_is_known() -> None:
    background = Background()
    learn(background, empty_scene(), NOBODY, 9)
    assert not background.is_due(8.9)
    assert background.is_due(9.0)


def test_a_clock_set_back_does_not_stop_the_learning() -> None:
    background = Background()
    learn(background, empty_scene(), NOBODY, 9, start_s=1000)
    assert background.is_due(10.0)


def test_a_picture_of_another_size_starts_again() -> None:
    background = Background()
    learn(background, empty_scene(), NOBODY, 9)
    background.learn(Frame(empty_scene()[:50], 20.0, 9), NOBODY)
    assert background.image().shape == (50, 120, 3)
    assert background.known_share == 0.0


def test_boxes_off_the_picture_hide_nothing_else() -> None:
    background = Background()
    off: Boxes = np.array([[-90, -90, -30, -30], [500, 500, 600, 600], [-10, 90, 10, 200]], np.float32)
    learn(background, empty_scene(), off, MIN_FREE_SAMPLES)
    shown = background.image()
    assert (shown[0, 0] == empty_scene()[0, 0]).all()
    assert (shown[-1, 0] == NEUTRAL_GREY).all()


@pytest.mark.parametrize("size_wh", [(1, 1), (7680, 4320), (3000, 1)])
def test_pictures_of_any_size_are_learnt(size_wh: tuple[int, int]) -> None:
    background = Background()
    image = np.full((size_wh[1], size_wh[0], 3), 7, np.uint8)
    learn(background, image, NOBODY, MIN_FREE_SAMPLES)
    assert background.image().shape == image.shape
    assert (background.image() == 7).all()


def test_a_picture_handed_out_is_the_receivers_own() -> None:
    background = Background()
    learn(background, empty_scene(), NOBODY, MIN_FREE_SAMPLES)
    background.image()[:] = 0
    assert (background.image() == empty_scene()).all()


def test_grown_boxes_reach_at_least_four_pixels_further() -> None:
    around = grown(np.array([[10, 10, 14, 30], [100, 100, 140, 200]], np.float32))
    assert around.tolist() == [[6, 6, 18, 34], [90, 90, 150, 210]]


def test_nobody_stays_in_the_picture_of_a_busy_place(shared: Path) -> None:
    """PETS: no frame of the clip is empty, yet the estimate matches its median over the whole clip."""
    detector = open_detector("yolox-nano", shared / "models").for_camera()
    video = cv2.VideoCapture(str(shared / "data/pets09-s2l1/vtest.avi"))
    background, kept = Background(), []
    for sequence in range(300):
        if not video.grab():
            break
        if sequence % 7:
            continue
        frame = Frame(np.asarray(video.retrieve()[1], np.uint8), sequence / 7, sequence)
        background.learn(frame, detector.detect(frame).boxes_xyxy)
        kept.append(frame.image)
    truth = np.median(np.stack(kept), axis=0)
    shown = background.image().astype(np.float32)
    known = (shown != NEUTRAL_GREY).any(axis=2)
    away = np.abs(cv2.blur(shown, (9, 9)) - cv2.blur(truth.astype(np.float32), (9, 9))).max(axis=2)
    assert known.mean() > 0.97
    assert np.quantile(away[cv2.erode(known.astype(np.uint8), np.ones((15, 15))) > 0], 0.999) < 25
