"""The built-in detector on real footage: a floor under its accuracy, well below what it reaches."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from passerby.shapes import boxes as box_functions
from passerby.shapes.boxes import Boxes
from passerby.shapes.frame import Frame
from passerby.vision.motion import MotionDetector
from tests.vision.motion_scenes import NOON, sure

FPS = 7.0
FRAMES = 200
WARM_UP = 30


@pytest.fixture(scope="module")
def truth(shared: Path) -> npt.NDArray[np.float64]:
    return np.loadtxt(shared / "data" / "pets09-s2l1" / "gt.txt", delimiter=",")


def footage(path: Path, scale: float) -> Iterator[Frame]:
    video = cv2.VideoCapture(str(path))
    try:
        for number in range(FRAMES):
            given, image = video.read()
            assert given
            sized = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            yield Frame(np.asarray(sized, np.uint8), NOON + number / FPS, number)
    finally:
        video.release()


def hits(people: Boxes, found: Boxes) -> int:
    overlap = box_functions.iou(people, found)
    return int((overlap.max(axis=1, initial=0) >= 0.5).sum())


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_people_on_a_real_square_are_found(
    shared: Path, truth: npt.NDArray[np.float64], scale: float
) -> None:
    detector = MotionDetector()
    there = recalled = reported = right = 0
    for frame in footage(shared / "data" / "pets09-s2l1" / "vtest.avi", scale):
        found = sure(detector.detect(frame))
        if frame.sequence < WARM_UP:
            continue
        rows = truth[truth[:, 0] == frame.sequence + 1, 2:6] * scale
        people = box_functions.from_ltwh(rows.astype(np.float32))
        there, reported = there + len(people), reported + len(found)
        recalled, right = recalled + hits(people, found), right + hits(found, people)
    assert recalled / there >= 0.70
    assert right / reported >= 0.70
