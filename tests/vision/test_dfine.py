"""D-FINE, on a network that has its inputs and outputs: the weights themselves are not in the test data."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from passerby.shapes.errors import ModelError
from passerby.shapes.frame import Frame
from passerby.vision.dfine import DfineDetector
from passerby.vision.onnx_session import OnnxSession, open_session
from tests.vision.networks import show_mean_colours, tell_dfine

QUERIES = 300


def told(
    *people: tuple[float, tuple[float, float, float, float]],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Logits and boxes of 300 queries, of which the first see people: (score, box cxcywh 0..1)."""
    logits = np.full((QUERIES, 80), -9, np.float32)
    found = np.full((QUERIES, 4), 0.5, np.float32)
    for query, (score, box) in enumerate(people):
        logits[query, 0] = np.log(score / (1 - score))
        found[query] = box
    return logits, found


def open_told(path: Path, *people: tuple[float, tuple[float, float, float, float]]) -> DfineDetector:
    return DfineDetector(open_session(tell_dfine(path, *told(*people)), "Told"), "Told")


def frame(width: int, height: int) -> Frame:
    return Frame(np.zeros((height, width, 3), np.uint8), 0.0, 0)


def test_boxes_come_back_in_pixels_sorted_by_score(tmp_path: Path) -> None:
    detector = open_told(tmp_path / "n.onnx", (0.3, (0.5, 0.5, 0.1, 0.2)), (0.8, (0.25, 0.5, 0.1, 0.5)))
    seen = detector.detect(frame(400, 200))
    assert seen.scores.tolist() == [pytest.approx(0.8, abs=1e-5), pytest.approx(0.3, abs=1e-5)]
    assert seen.boxes_xyxy[0].tolist() == pytest.approx([80, 50, 120, 150], abs=1e-3)
    assert seen.boxes_xyxy[1].tolist() == pytest.approx([180, 80, 220, 120], abs=1e-3)


def test_uncertain_people_are_told_down_to_the_floor_and_no_further(tmp_path: Path) -> None:
    box = (0.5, 0.5, 0.2, 0.2)
    seen = open_told(tmp_path / "n.onnx", (0.11, box), (0.09, box)).detect(frame(100, 100))
    assert seen.scores.tolist() == [pytest.approx(0.11, abs=1e-5)]


def test_boxes_end_at_the_edge_of_the_picture(tmp_path: Path) -> None:
    seen = open_told(tmp_path / "n.onnx", (0.9, (0.0, 1.0, 0.2, 0.4))).detect(frame(100, 100))
    assert seen.boxes_xyxy.tolist() == [pytest.approx([0, 80, 10, 100], abs=1e-3)]


@pytest.mark.parametrize("size_wh", [(1, 1), (7680, 4320)])
def test_pictures_of_any_size_are_looked_at(tmp_path: Path, size_wh: tuple[int, int]) -> None:
    assert len(open_told(tmp_path / "n.onnx").detect(frame(*size_wh))) == 0


def test_the_network_sees_a_stretched_picture_red_green_blue_from_0_to_1(tmp_path: Path) -> None:
    means = open_session(show_mean_colours(tmp_path / "n.onnx"), "means")
    logits, found = told()
    seen: list[npt.NDArray[np.float32]] = []

    class Spy(OnnxSession):
        def __init__(self) -> None:
            self.input_shape = (1, 3, 64, 64)
            self.output_names = ("logits", "pred_boxes")

        def run(self, picture_nchw: npt.NDArray[np.float32]) -> list[npt.NDArray[np.float32]]:
            seen.extend(means.run(picture_nchw))
            return [logits[None], found[None]]

    DfineDetector(Spy(), "spy").detect(Frame(np.full((10, 90, 3), (255, 51, 0), np.uint8), 0.0, 0))
    assert seen[0].tolist() == [pytest.approx([0, 0.2, 1.0], abs=1e-5)]


def test_a_network_of_another_kind_is_refused(tmp_path: Path) -> None:
    session = open_session(show_mean_colours(tmp_path / "n.onnx"), "means")
    with pytest.raises(ModelError, match="wanted the outputs logits and pred_boxes, found means"):
        DfineDetector(session, "means")
