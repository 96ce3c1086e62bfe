"""The turn of the head against flat pictures."""

from collections.abc import Iterable

import pytest

from passerby.gate.challenge import Side, Turn, TurnCheck
from tests.gate.stage import landmarks

TO_THE_RIGHT_OF_THE_PICTURE = range(0, 32, 4)


def shown(side: Side | None, yaws: Iterable[float], flat: bool = False) -> Turn:
    check = TurnCheck(side, landmarks(), 1.0)
    for yaw in yaws:
        check = check.with_frame(landmarks(yaw=yaw, flat=flat))
    return check.progress


def test_a_head_that_turns_to_the_side_asked_for_has_turned() -> None:
    # The person's left is on the right of the picture.
    assert shown(Side.LEFT, TO_THE_RIGHT_OF_THE_PICTURE) is Turn.TURNED
    assert shown(Side.RIGHT, [-yaw for yaw in TO_THE_RIGHT_OF_THE_PICTURE]) is Turn.TURNED


def test_the_other_side_does_not_count_and_does_no_harm() -> None:
    assert shown(Side.RIGHT, TO_THE_RIGHT_OF_THE_PICTURE) is Turn.AWAITED
    there_and_back = [*TO_THE_RIGHT_OF_THE_PICTURE, *range(28, -32, -4)]
    assert shown(Side.RIGHT, there_and_back) is Turn.TURNED


def test_either_side_does_where_none_is_asked_for() -> None:
    assert shown(None, TO_THE_RIGHT_OF_THE_PICTURE) is Turn.TURNED
    assert "one side" in TurnCheck(None, landmarks(), 1.0).words


@pytest.mark.parametrize("side", [Side.LEFT, Side.RIGHT, None])
def test_a_flat_picture_that_is_turned_has_not_turned(side: Side | None) -> None:
    assert shown(side, range(-50, 51, 5), flat=True) is Turn.AWAITED


def test_a_frontal_picture_exchanged_for_one_of_a_profile_has_not_turned() -> None:
    assert shown(Side.LEFT, [0, 0, 30, 30, 30, 30]) is Turn.AWAITED


def test_one_frame_alone_is_no_turn() -> None:
    assert shown(Side.LEFT, [0, 8, 12, 30, 0, 0]) is Turn.AWAITED


def test_what_was_turned_stays_so_when_the_head_comes_back() -> None:
    assert shown(Side.LEFT, [*TO_THE_RIGHT_OF_THE_PICTURE, 0, 0]) is Turn.TURNED


def test_the_side_is_drawn_at_random_and_told_in_words() -> None:
    checks = [TurnCheck.at_random(landmarks(), 1.0) for _ in range(64)]
    assert {check.side for check in checks} == set(Side)
    assert all(check.side is not None and f"your {check.side}" in check.words for check in checks)
