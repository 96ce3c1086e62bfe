"""YOLOX: from its rows to people, and on real footage."""

import json
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from passerby.shapes import boxes
from passerby.shapes.errors import ModelError
from passerby.shapes.frame import Frame
from passerby.vision.onnx_session import OnnxSession, open_session
from passerby.vision.people import open_detector
from passerby.vision.yolox import YoloxDetector
from tests.vision.networks import show_mean_colours, tell_yolox

# A 64 by 64 input has 8 by 8 cells of 8 pixels, then 4 by 4 of 16, then 2 by 2 of 32.
CELLS = 64 + 16 + 4


def rows_with(**told: tuple[float, ...]) -> npt.NDArray[np.float32]:
    """Rows of nothing, but for those told as row_INDEX=(x, y, log w, log h, certainty, person)."""
    rows = np.zeros((CELLS, 85), np.float32)
    for name, values in told.items():
        rows[int(name.removeprefix("row_")), : len(values)] = values
    return rows


def open_told(tmp_path: Path, rows: npt.NDArray[np.float32]) -> YoloxDetector:
    return YoloxDetector(open_session(tell_yolox(tmp_path / "n.onnx", rows), "Told"), "Told")


def frame(width: int, height: int) -> Frame:
    return Frame(np.zeros((height, width, 3), np.uint8), 0.0, 0)


@pytest.mark.parametrize(
    ("row", "box"),
    [
        (8 * 3 + 2, [16 + 4 - 4, 24 + 4 - 8, 16 + 4 + 4, 24 + 4 + 8]),
        (64 + 4 * 1 + 2, [32 + 8 - 8, 16 + 8 - 16, 32 + 8 + 8, 16 + 8 + 16]),
        (64 + 16 + 1, [32 + 16 - 16, 16 - 32, 32 + 16 + 16, 16 + 32]),
    ],
    ids=["stride 8", "stride 16", "stride 32"],
)
def test_a_row_is_read_in_the_grid_it_belongs_to(tmp_path: Path, row: int, box: list[int]) -> None:
    rows = rows_with(**{f"row_{row}": (0.5, 0.5, 0.0, float(np.log(2)), 0.9, 0.8)})
    seen = open_told(tmp_path, rows).detect(frame(64, 64))
    assert seen.boxes_xyxy.tolist() == [pytest.approx(np.clip(box, 0, 64), abs=1e-4)]
    assert seen.scores.tolist() == [pytest.approx(0.72)]


def test_boxes_come_back_in_pixels_of_the_frame(tmp_path: Path) -> None:
    rows = rows_with(row_26=(0.5, 0.5, 0.0, float(np.log(2)), 0.9, 0.8))
    seen = open_told(tmp_path, rows).detect(frame(640, 480))
    assert seen.boxes_xyxy.tolist() == [pytest.approx([160, 200, 240, 360], abs=1e-2)]


def test_uncertain_people_are_told_down_to_the_floor_and_no_further(tmp_path: Path) -> None:
    rows = rows_with(row_0=(0.5, 0.5, 0, 0, 0.5, 0.22), row_20=(0.5, 0.5, 0, 0, 0.5, 0.19))
    assert open_told(tmp_path, rows).detect(frame(64, 64)).scores.tolist() == [pytest.approx(0.11)]


def test_only_the_class_person_counts(tmp_path: Path) -> None:
    rows = rows_with(row_0=(0.5, 0.5, 0, 0, 0.9, 0.0, 0.99))
    assert len(open_told(tmp_path, rows).detect(frame(64, 64))) == 0


def test_a_box_of_absurd_size_is_cut_to_the_picture(tmp_path: Path) -> None:
    rows = rows_with(row_27=(0.5, 0.5, 500.0, 500.0, 0.9, 0.9))
    seen = open_told(tmp_path, rows).detect(frame(64, 48))
    assert seen.boxes_xyxy.tolist() == [[0, 0, 64, 48]]


def test_the_network_sees_blue_green_red_from_0_to_255(tmp_path: Path) -> None:
    session = open_session(show_mean_colours(tmp_path / "n.onnx"), "means")
    seen: list[npt.NDArray[np.float32]] = []

    class Spy(OnnxSession):
        def __init__(self) -> None:
            self.input_shape = session.input_shape

        def run(self, picture_nchw: npt.NDArray[np.float32]) -> list[npt.NDArray[np.float32]]:
            seen.extend(session.run(picture_nchw))
            return [np.zeros((1, CELLS, 85), np.float32)]

    YoloxDetector(Spy(), "spy").detect(Frame(np.full((32, 32, 3), (255, 128, 3), np.uint8), 0.0, 0))
    assert seen[0].tolist() == [[255, 128, 3]]


def test_a_network_of_another_kind_is_refused(tmp_path: Path) -> None:
    short = open_told(tmp_path, rows_with()[:10])
    with pytest.raises(ModelError, match="gave 10 rows, wanted 84"):
        short.detect(frame(64, 64))
    open_size = tell_yolox(tmp_path / "open.onnx", rows_with(), size=64)
    session = open_session(open_size, "open")
    session.input_shape = (1, 3, "height", "width")
    with pytest.raises(ModelError, match="wanted a fixed input size"):
        YoloxDetector(session, "open")


@pytest.mark.parametrize("size_wh", [(1, 1), (7680, 4320), (3, 2000)])
def test_pictures_of_any_size_are_looked_at(shared: Path, size_wh: tuple[int, int]) -> None:
    detector = open_detector("yolox-nano", shared / "models").for_camera()
    assert len(detector.detect(frame(*size_wh))) == 0


def test_most_of_the_people_of_a_real_scene_are_found(shared: Path) -> None:
    detector = open_detector("yolox-nano", shared / "models").for_camera()
    rows = np.loadtxt(shared / "data/pets09-s2l1/gt.txt", delimiter=",")
    video = cv2.VideoCapture(str(shared / "data/pets09-s2l1/vtest.avi"))
    hits = wanted = false = 0
    for number in range(1, 122):
        _, image = video.read()
        if number % 20 != 1:
            continue
        truth = boxes.from_ltwh(rows[rows[:, 0] == number, 2:6].astype(np.float32))
        seen = detector.detect(Frame(np.asarray(image, np.uint8), number / 7, number))
        sure = seen.where(np.flatnonzero(seen.scores > 0.6))
        overlaps = boxes.iou(sure.boxes_xyxy, truth) >= 0.5
        hits += int(overlaps.any(axis=0).sum())
        false += int((~overlaps.any(axis=1)).sum())
        wanted += len(truth)
    assert hits / wanted > 0.8, json.dumps([hits, wanted, false])
    assert false / wanted < 0.15
