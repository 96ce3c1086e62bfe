"""CenterFace: from its maps to faces, and its published file made to take any picture."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from passerby.shapes.errors import ModelError
from passerby.vision.centerface import CenterFace, any_size, decode
from passerby.vision.onnx_session import OnnxSession, open_session
from tests.vision.networks import show_mean_colours, tell_centerface, tell_yolox

Array = npt.NDArray[np.float32]

# A picture of 64 by 32 has 16 by 8 cells of 4 pixels.
ROWS, COLUMNS = 8, 16
PICTURE = np.zeros((32, 64, 3), np.uint8)


def maps(*faces: tuple[int, int, float]) -> dict[str, Array]:
    """Maps of nothing, but for faces (row, column, score) 8 wide and 16 high, a landmark at each quarter."""
    made = {
        "heatmap": np.zeros((ROWS, COLUMNS), np.float32),
        "scale": np.zeros((2, ROWS, COLUMNS), np.float32),
        "offset": np.zeros((2, ROWS, COLUMNS), np.float32),
        "landmarks": np.zeros((10, ROWS, COLUMNS), np.float32),
    }
    for row, column, score in faces:
        made["heatmap"][row, column] = score
        made["scale"][:, row, column] = np.log([4, 2])
        made["landmarks"][:, row, column] = [0.25, 0.25, 0.25, 0.75, 0.5, 0.5, 0.75, 0.25, 0.75, 0.75]
    return made


def read(told: dict[str, Array], floor_score: float = 0.5) -> tuple[list[list[float]], list[float]]:
    found = decode(told["heatmap"], told["scale"], told["offset"], told["landmarks"], floor_score)
    return found.boxes_xyxy.tolist(), found.scores.tolist()


def test_a_cell_stands_for_a_face_around_its_middle() -> None:
    told = maps((3, 5, 0.75))
    told["offset"][:, 3, 5] = 0.25, -0.5
    found = decode(told["heatmap"], told["scale"], told["offset"], told["landmarks"], 0.5)
    # The middle is at (5 - .5 + .5) * 4 = 20 from the left and (3 + .25 + .5) * 4 = 15 from the top.
    assert found.boxes_xyxy.tolist() == [pytest.approx([16, 7, 24, 23])]
    assert found.scores.tolist() == [0.75]
    wanted = [[18, 11], [22, 11], [20, 15], [18, 19], [22, 19]]
    assert found.landmarks_xy[0].tolist() == [pytest.approx(point) for point in wanted]


def test_only_scores_above_the_floor_count_and_the_surest_comes_first() -> None:
    _, scores = read(maps((1, 1, 0.625), (4, 8, 0.875), (6, 14, 0.5)))
    assert scores == [0.875, 0.625]


def test_neighbouring_cells_are_one_face() -> None:
    boxes_xyxy, scores = read(maps((3, 5, 0.75), (3, 6, 0.625)))
    assert scores == [0.75]
    assert boxes_xyxy[0][0] == 18


@pytest.mark.parametrize("kind", ["heatmap", "scale", "offset", "landmarks"])
def test_a_face_told_with_numbers_that_are_none_is_left_out(kind: str) -> None:
    told = maps((3, 5, 0.75), (3, 12, 0.875))
    told[kind][..., 3, 5] = np.nan
    assert read(told)[1] == [0.875]


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e30])
@pytest.mark.parametrize("kind", ["scale", "offset", "landmarks"])
def test_a_face_told_with_absurd_numbers_is_left_out(kind: str, value: float) -> None:
    told = maps((3, 5, 0.75), (3, 12, 0.875))
    told[kind][..., 3, 5] = value
    assert read(told)[1] == [0.875]


def test_no_face_is_surer_than_sure() -> None:
    assert read(maps((3, 5, np.inf)))[1] == [1]


def test_a_face_of_absurd_size_overflows_nothing() -> None:
    told = maps((3, 5, 0.75))
    told["scale"][:] = 500
    ((left, _, right, _),), _ = read(told)
    assert right - left == pytest.approx(4 * np.exp(8), rel=1e-4)


@given(
    arrays.arrays(np.float32, (15, 4, 4), elements=st.floats(width=32, allow_nan=True, allow_infinity=True))
)
def test_whatever_a_network_gives_becomes_faces_that_can_be_used(values: Array) -> None:
    found = decode(values[0], values[1:3], values[3:5], values[5:], 0.5)
    assert np.isfinite(found.boxes_xyxy).all()
    assert (np.diff(found.scores) <= 0).all()


def test_the_network_sees_red_green_blue_and_black_where_the_picture_ends(tmp_path: Path) -> None:
    session = open_session(show_mean_colours(tmp_path / "n.onnx", size=32), "means")
    seen: list[Array] = []

    class Spy(OnnxSession):
        def __init__(self) -> None:
            self.output_names = ("537", "538", "539", "540")

        def run(self, picture_nchw: Array) -> list[Array]:
            seen.extend(session.run(picture_nchw))
            return [np.zeros((1, channels, 8, 8), np.float32) for channels in (1, 2, 2, 10)]

    half = np.full((32, 16, 3), (200, 100, 4), np.uint8)
    CenterFace(Spy(), "spy").look(half)
    assert seen[0].tolist() == [[2, 50, 100]]


def test_a_picture_is_looked_at_in_the_size_it_has(tmp_path: Path) -> None:
    network = tell_centerface(tmp_path / "n.onnx", **maps((3, 5, 0.75)))
    found = CenterFace(open_session(network, "Told"), "Told").look(PICTURE)
    assert found.scores.tolist() == [0.75]


def test_a_network_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = open_session(tell_yolox(tmp_path / "n.onnx", np.zeros((84, 85), np.float32)), "Other")
    with pytest.raises(ModelError, match="wanted the outputs 537, 538, 539, 540, found output"):
        CenterFace(other, "Other")
    told = tell_centerface(tmp_path / "n.onnx", **maps())
    with pytest.raises(ModelError, match=r"gave \(1, 1, 8, 16\), wanted \(1, 1, 8, 8\)"):
        CenterFace(open_session(told, "Told"), "Told").look(PICTURE[:, :32])


def test_the_published_form_of_the_file_is_made_to_take_any_one_picture(tmp_path: Path) -> None:
    path = tmp_path / "n.onnx"
    published = onnx.load_from_string(tell_centerface(path, **maps()))
    for dimension, size in zip(
        published.graph.input[0].type.tensor_type.shape.dim, (10, 3, 32, 32), strict=True
    ):
        dimension.dim_value = size
    for constant in published.graph.initializer:
        named = onnx.helper.make_tensor_value_info(constant.name, constant.data_type, constant.dims)
        published.graph.input.append(named)
    session = open_session(any_size(published.SerializeToString()), "Told")
    assert session.input_shape == (1, 3, "height", "width")
    assert len(CenterFace(session, "Told").look(PICTURE)) == 0
