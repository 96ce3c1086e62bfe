import numpy as np
import pytest

from passerby.gate.card_reading import read_cards
from passerby.passes.card_codes import encode_card
from passerby.passes.member_keys import MemberKey
from tests.gate.card_pictures import gate_picture, shown

KEY = MemberKey.from_bytes(bytes(range(32)))
CARD = encode_card(KEY)


@pytest.mark.parametrize("turned", [0, 20, 90, 135, 180, 301])
def test_a_card_is_read_however_it_is_turned(turned: float) -> None:
    picture = shown(gate_picture(), CARD, (200, 150), 150, turned)
    assert [card.key for card in read_cards(picture)] == [KEY]


def test_a_small_card_is_read_by_a_second_look() -> None:
    picture = shown(gate_picture(), CARD, (300, 200), 84, 5, blur=0.5)
    assert [card.key for card in read_cards(picture)] == [KEY]


@pytest.mark.parametrize("size_wh", [(1280, 720), (1920, 1080), (3840, 2160), (7680, 4320)])
def test_a_card_is_found_in_a_large_picture_where_it_is(size_wh: tuple[int, int]) -> None:
    side = size_wh[1] // 4
    left, top = size_wh[0] // 3, size_wh[1] // 3
    [card] = read_cards(shown(gate_picture(size_wh), CARD, (left, top), side))
    inside = left <= card.box_xyxy[0] < card.box_xyxy[2] <= left + 1.6 * side
    assert inside
    assert top <= card.box_xyxy[1] < card.box_xyxy[3] <= top + 1.6 * side
    assert card.box_xyxy[2] - card.box_xyxy[0] > side / 2


def test_several_cards_are_read_at_once_and_one_in_two_places_twice() -> None:
    other = MemberKey.from_bytes(bytes(32))
    picture = shown(gate_picture(), CARD, (20, 40), 130, 8)
    picture = shown(picture, encode_card(other), (400, 40), 130, -12)
    picture = shown(picture, CARD, (200, 260), 130)
    cards = read_cards(picture)
    assert sorted(card.key == other for card in cards) == [False, False, True]
    twice = [card.box_xyxy for card in cards if card.key == KEY]
    assert np.abs(twice[0] - twice[1]).max() > 130


@pytest.mark.parametrize("text", ["https://example.org/menu", "WIFI:S:guest;;", "A" * 60, "12345"])
def test_the_codes_of_others_are_passed_over_in_silence(text: str) -> None:
    faults: list[str] = []
    picture = shown(shown(gate_picture(), text, (20, 40), 150), CARD, (350, 200), 150)
    assert [card.key for card in read_cards(picture, faults.append)] == [KEY]
    assert faults == []


def test_a_card_with_a_wrong_letter_is_named_and_not_repeated() -> None:
    faults: list[str] = []
    wrong = CARD[:-3] + ("2" if CARD[-3] != "2" else "3") + CARD[-2:]
    assert read_cards(shown(gate_picture(), wrong, (200, 150), 160), faults.append) == []
    assert len(faults) == 1
    assert CARD[8:20] not in faults[0]


@pytest.mark.parametrize("size_wh", [(1, 1), (3, 200), (640, 480)])
def test_a_picture_without_a_card_has_none(size_wh: tuple[int, int]) -> None:
    assert read_cards(np.full((size_wh[1], size_wh[0], 3), 128, np.uint8)) == []


def test_a_card_that_is_shown_or_logged_holds_no_key() -> None:
    [card] = read_cards(shown(gate_picture(), CARD, (200, 150), 150))
    assert "key" not in repr(card).lower()
