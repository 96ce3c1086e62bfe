"""Live figures as the browser gets them."""

import json

from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.live.board import Board
from passerby.hub.live.figures import Roster, difference, encoded, figures_of
from tests.hub.live.words import entry, live

ROSTER = Roster((("hall", frozenset({"a", "b"})), ("empty", frozenset())), frozenset({"a", "b"}), True)


def board_with(*people: tuple[str, int]) -> Board:
    board = Board(lambda: 1000.0)
    board.hear([entry(live(camera, count)) for camera, count in people])
    return board


def test_sites_and_cameras_are_told_together() -> None:
    figures = figures_of(board_with(("a", 3)), ROSTER, {"a", "b"})
    assert figures["sites"] == {
        "hall": {"people": 3, "live": 1, "cameras": 2},
        "empty": {"people": None, "live": 0, "cameras": 0},
    }
    assert figures["cameras"]["a"]["people_now"] == 3
    assert figures["cameras"]["a"]["zones"][0]["name"] == "square"
    assert figures["cameras"]["b"] == {
        "state": "stale",
        "reason": "nothing was heard of this camera lately",
        "people_now": None,
    }


def test_an_overview_leaves_out_the_details_of_cameras() -> None:
    overview = Roster(ROSTER.counted, ROSTER.cameras, in_detail=False)
    assert set(figures_of(board_with(("a", 3)), overview, {"a"})["cameras"]["a"]) == {
        "state",
        "reason",
        "people_now",
    }


def test_a_camera_that_does_not_count_for_its_site_is_told_by_itself() -> None:
    roster = Roster((("hall", frozenset({"a"})),), frozenset({"a", "b"}), False)
    figures = figures_of(board_with(("a", 3), ("b", 9)), roster, {"a", "b"})
    assert figures["sites"]["hall"]["people"] == 3
    assert figures["cameras"]["b"]["people_now"] == 9


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9)), max_size=8))
def test_the_first_figures_and_all_changes_add_up_to_the_whole(steps: list[tuple[str, int]]) -> None:
    board = board_with()
    shown = figures_of(board, ROSTER, {"a", "b"})
    for camera, people in steps:
        board.hear([entry(live(camera, people))])
        change = difference(figures_of(board, ROSTER, {camera}), shown)
        for part in ("sites", "cameras"):
            shown[part] |= json.loads(encoded(change))[part]
    assert shown == figures_of(board, ROSTER, {"a", "b"})


def test_what_did_not_change_is_not_told() -> None:
    figures = figures_of(board_with(("a", 3)), ROSTER, {"a", "b"})
    assert difference(figures, figures) == {"sites": {}, "cameras": {}}
