"""YuNet: from its rows to faces, the same as OpenCV's own reading of them."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from passerby.shapes import boxes
from passerby.shapes.errors import ModelError
from passerby.vision.onnx_session import open_session
from passerby.vision.registry import find_card, read_model
from passerby.vision.yunet import STRIDES, YuNet, decode
from tests.vision.networks import tell_yolox, tell_yunet

Array = npt.NDArray[np.float32]
NUMBERS = {"cls": 1, "obj": 1, "bbox": 4, "kps": 10}
PICTURE = np.zeros((32, 64, 3), np.uint8)


def rows() -> dict[str, Array]:
    """What a network gives that sees nothing in a picture of 64 by 32."""
    cells = {stride: (64 // stride) * (32 // stride) for stride in STRIDES}
    return {
        f"{kind}_{stride}": np.zeros((cells[stride], numbers), np.float32)
        for kind, numbers in NUMBERS.items()
        for stride in STRIDES
    }


def put_face(told: dict[str, Array], stride: int, row: int, score: float = 0.9) -> None:
    """A face one cell wide and two high, its middle a quarter cell right of its cell's corner."""
    told[f"cls_{stride}"][row] = told[f"obj_{stride}"][row] = score
    told[f"bbox_{stride}"][row] = 0.25, 0, 0, np.log(2)
    told[f"kps_{stride}"][row] = 0, 0, 0.5, 0, 0.25, 0.5, 0, 1, 0.5, 1


@pytest.mark.parametrize(
    ("stride", "row", "corner"), [(8, 8 * 2 + 3, (24, 16)), (16, 4 + 2, (32, 16)), (32, 1, (32, 0))]
)
def test_a_row_is_read_in_the_grid_it_belongs_to(
    tmp_path: Path, stride: int, row: int, corner: tuple[int, int]
) -> None:
    told = rows()
    put_face(told, stride, row)
    found = YuNet(open_session(tell_yunet(tmp_path / "n.onnx", told), "Told"), "Told").look(PICTURE)
    (x, y), side = corner, float(stride)
    wanted = [x + side / 4 - side / 2, y - side, x + side / 4 + side / 2, y + side]
    assert found.boxes_xyxy.tolist() == [pytest.approx(wanted)]
    assert found.landmarks_xy[0, 1].tolist() == pytest.approx([x + side / 2, y])
    assert found.landmarks_xy[0, 4].tolist() == pytest.approx([x + side / 2, y + side])


def test_the_score_is_the_geometric_mean_of_both_certainties(tmp_path: Path) -> None:
    told = rows()
    put_face(told, 8, 3)
    told["cls_8"][3], told["obj_8"][3] = 0.4, 0.9
    put_face(told, 8, 22)
    told["cls_8"][22], told["obj_8"][22] = 0.9, 0.2
    network = YuNet(open_session(tell_yunet(tmp_path / "n.onnx", told), "Told"), "Told")
    assert network.look(PICTURE).scores.tolist() == [pytest.approx(0.6)]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("cls", np.nan), ("obj", np.nan), ("bbox", np.nan), ("kps", np.nan),
        ("bbox", np.inf), ("bbox", 1e30), ("kps", -np.inf), ("kps", 1e30),
    ],
)  # fmt: skip
def test_a_face_told_with_numbers_that_are_none_or_absurd_is_left_out(
    tmp_path: Path, kind: str, value: float
) -> None:
    told = rows()
    put_face(told, 8, 3)
    put_face(told, 8, 22, score=0.7)
    told[f"{kind}_8"][3] = value
    network = YuNet(open_session(tell_yunet(tmp_path / "n.onnx", told), "Told"), "Told")
    assert network.look(PICTURE).scores.tolist() == [pytest.approx(0.7)]


@given(arrays.arrays(np.float32, (8, 16), elements=st.floats(width=32, allow_nan=True, allow_infinity=True)))
def test_whatever_a_network_gives_becomes_faces_that_can_be_used(values: Array) -> None:
    anchors = np.array([[cell, 0, 8] for cell in range(8)], np.float32)
    found = decode(values[:, :1], values[:, 1:2], values[:, 2:6], values[:, 6:], anchors, 0.5)
    assert np.isfinite(found.boxes_xyxy).all()
    assert (np.diff(found.scores) <= 0).all()


def test_a_network_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = open_session(tell_yolox(tmp_path / "n.onnx", np.zeros((84, 85), np.float32)), "Other")
    with pytest.raises(ModelError, match=r"wanted the outputs bbox_16, .*, found output"):
        YuNet(other, "Other")
    told = open_session(tell_yunet(tmp_path / "n.onnx", rows()), "Told")
    with pytest.raises(ModelError, match=r"gave cls \(42, 1\), wanted \(21, 1\)"):
        YuNet(told, "Told").look(PICTURE[:, :32])


@pytest.mark.parametrize("name", ["group_kit_with_rose.jpg", "group_obama1.jpg", "kit_harington__john2.jpeg"])
def test_the_faces_are_those_that_opencv_reads_from_the_same_file(shared: Path, name: str) -> None:
    card = find_card("yunet")
    image = np.asarray(cv2.imread(str(shared / "data/faces" / name)), np.uint8)
    height, width = image.shape[:2]
    weights = str(shared / "models" / card.file_name)
    _, found = cv2.FaceDetectorYN.create(weights, "", (width, height), 0.5, 0.3).detect(image)
    theirs = np.asarray(found, np.float32)
    ours = YuNet(open_session(read_model(card, shared / "models"), card.title), card.title).look(image)
    assert len(ours) == len(theirs)
    np.testing.assert_allclose(ours.boxes_xyxy, boxes.from_ltwh(theirs[:, :4]), atol=0.05)
    np.testing.assert_allclose(ours.landmarks_xy.reshape(-1, 10), theirs[:, 4:14], atol=0.05)
    np.testing.assert_allclose(ours.scores, theirs[:, 14], atol=1e-3)
