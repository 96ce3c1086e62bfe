import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd import kalman
from passerby.crowd.association import (
    FORBIDDEN,
    PairLimits,
    cheapest_pairs,
    covered,
    grown_iou,
    hidden_behind,
    pair_cost,
)
from passerby.shapes import boxes

corner = st.floats(0, 500)
side = st.floats(5, 200)
some_boxes = st.lists(st.tuples(corner, corner, side, side), max_size=6).map(
    lambda rows: boxes.from_ltwh(np.array(rows, np.float32).reshape(-1, 4))
)
LIMITS = PairLimits(least_iou=0.1, most_surprise=30.0)


@given(some_boxes, some_boxes)
def test_iou_without_growing_is_plain_iou(first: boxes.Boxes, second: boxes.Boxes) -> None:
    assert np.allclose(grown_iou(first, second, np.zeros(len(first))), boxes.iou(first, second), atol=1e-4)


def test_growing_lets_boxes_meet_that_stand_apart() -> None:
    first = np.array([[0, 0, 40, 100]], np.float32)
    second = np.array([[60, 0, 100, 100]], np.float32)
    assert grown_iou(first, second, np.zeros(1))[0, 0] == 0
    assert grown_iou(first, second, np.full(1, 20.0))[0, 0] > 0.1


@given(some_boxes, some_boxes)
def test_no_forbidden_pair_is_made_and_nobody_is_given_twice(first: boxes.Boxes, second: boxes.Boxes) -> None:
    cost = pair_cost(kalman.start(kalman.measure(first)), second, np.zeros(len(first)), LIMITS)
    rows, columns = cheapest_pairs(cost)
    assert (cost[rows, columns] < FORBIDDEN).all()
    assert len(set(rows.tolist())) == len(rows)
    assert len(set(columns.tolist())) == len(columns)


def test_each_track_takes_the_detection_where_it_stands() -> None:
    places = np.array([[0, 0, 40, 100], [30, 0, 70, 100]], np.float32)
    cost = pair_cost(kalman.start(kalman.measure(places)), places[::-1], np.zeros(2), LIMITS)
    rows, columns = cheapest_pairs(cost)
    assert dict(zip(rows.tolist(), columns.tolist(), strict=True)) == {0: 1, 1: 0}


def test_a_box_inside_a_known_person_is_the_same_person() -> None:
    known = np.array([[0, 0, 40, 100]], np.float32)
    torso_and_neighbour = np.array([[5, 5, 35, 45], [60, 0, 100, 100]], np.float32)
    assert covered(torso_and_neighbour, known, 0.5, 0.7).tolist() == [True, False]


def test_who_stands_lower_on_the_picture_hides_who_stands_higher() -> None:
    behind_and_front = np.array([[0, 0, 40, 100], [5, 20, 45, 120]], np.float32)
    assert hidden_behind(behind_and_front, np.array([False, True]), 0.35).tolist() == [True, False]
    assert hidden_behind(behind_and_front, np.array([False, False]), 0.35).tolist() == [False, False]
