"""Cards that are forged, copied or shown again, as QR codes in pictures before a gate that asks for cards."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import cv2
import numpy as np
import pytest

from passerby.gate.card_reading import read_cards
from passerby.gate.lane import LOOK_AGAIN_S
from passerby.gate.policy import GatePolicy
from passerby.gate.visits import Hint
from passerby.passes.card_codes import encode_card
from passerby.passes.gallery import Gallery
from passerby.passes.member_keys import MemberKey
from passerby.shapes.frame import Image
from passerby.shapes.presentation import GateMode, Outcome, Presentation
from tests.gate.card_pictures import shown
from tests.gate.stage import SHARP, Actor, Gate, gallery_of, member_pass

VERIFY = GatePolicy()
ANN, BO, STRANGER = Actor(0), Actor(1), Actor(9)
LEFT, RIGHT = 150.0, 490.0
KEY, OTHER, UNKNOWN = (MemberKey.from_bytes(bytes([seed]) * 32) for seed in (1, 2, 3))
CARD, OTHERS_CARD, FORGED = encode_card(KEY), encode_card(OTHER), encode_card(UNKNOWN)


class Door(Gate):
    """A gate that asks for cards, and what it said of codes that it could not read."""

    def __init__(self, gallery: Gallery, policy: GatePolicy = VERIFY) -> None:
        self.faults: list[str] = []
        super().__init__(gallery, policy, read_cards=partial(read_cards, on_fault=self.faults.append))


def held(*cards: tuple[str, float]) -> Image:
    """A picture with these codes, each held below a face at that place."""
    picture = SHARP
    for text, x in cards:
        picture = shown(picture, text, (round(x) - 88, 300), 110)
    return picture


def ends(presentations: Iterable[Presentation]) -> list[tuple[Outcome, str]]:
    return [(one.outcome, one.pass_id) for one in presentations]


STRANGERS_END = (Outcome.STRANGER, "")


# forged


def test_a_made_up_card_opens_nothing_makes_no_template_and_says_why() -> None:
    door = Door(gallery_of(member_pass(0, KEY)))
    picture = held((FORGED, 320))
    assert door.look(ANN, picture=picture).hints == (Hint.CARD_NOT_OPEN,)
    assert ends(door.watch(ANN, picture=picture, for_s=4.0)) == [STRANGERS_END]
    assert door.look(ANN, picture=picture).hints == (Hint.CARD_NOT_OPEN,)
    assert door.stage.made == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CARD[:-1] + ("A" if CARD[-1] != "A" else "B"), "checksum"),
        (f"PBY9{CARD[4:]}", "of version 9"),
        (CARD[:-8], "52"),
        (f"{CARD}AAAAAAAA", "68"),
        (f"{CARD[:20]}0189{CARD[24:]}", "A-Z and 2-7"),
    ],
    ids=["bad checksum", "other version", "cut", "longer", "other letters"],
)
def test_a_card_that_cannot_be_one_is_named_and_the_person_is_asked_for_theirs(text: str, told: str) -> None:
    door = Door(gallery_of(member_pass(0, KEY)))
    assert door.look(ANN, picture=held((text, 320))).hints == (Hint.SHOW_CARD,)
    assert told in door.faults[0]
    assert text[8:20] not in door.faults[0]
    assert door.watch(ANN, picture=held((text, 320)), for_s=4.0) == []
    assert door.stage.made == []


def test_a_made_up_card_beside_the_real_one_keeps_nobody_out() -> None:
    ann = member_pass(0, KEY)
    for cards in (((FORGED, 250), (CARD, 430)), ((CARD, 230), (FORGED, 410))):
        door = Door(gallery_of(ann))
        assert ends(door.watch(ANN, picture=held(*cards))) == [(Outcome.ACCEPTED, ann.pass_id)]


def test_two_cards_in_one_hand_are_each_tried_once() -> None:
    ann, bo = member_pass(0, KEY), member_pass(1, OTHER)
    for cards in (((OTHERS_CARD, 230), (CARD, 410)), ((CARD, 230), (OTHERS_CARD, 410))):
        door = Door(gallery_of(ann, bo))
        assert (Outcome.ACCEPTED, ann.pass_id) in ends(door.watch(ANN, picture=held(*cards), for_s=4.0))
    door = Door(gallery_of(ann, bo))
    both = held((OTHERS_CARD, 230), (CARD, 410))
    assert ends(door.watch(STRANGER, picture=both, for_s=10.0)) == [STRANGERS_END] * 2


def test_made_up_cards_before_an_empty_gate_are_not_remembered() -> None:
    door = Door(gallery_of(member_pass(0, KEY)))
    assert door.watch(picture=held((FORGED, 320)), for_s=0.5) == []
    assert door.look(ANN).hints == (Hint.SHOW_CARD,)


# copied


def test_a_copy_in_the_hand_of_a_stranger_opens_nothing_and_says_why() -> None:
    door = Door(gallery_of(member_pass(0, KEY)))
    assert ends(door.watch(STRANGER, picture=held((CARD, 320)), for_s=6.0)) == [STRANGERS_END]
    assert door.look(STRANGER, picture=held((CARD, 320))).hints == (Hint.ANOTHERS_CARD,)
    assert door.stage.nothing_is_left


def test_a_copy_in_the_hand_of_another_member_opens_nothing_and_their_own_card_does() -> None:
    bo = member_pass(1, OTHER)
    door = Door(gallery_of(member_pass(0, KEY), bo))
    assert ends(door.watch(BO, picture=held((CARD, 320)), for_s=4.0)) == [STRANGERS_END]
    [own] = door.watch(BO, picture=held((OTHERS_CARD, 320)))
    assert (own.outcome, own.pass_id, own.mode) == (Outcome.ACCEPTED, bo.pass_id, GateMode.VERIFY)


@pytest.mark.parametrize(("members", "strangers"), [(LEFT, RIGHT), (RIGHT, LEFT)])
def test_of_a_card_and_its_copy_in_one_picture_each_is_held_against_the_face_beside_it(
    members: float, strangers: float
) -> None:
    ann = member_pass(0, KEY)
    door = Door(gallery_of(ann))
    people = replace(ANN, x=members), replace(STRANGER, x=strangers)
    picture = held((CARD, members), (CARD, strangers))
    look = door.look(*people, picture=picture)
    assert "a copy, or a reflection" in look.note
    seen = ends(door.watch(*people, picture=picture, for_s=4.0))
    assert sorted(seen) == sorted([(Outcome.ACCEPTED, ann.pass_id), STRANGERS_END])
    assert door.look(*people, picture=picture).hints == (Hint.ACCEPTED, Hint.ANOTHERS_CARD)


def test_a_copy_before_the_face_of_somebody_just_like_the_member_is_not_let_in_beside_them() -> None:
    ann = member_pass(0, KEY)
    door = Door(gallery_of(ann))
    people = replace(ANN, x=LEFT), replace(ANN, x=RIGHT)
    picture = held((CARD, LEFT), (CARD, RIGHT))
    seen = door.watch(*people, picture=picture, for_s=2.0)
    assert ends(seen) == [(Outcome.ACCEPTED, ann.pass_id), (Outcome.AMBIGUOUS, "")]
    assert seen[1].note == Hint.TWICE


def test_the_card_of_who_was_let_in_is_not_held_against_who_stands_beside_them() -> None:
    ann = member_pass(0, KEY)
    door = Door(gallery_of(ann))
    people = replace(ANN, x=LEFT), replace(STRANGER, x=RIGHT)
    entered = door.watch(*people, picture=held((CARD, LEFT)), for_s=0.3)
    assert ends(entered) == [(Outcome.ACCEPTED, ann.pass_id)]
    made = len(door.stage.made)
    assert door.watch(*people, picture=held((CARD, 400)), for_s=LOOK_AGAIN_S / 2) == []
    assert door.look(*people, picture=held((CARD, 400))).hints == (Hint.ACCEPTED, Hint.SHOW_CARD)
    assert len(door.stage.made) == made


def test_a_copy_that_comes_while_its_member_still_stands_there_is_compared_and_opens_nothing() -> None:
    door = Door(gallery_of(member_pass(0, KEY)))
    member, stranger = replace(ANN, x=LEFT), replace(STRANGER, x=RIGHT)
    door.watch(member, picture=held((CARD, LEFT)))
    both = held((CARD, LEFT), (CARD, RIGHT))
    assert ends(door.watch(member, stranger, picture=both, for_s=4.0)) == [STRANGERS_END]
    assert door.look(member, stranger, picture=both).hints == (Hint.ACCEPTED, Hint.ANOTHERS_CARD)


# shown again


@pytest.mark.parametrize("after_s", [0.6, VERIFY.again_within_s - 1, VERIFY.again_within_s + 1])
def test_the_card_of_who_just_went_through_lets_the_next_person_in_at_no_time(after_s: float) -> None:
    ann = member_pass(0, KEY)
    door = Door(gallery_of(ann, member_pass(1, OTHER)))
    assert ends(door.watch(ANN, picture=held((CARD, 320)))) == [(Outcome.ACCEPTED, ann.pass_id)]
    assert door.watch(picture=held((CARD, 320)), for_s=after_s) == []
    for person in (STRANGER, BO):
        assert ends(door.watch(person, picture=held((CARD, 320)), for_s=3.0)) == [STRANGERS_END]
        assert door.look(person, picture=held((CARD, 320))).hints == (Hint.ANOTHERS_CARD,)
        door.watch(for_s=1.0)


def test_the_card_of_who_just_went_through_does_not_wait_for_the_next_person() -> None:
    door = Door(gallery_of(member_pass(0, KEY), member_pass(1, OTHER)))
    door.watch(ANN, picture=held((CARD, 320)))
    door.watch(picture=held((CARD, 320)), for_s=1.0)
    made = len(door.stage.made)
    assert door.look(BO).hints == (Hint.SHOW_CARD,)
    assert door.watch(BO, for_s=3.0) == []
    assert len(door.stage.made) == made


def test_who_takes_the_place_of_somebody_let_in_is_not_welcomed_for_long() -> None:
    ann = member_pass(0, KEY)
    door = Door(gallery_of(ann))
    assert ends(door.watch(ANN, picture=held((CARD, 320)))) == [(Outcome.ACCEPTED, ann.pass_id)]
    assert door.watch(STRANGER, for_s=LOOK_AGAIN_S + 0.5) == []
    assert door.look(STRANGER).hints == (Hint.SHOW_CARD,)
    assert ends(door.watch(STRANGER, picture=held((CARD, 320)), for_s=3.0)) == [STRANGERS_END]


def test_who_was_let_in_and_stays_is_welcome_until_they_go() -> None:
    door = Door(gallery_of(member_pass(0, KEY)))
    door.watch(ANN, picture=held((CARD, 320)))
    for _ in range(60):
        assert door.look(ANN).hints == (Hint.ACCEPTED,)
        assert door.stage.nothing_is_left


@pytest.mark.parametrize("hidden_s", [0.3, 1.0, VERIFY.again_within_s - 1])
def test_a_member_who_shows_their_card_again_at_once_comes_once(hidden_s: float) -> None:
    ann = member_pass(0, KEY)
    door = Door(gallery_of(ann))
    seen = door.watch(ANN, picture=held((CARD, 320)))
    seen += door.watch(for_s=hidden_s)
    seen += door.watch(replace(ANN, x=420), picture=held((CARD, 420)), for_s=2.0)
    assert ends(seen) == [(Outcome.ACCEPTED, ann.pass_id)]
    door.watch(for_s=VERIFY.again_within_s + 1)
    assert ends(door.watch(ANN, picture=held((CARD, 320)))) == [(Outcome.ACCEPTED, ann.pass_id)]


# on a phone


def glare(picture: Image, middle_xy: tuple[int, int], radius: int, strength: float) -> Image:
    """A lamp that shows in a screen: bright in the middle, weaker around it."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[:height, :width]
    light = strength * 255 * np.exp(-((x - middle_xy[0]) ** 2 + (y - middle_xy[1]) ** 2) / (2 * radius**2))
    lit: Image = np.clip(picture + light[..., None], 0, 255).astype(np.uint8)
    return lit


def test_a_lamp_that_shows_in_the_screen_keeps_no_card_from_being_read() -> None:
    ann = member_pass(0, KEY)
    picture = glare(held((CARD, 320)), (330, 370), 10, 1.0)
    assert ends(Door(gallery_of(ann)).watch(ANN, picture=picture)) == [(Outcome.ACCEPTED, ann.pass_id)]


def test_a_screen_with_dark_and_light_exchanged_is_read() -> None:
    ann = member_pass(0, KEY)
    picture = SHARP.copy()
    picture[300:476, 232:408] = 255 - held((CARD, 320))[300:476, 232:408]
    assert ends(Door(gallery_of(ann)).watch(ANN, picture=picture)) == [(Outcome.ACCEPTED, ann.pass_id)]


def test_a_card_half_behind_a_thumb_or_a_reflection_is_no_card_and_no_other_card() -> None:
    for x in range(232, 408, 22):
        door = Door(gallery_of(member_pass(0, KEY)))
        covered = held((CARD, 320))
        covered[300:476, x : x + 60] = (140, 160, 210)
        bright = glare(held((CARD, 320)), (x, 388), 45, 2.0)
        for picture in (covered, bright):
            assert all(card.key == KEY for card in read_cards(picture))
            assert door.look(ANN, picture=picture).hints[0] in (Hint.SHOW_CARD, Hint.LOOK)
    hidden = held((CARD, 320))
    cv2.rectangle(hidden, (265, 330), (375, 390), (140, 160, 210), -1)
    door = Door(gallery_of(member_pass(0, KEY)))
    assert door.look(ANN, picture=hidden).hints == (Hint.SHOW_CARD,)
    assert door.watch(ANN, picture=hidden, for_s=4.0) == []
    assert door.stage.made == []
