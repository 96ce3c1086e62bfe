"""Ground truth of a frame from where everybody is."""

import math

import numpy as np
import pytest

from footage.studio.shooting.camera import Camera
from footage.studio.truth.measure import Present, measure
from footage.studio.truth.rows import Truth
from tests.footage.dolls import DEPTH_M, HEIGHT_M, NECK_M, WIDTH_M, doll_at

CAMERA = Camera((0.0, -5.0, 1.0), (0.0, 0.0, 1.0), 36.0, 640, 480)
"""A metre that is 5 m away is 128 pixels."""
FAR = np.full((480, 640), np.inf, np.float32)


def truth_of(*people: Present, scenery: np.ndarray[tuple[int, ...], np.dtype[np.float32]] = FAR) -> Truth:
    return measure(7, 0.6, people, CAMERA.pinhole, scenery)


def test_one_person_has_their_box_head_and_face_where_they_are() -> None:
    truth = truth_of(doll_at(3, 0.0, 0.0))
    near = 640 / (5 - DEPTH_M / 2)
    top, neck = (240 - near * (height - 1) for height in (HEIGHT_M, NECK_M))
    half = near * WIDTH_M / 2
    np.testing.assert_allclose(truth.boxes_xyxy, [[320 - half, top, 320 + half, 240 + near]])
    np.testing.assert_allclose(truth.faces_xyxy, [[320 - near * 0.1, top, 320 + near * 0.1, neck]])
    back_of_neck = 240 - 640 / (5 + DEPTH_M / 2) * (NECK_M - 1)
    np.testing.assert_allclose(truth.heads_xyxy, [[320 - near * 0.1, top, 320 + near * 0.1, back_of_neck]])


def test_feet_are_on_the_ground_below_the_bodys_axis() -> None:
    truth = truth_of(doll_at(3, 0.5, 0.0))
    np.testing.assert_allclose(truth.feet_xy, [[320 + 64, 240 + 128]])
    np.testing.assert_allclose(truth.ground_m, [[0.5, 0.0]])


def test_a_row_says_which_frame_when_and_who() -> None:
    truth = truth_of(doll_at(9, 1.0, 0.0), doll_at(3, -1.0, 0.0))
    assert truth.frames.tolist() == [7, 7]
    assert truth.times_s.tolist() == [0.6, 0.6]
    assert truth.persons.tolist() == [3, 9]
    assert truth.ground_m[:, 0].tolist() == [-1.0, 1.0]


def test_somebody_before_whom_nothing_stands_is_wholly_visible() -> None:
    truth = truth_of(doll_at(1, -1.0, 0.0), doll_at(2, 1.0, 0.0))
    assert truth.visible.tolist() == pytest.approx([1, 1], abs=0.01)


def test_somebody_behind_another_is_less_visible_and_the_nearer_one_is_not() -> None:
    hidden = truth_of(doll_at(1, 0.0, 1.5), doll_at(2, 0.0, 0.0)).visible
    beside = truth_of(doll_at(1, 0.3, 1.5), doll_at(2, 0.0, 0.0)).visible
    assert hidden[0] < 0.2
    assert 0.2 < beside[0] < 0.8
    assert hidden[1] == pytest.approx(1, abs=0.01)


def test_scenery_hides_whoever_is_behind_it() -> None:
    scenery = FAR.copy()
    scenery[240:] = 2.0
    upper = (NECK_M - 1) * WIDTH_M + (HEIGHT_M - NECK_M) * 0.2
    (visible,) = truth_of(doll_at(1, 0.0, 0.0), scenery=scenery).visible
    assert visible == pytest.approx(upper / (upper + WIDTH_M), abs=0.02)
    assert truth_of(doll_at(1, 0.0, 0.0), scenery=np.full_like(FAR, 2.0)).visible.tolist() == [0]
    assert truth_of(doll_at(1, 0.0, 0.0), scenery=np.full_like(FAR, 9.0)).visible.tolist() == pytest.approx(
        [1], abs=0.01
    )


def test_somebody_cut_by_the_pictures_edge_keeps_their_whole_box_and_is_less_visible() -> None:
    edge_x = 2.5
    truth = truth_of(doll_at(1, edge_x, 0.0))
    assert truth.boxes_xyxy[0, 2] > 640
    assert 0.3 < truth.visible[0] < 0.7


@pytest.mark.parametrize(
    "place",
    [(0.0, -7.0), (6.0, 0.0), (0.0, -5.1), (0.0, -4.8)],
    ids=["behind", "beside", "around", "against the lens"],
)
def test_somebody_behind_the_camera_or_beside_the_picture_has_no_row(place: tuple[float, float]) -> None:
    truth = truth_of(doll_at(1, *place), doll_at(2, 0.0, 0.0))
    assert truth.persons.tolist() == [2]
    assert truth.visible.tolist() == pytest.approx([1], abs=0.01)


def test_a_frame_with_nobody_in_it_has_no_rows() -> None:
    truth = truth_of()
    assert len(truth) == 0
    assert truth.boxes_xyxy.shape == (0, 4)
    assert truth.feet_xy.shape == (0, 2)


@pytest.mark.parametrize(
    ("heading", "facing"),
    [(0.0, 1.0), (math.pi / 3, 0.5), (math.pi / 2, 0.0), (math.pi, -1.0)],
    ids=["into the camera", "half aside", "aside", "from behind"],
)
def test_facing_says_how_far_somebody_looks_into_the_camera(heading: float, facing: float) -> None:
    (found,) = truth_of(doll_at(1, 0.0, 0.0, heading)).facing
    assert found == pytest.approx(facing, abs=0.05)
