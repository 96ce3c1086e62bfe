"""Whether a face is good enough for a template, and what to tell the person if not."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from passerby.gate.quality import AT_GATE, TURNING, Fault, Quality, assess
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image
from tests.gate.stage import SHARP, Actor, Stage

GOOD = Actor(0)


def assessed(actor: Actor = GOOD, image: Image = SHARP, score: float = 0.9) -> Quality:
    faces = Stage(actors=[actor]).detect(image)
    return assess(image, Faces(faces.boxes_xyxy, np.full(1, score, np.float32), faces.landmarks_xy), 0)


def test_a_good_face_has_no_fault() -> None:
    quality = assessed()
    assert quality.faults == ()
    assert quality.good_but_for()
    assert quality.size_px == pytest.approx(100, rel=0.01)
    assert quality.inside == 1


@pytest.mark.parametrize(
    ("actor", "fault"),
    [
        (replace(GOOD, size_px=40), Fault.TOO_SMALL),
        (replace(GOOD, yaw=35), Fault.TURNED),
        (replace(GOOD, yaw=-35), Fault.TURNED),
        (replace(GOOD, x=20), Fault.CUT_OFF),
        (replace(GOOD, x=-300), Fault.CUT_OFF),
        (replace(GOOD, x=5000, y=5000), Fault.CUT_OFF),
    ],
)
def test_what_is_wrong_with_a_face_comes_first(actor: Actor, fault: Fault) -> None:
    assert assessed(actor).faults[0] is fault


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda image: cv2.GaussianBlur(image, (0, 0), 6), Fault.BLURRED),
        (lambda image: (image * 0.1).astype(np.uint8), Fault.TOO_DARK),
        (lambda image: np.maximum(image, 240), Fault.TOO_BRIGHT),
        (lambda image: np.full_like(image, 120), Fault.BLURRED),
    ],
)
def test_poor_light_and_focus_are_told(spoil: Callable[[Image], Image], fault: Fault) -> None:
    assert fault in assessed(image=spoil(SHARP)).faults


def test_light_from_behind_is_told_apart_from_a_dark_room() -> None:
    image = np.full_like(SHARP, 250)
    image[190:290, 270:370] = SHARP[190:290, 270:370] // 4
    assert assessed(image=image).faults[0] is Fault.BACKLIT


def test_a_dark_skin_in_good_light_is_no_dark_picture() -> None:
    """Half the light comes back from it, and its highlights still do."""
    assert assessed(image=(SHARP * 0.5).astype(np.uint8)).faults == ()


def test_a_tilted_head_is_told() -> None:
    faces = Stage(actors=[GOOD]).detect(SHARP)
    turn = cv2.getRotationMatrix2D((320, 240), 40, 1.0)
    tilted = (faces.landmarks_xy @ turn[:, :2].T + turn[:, 2]).astype(np.float32)
    assert assess(SHARP, Faces(faces.boxes_xyxy, faces.scores, tilted), 0).faults == (Fault.TILTED,)


def test_landmarks_that_are_no_face_and_an_unsure_detector_tell_of_something_before_the_face() -> None:
    faces = Stage(actors=[GOOD]).detect(SHARP)
    astray = faces.landmarks_xy.copy()
    astray[0, 3] += [-25, -25]
    assert Fault.COVERED in assess(SHARP, Faces(faces.boxes_xyxy, faces.scores, astray), 0).faults
    assert assessed(score=0.55).faults == (Fault.COVERED,)


def test_a_face_without_any_size_is_refused_and_stops_nothing() -> None:
    point = Faces(np.zeros((1, 4), np.float32), np.ones(1, np.float32), np.zeros((1, 5, 2), np.float32))
    for image in (SHARP, np.zeros((1, 1, 3), np.uint8)):
        assert {Fault.TOO_SMALL, Fault.CUT_OFF} <= set(assess(image, point, 0).faults)


def test_only_what_is_allowed_is_allowed() -> None:
    assert assessed(replace(GOOD, yaw=35)).good_but_for(TURNING)
    assert not assessed(replace(GOOD, yaw=35, size_px=40)).good_but_for(TURNING)


def test_a_face_at_the_least_size_is_taken() -> None:
    assert assessed(replace(GOOD, size_px=AT_GATE.least_size_px + 1)).faults == ()


def test_each_fault_is_a_sentence() -> None:
    for fault in Fault:
        assert fault[0].isupper()
        assert fault.endswith(".")
