"""The door to the people detectors."""

import sys
import types
from pathlib import Path

import numpy as np
import pytest

from passerby.shapes.detections import Detections
from passerby.shapes.errors import ModelError
from passerby.shapes.frame import Frame
from passerby.vision.people import DETECTOR_NAMES, PeopleDetector, open_detector
from passerby.vision.registry import find_card


class Motion:
    """Stands in for the built-in detector: only how it is opened matters here."""

    name = "motion"
    built_in = True
    note = "weaker"

    def detect(self, frame: Frame) -> Detections:
        return Detections.empty()


@pytest.fixture(autouse=True)
def built_in(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("passerby.vision.motion")
    module.__dict__["MotionDetector"] = Motion
    monkeypatch.setitem(sys.modules, "passerby.vision.motion", module)


def test_every_offered_name_is_known_to_the_door(tmp_path: Path) -> None:
    for name in DETECTOR_NAMES:
        if name in ("auto", "motion"):
            assert open_detector(name, tmp_path).name == "motion"
        else:
            with pytest.raises(ModelError, match=f"`passerby models pull {name}`"):
                open_detector(name, tmp_path)


def test_an_unknown_detector_is_answered_with_the_names_there_are(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"'yolov8'; the detectors are auto, yolox-nano, .*motion"):
        open_detector("yolov8", tmp_path)


def test_a_face_model_is_not_offered_as_a_people_detector(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no detector called 'yunet'"):
        open_detector("yunet", tmp_path)


def test_without_a_model_auto_says_that_the_built_in_detector_is_used(tmp_path: Path) -> None:
    opened = open_detector("auto", tmp_path)
    assert (opened.name, opened.built_in, opened.note) == ("motion", True, "weaker")


def test_each_camera_gets_a_built_in_detector_of_its_own(tmp_path: Path) -> None:
    opened = open_detector("motion", tmp_path)
    assert opened.for_camera() is not opened.for_camera()


def test_all_cameras_share_one_network(shared: Path) -> None:
    opened = open_detector("auto", shared / "models")
    assert opened.name == "YOLOX-nano"
    assert not opened.built_in
    assert opened.for_camera() is opened.for_camera()


def test_auto_does_not_pass_over_a_damaged_model(tmp_path: Path) -> None:
    (tmp_path / find_card("yolox-nano").file_name).write_bytes(b"damaged")
    with pytest.raises(ModelError, match="is not the model yolox-nano"):
        open_detector("auto", tmp_path)


def test_an_opened_network_is_a_people_detector_that_names_itself(shared: Path) -> None:
    detector: PeopleDetector = open_detector("yolox-nano", shared / "models").for_camera()
    frame = Frame(np.zeros((20, 30, 3), np.uint8), 0.0, 0)
    assert len(detector.detect(frame)) == 0
    assert detector.name == find_card("yolox-nano").title
