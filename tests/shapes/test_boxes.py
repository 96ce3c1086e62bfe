import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from passerby.shapes import boxes
from passerby.shapes.boxes import Boxes

PIXELS = st.floats(0, 8000, width=32)


@st.composite
def some_boxes(draw: st.DrawFn) -> Boxes:
    count = draw(st.integers(0, 6))
    corners = draw(arrays.arrays(np.float32, (count, 2), elements=PIXELS))
    sides = draw(arrays.arrays(np.float32, (count, 2), elements=st.floats(0.5, 4000, width=32)))
    return np.concatenate([corners, corners + sides], axis=1)


@given(some_boxes(), some_boxes())
def test_iou_is_a_share_and_the_same_from_both_sides(a: Boxes, b: Boxes) -> None:
    shares = boxes.iou(a, b)
    assert shares.shape == (len(a), len(b))
    assert ((shares >= 0) & (shares <= 1)).all()
    np.testing.assert_array_equal(shares, boxes.iou(b, a).T)


@given(some_boxes())
def test_a_box_shares_all_of_itself(some: Boxes) -> None:
    np.testing.assert_array_equal(np.diag(boxes.iou(some, some)), np.ones(len(some)))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((0, 0, 10, 10), (20, 0, 30, 10), 0.0),
        ((0, 0, 10, 10), (10, 0, 20, 10), 0.0),
        ((0, 0, 10, 10), (5, 0, 15, 10), 1 / 3),
        ((0, 0, 10, 10), (2, 2, 7, 7), 0.25),
        ((0, 0, 10, 10), (3, 3, 3, 3), 0.0),
        ((5, 5, 5, 5), (5, 5, 5, 5), 0.0),
        ((10, 10, 0, 0), (0, 0, 10, 10), 0.0),
    ],
    ids=["apart", "touching", "half over", "within", "a point within", "two points", "inside out"],
)
def test_iou(a: tuple[float, ...], b: tuple[float, ...], expected: float) -> None:
    share = boxes.iou(np.array([a], np.float32), np.array([b], np.float32))
    assert share[0, 0] == pytest.approx(expected)


@given(some_boxes())
def test_corners_survive_the_way_over_corner_and_size(some: Boxes) -> None:
    np.testing.assert_allclose(boxes.from_ltwh(boxes.to_ltwh(some)), some, rtol=1e-6)


def test_centre_and_size_become_corners() -> None:
    corners = boxes.from_cxcywh(np.array([[10, 20, 4, 6]], np.float32))
    np.testing.assert_array_equal(corners, [[8, 17, 12, 23]])


def test_a_person_stands_at_the_middle_of_the_lower_edge() -> None:
    feet = boxes.foot_points(np.array([[10, 20, 30, 80]], np.float32))
    np.testing.assert_array_equal(feet, [[20, 80]])


@given(some_boxes())
def test_a_clipped_box_lies_in_the_picture_and_in_the_box(some: Boxes) -> None:
    clipped = boxes.clip(some, (640, 480))
    assert (clipped >= 0).all()
    assert (clipped <= (640, 480, 640, 480)).all()
    assert (boxes.area(clipped) <= boxes.area(some)).all()


@pytest.mark.parametrize("function", [boxes.area, boxes.foot_points, boxes.to_ltwh], ids=lambda f: f.__name__)
def test_no_boxes_are_no_trouble(function: object) -> None:
    assert callable(function)
    assert len(function(np.zeros((0, 4), np.float32))) == 0
