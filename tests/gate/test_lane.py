"""The gate lane: frames in, decisions out."""

import math
from dataclasses import replace

import pytest

from passerby.gate.lane import MOST_FACES
from passerby.gate.policy import GatePolicy
from passerby.gate.quality import Fault
from passerby.gate.thresholds import ImpostorModel
from passerby.gate.visits import Hint
from passerby.passes.gallery import Gallery
from passerby.passes.member_keys import MemberKey
from passerby.shapes.errors import PolicyError, TemplateError
from passerby.shapes.presentation import GateMode, Outcome
from tests.gate.stage import STEP_S, Actor, Gate, Stage, card_at, gallery_of, member_pass, outcomes, turned

IDENTIFY = GatePolicy(mode=GateMode.IDENTIFY)
TURN = GatePolicy(mode=GateMode.IDENTIFY, turn_head=True)
ANN, BO, STRANGER = Actor(0), Actor(1), Actor(9)


# identify


def test_a_member_is_accepted_within_half_a_second_of_the_first_good_frame() -> None:
    ann = member_pass(0)
    (seen,) = Gate(gallery_of(ann, member_pass(1))).watch(ANN, for_s=3.0)
    assert (seen.outcome, seen.pass_id, seen.mode) == (Outcome.ACCEPTED, ann.pass_id, GateMode.IDENTIFY)
    assert seen.decided_at - seen.began_at <= 0.5


def test_a_stranger_ends_as_a_number_and_nothing_else() -> None:
    gate = Gate(gallery_of(member_pass(0)))
    (seen,) = gate.watch(STRANGER, for_s=4.0)
    assert (seen.outcome, seen.pass_id, seen.note, seen.number) == (Outcome.STRANGER, "", "", 1)
    assert seen.decided_at - seen.began_at == pytest.approx(IDENTIFY.give_up_s)
    assert gate.look(STRANGER).hints == (Hint.STRANGER,)


def test_a_stranger_who_walks_away_is_one_too() -> None:
    gate = Gate(gallery_of(member_pass(0)))
    assert gate.watch(STRANGER, for_s=0.5) == []
    assert outcomes(gate.watch(for_s=1.0)) == [Outcome.STRANGER]
    assert gate.lane.close() == ()


def test_two_frames_accept_nobody() -> None:
    gate = Gate(gallery_of(member_pass(0)))
    assert gate.watch(ANN, for_s=0.2) == []
    assert outcomes(gate.watch(STRANGER, for_s=4.0)) == [Outcome.STRANGER]


def test_people_side_by_side_are_each_decided() -> None:
    ann, bo = member_pass(0), member_pass(1)
    left, middle, right = replace(ANN, x=120), replace(STRANGER, x=320), replace(BO, x=520)
    seen = Gate(gallery_of(ann, bo)).watch(left, middle, right, for_s=3.0)
    assert {(p.outcome, p.pass_id) for p in seen} == {
        (Outcome.ACCEPTED, ann.pass_id),
        (Outcome.ACCEPTED, bo.pass_id),
        (Outcome.STRANGER, ""),
    }
    assert [p.number for p in seen] == [1, 2, 3]


def test_frames_of_one_moment_count_once() -> None:
    gate = Gate(gallery_of(member_pass(0)))
    (seen,) = gate.watch(ANN, for_s=0.5, step_s=0.01)
    assert seen.decided_at - seen.began_at >= 2 * IDENTIFY.frame_gap_s - 1e-6


def test_where_no_pass_is_open_everybody_is_a_stranger_without_a_template() -> None:
    gate = Gate(gallery_of())
    assert outcomes(gate.watch(ANN, for_s=3.0)) == [Outcome.STRANGER]
    assert gate.stage.made == []


def test_a_face_between_two_passes_is_asked_for_the_card_and_decided_by_it() -> None:
    key = MemberKey.generate()
    ann = member_pass(0, key)
    # Two passes that are .05 apart seen from here.
    twin = Actor(0, like=1, likeness=0.48)
    gate = Gate(gallery_of(ann, member_pass(1)), GatePolicy(mode=GateMode.IDENTIFY, false_accept_rate=0.05))
    (asked,) = gate.watch(twin, for_s=3.0)
    assert (asked.outcome, asked.note) == (Outcome.AMBIGUOUS, Hint.AMBIGUOUS)
    seen = gate.watch(twin, for_s=1.0, cards=[card_at(key, 320)])
    assert [(p.outcome, p.mode, p.pass_id) for p in seen] == [
        (Outcome.ACCEPTED, GateMode.VERIFY, ann.pass_id)
    ]


def test_a_pass_that_is_over_or_withdrawn_while_matching_is_not_accepted() -> None:
    over = member_pass(0, valid_until=1000.25)
    gate = Gate(gallery_of(over, member_pass(1)))
    assert outcomes(gate.watch(ANN, for_s=3.0)) == [Outcome.STRANGER]

    withdrawn = member_pass(0)
    gate = Gate(gallery_of(withdrawn, member_pass(1)))
    gate.watch(ANN, for_s=0.2)
    assert gate.gallery.withdraw(withdrawn.pass_id)
    assert outcomes(gate.watch(ANN, for_s=3.0)) == [Outcome.STRANGER]


def test_passes_that_are_over_are_overwritten_and_no_template_is_made_for_them() -> None:
    gate = Gate(gallery_of(member_pass(0, valid_until=900.0)))
    assert outcomes(gate.watch(ANN, for_s=3.0)) == [Outcome.STRANGER]
    assert len(gate.gallery) == 0
    assert gate.stage.made == []


def test_one_pass_is_not_accepted_for_two_faces_at_the_same_time() -> None:
    ann = member_pass(0)
    gate = Gate(gallery_of(ann))
    seen = gate.watch(replace(ANN, x=150), replace(ANN, x=450), for_s=1.0)
    assert [(p.outcome, p.pass_id) for p in seen] == [
        (Outcome.ACCEPTED, ann.pass_id),
        (Outcome.AMBIGUOUS, ""),
    ]


def test_a_face_that_is_lost_and_found_is_one_presentation() -> None:
    gate = Gate(gallery_of(member_pass(0)))
    assert outcomes(gate.watch(ANN)) == [Outcome.ACCEPTED]
    assert gate.watch(for_s=1.0) == []
    assert gate.watch(replace(ANN, x=150), for_s=1.0) == []
    gate.watch(for_s=IDENTIFY.again_within_s + 1)
    assert outcomes(gate.watch(ANN)) == [Outcome.ACCEPTED]


def test_a_face_that_is_never_good_enough_ends_as_nothing() -> None:
    gate = Gate(gallery_of(member_pass(0)))
    assert gate.look(replace(ANN, size_px=30)).hints == (Fault.TOO_SMALL,)
    assert gate.watch(replace(ANN, size_px=30), for_s=3.0) == []
    assert gate.watch(for_s=1.0) == []
    assert gate.stage.made == []


def test_a_face_of_which_no_template_can_be_made_stops_nothing() -> None:
    gate = Gate(gallery_of(member_pass(0)))
    gate.stage.unusable = True
    assert gate.look(ANN).hints == (Fault.TURNED,)
    gate.stage.unusable = False
    assert outcomes(gate.watch(ANN)) == [Outcome.ACCEPTED]


def test_of_forty_faces_the_nearest_are_looked_at() -> None:
    ann = member_pass(0)
    crowd = [Actor(9, x=20 + 15 * n, y=40, size_px=60) for n in range(39)]
    gate = Gate(gallery_of(ann))
    seen = gate.watch(*crowd, replace(ANN, y=300), for_s=0.6)
    assert [p.pass_id for p in seen] == [ann.pass_id]
    assert len(gate.stage.made) <= 6 * MOST_FACES


# close calls: the threshold is .51 with one pass open, and .548 for a card


@pytest.mark.parametrize(
    ("likeness", "mirrored", "outcome"),
    [
        (0.55, 0.35, Outcome.ACCEPTED),
        (0.60, 0.40, Outcome.ACCEPTED),
        (0.48, 0.70, Outcome.STRANGER),
        (0.55, 0.55, Outcome.STRANGER),
        (0.48, 0.48, Outcome.ACCEPTED),
    ],
)
def test_in_a_close_call_the_mean_with_the_mirror_image_decides(
    likeness: float, mirrored: float, outcome: Outcome
) -> None:
    gate = Gate(gallery_of(member_pass(0)))
    ann = replace(ANN, like=1, likeness=likeness, mirrored=mirrored)
    assert outcomes(gate.watch(ann, for_s=2.5)) == [outcome]
    assert gate.stage.nothing_is_left


@pytest.mark.parametrize(
    ("likeness", "frames", "outcome"), [(0.62, 21, Outcome.STRANGER), (0.4, 3, Outcome.ACCEPTED)]
)
def test_where_it_is_clear_no_template_of_the_mirror_image_is_made(
    likeness: float, frames: int, outcome: Outcome
) -> None:
    gate = Gate(gallery_of(member_pass(0)))
    ann = replace(ANN, like=1, likeness=likeness, mirrored=1 - likeness)
    assert outcomes(gate.watch(ann, for_s=frames * STEP_S)) == [outcome]
    assert len(gate.stage.made) == frames


def test_also_for_the_face_beside_a_card_the_mirror_image_counts_in_a_close_call() -> None:
    key = MemberKey.generate()
    for mirrored, outcome in ((0.45, Outcome.ACCEPTED), (0.58, Outcome.STRANGER)):
        gate = Gate(gallery_of(member_pass(0, key)), GatePolicy())
        ann = replace(ANN, like=1, likeness=0.58, mirrored=mirrored)
        assert outcomes(gate.watch(ann, cards=[card_at(key, 320)], for_s=2.5)) == [outcome]


# verify


def test_without_a_card_no_template_is_made_and_the_hint_says_what_to_do() -> None:
    gate = Gate(gallery_of(member_pass(0)), GatePolicy())
    assert gate.look(ANN).hints == (Hint.SHOW_CARD,)
    assert gate.watch(ANN, for_s=5.0) == []
    assert gate.watch(for_s=1.0) == []
    assert gate.stage.made == []


def test_a_card_and_the_face_that_it_belongs_to_are_accepted() -> None:
    key = MemberKey.generate()
    ann = member_pass(0, key)
    gate = Gate(gallery_of(ann, member_pass(1)), GatePolicy())
    (seen,) = gate.watch(ANN, cards=[card_at(key, 320)])
    assert (seen.outcome, seen.mode, seen.pass_id) == (Outcome.ACCEPTED, GateMode.VERIFY, ann.pass_id)


def test_a_card_that_covers_the_face_waits_for_it() -> None:
    key = MemberKey.generate()
    gate = Gate(gallery_of(member_pass(0, key)), GatePolicy())
    gate.watch(cards=[card_at(key, 320)], for_s=0.5)
    assert outcomes(gate.watch(ANN)) == [Outcome.ACCEPTED]


def test_a_card_that_was_shown_long_ago_does_not_wait() -> None:
    key = MemberKey.generate()
    gate = Gate(gallery_of(member_pass(0, key)), GatePolicy())
    gate.watch(cards=[card_at(key, 320)], for_s=0.5)
    gate.watch(for_s=GatePolicy().card_for_s + 1)
    assert gate.watch(ANN) == []
    assert gate.stage.made == []


def test_the_card_of_another_member_lets_nobody_in() -> None:
    key = MemberKey.generate()
    gate = Gate(gallery_of(member_pass(0), member_pass(1, key)), GatePolicy())
    assert outcomes(gate.watch(ANN, cards=[card_at(key, 320)], for_s=4.0)) == [Outcome.STRANGER]


def test_a_second_card_begins_a_new_presentation() -> None:
    others, own = MemberKey.generate(), MemberKey.generate()
    ann = member_pass(0, own)
    gate = Gate(gallery_of(ann, member_pass(1, others)), GatePolicy())
    assert outcomes(gate.watch(ANN, cards=[card_at(others, 320)], for_s=3.0)) == [Outcome.STRANGER]
    assert [p.pass_id for p in gate.watch(ANN, cards=[card_at(own, 320)])] == [ann.pass_id]


def test_a_card_without_a_pass_here_is_told_so_and_no_template_is_made() -> None:
    gate = Gate(gallery_of(member_pass(0)), GatePolicy())
    cards = [card_at(MemberKey.generate(), 320)]
    assert gate.look(ANN, cards=cards).hints == (Hint.CARD_NOT_OPEN,)
    assert outcomes(gate.watch(ANN, cards=cards, for_s=3.0)) == [Outcome.STRANGER]
    assert gate.stage.made == []


def test_two_cards_go_to_the_people_who_hold_them() -> None:
    keys = MemberKey.generate(), MemberKey.generate()
    ann, bo = member_pass(0, keys[0]), member_pass(1, keys[1])
    gate = Gate(gallery_of(ann, bo), GatePolicy())
    people = replace(ANN, x=150), replace(BO, x=450)
    seen = gate.watch(*people, cards=[card_at(keys[1], 480), card_at(keys[0], 130)])
    assert {p.pass_id for p in seen if p.outcome is Outcome.ACCEPTED} == {ann.pass_id, bo.pass_id}


def test_a_card_stays_with_who_showed_it_when_it_comes_near_somebody_else() -> None:
    key = MemberKey.generate()
    ann = member_pass(0, key)
    gate = Gate(gallery_of(ann), GatePolicy())
    people = replace(ANN, x=150), replace(STRANGER, x=450)
    gate.look(*people, cards=[card_at(key, 160)])
    assert gate.look(*people, cards=[card_at(key, 440)]).hints == (Hint.LOOK, Hint.SHOW_CARD)
    assert [p.pass_id for p in gate.watch(*people)] == [ann.pass_id]


def test_a_card_is_forgotten_where_the_face_does_not_become_good_enough() -> None:
    key = MemberKey.generate()
    gate = Gate(gallery_of(member_pass(0, key)), GatePolicy())
    gate.watch(replace(ANN, yaw=40), cards=[card_at(key, 320)], for_s=0.5)
    gate.watch(replace(ANN, yaw=40), for_s=GatePolicy().card_for_s + 1)
    assert gate.look(ANN).hints == (Hint.SHOW_CARD,)
    assert gate.watch(ANN) == []
    assert gate.stage.made == []


# time


def test_a_frame_that_is_not_newer_is_passed_over_and_named() -> None:
    gate = Gate(gallery_of(member_pass(0)))
    gate.look(ANN)
    for step_s in (0.0, -0.3):
        look = gate.look(ANN, step_s=step_s)
        assert "passed over" in look.note
        assert not len(look.faces)
        gate.at -= step_s
    gate.at = math.nan
    assert "passed over" in gate.look(ANN).note


def test_a_clock_that_was_set_back_begins_everything_anew_and_is_named() -> None:
    ann = member_pass(0)
    gate = Gate(gallery_of(ann))
    gate.watch(STRANGER, for_s=0.5)
    look = gate.look(ANN, step_s=-500.0)
    assert "set back by 500.0 s" in look.note
    assert outcomes(list(look.presentations)) == [Outcome.STRANGER]
    (seen,) = gate.watch(ANN)
    assert (seen.pass_id, seen.number) == (ann.pass_id, 2)
    assert seen.began_at < 600


def test_a_gap_in_time_ends_what_was_before_it() -> None:
    gate = Gate(gallery_of(member_pass(0)))
    gate.watch(ANN, for_s=0.2)
    assert outcomes(list(gate.look(ANN, step_s=60.0).presentations)) == [Outcome.STRANGER]


# what is left behind


@pytest.mark.parametrize("policy", [IDENTIFY, TURN])
def test_every_template_is_overwritten_as_soon_as_it_was_compared(policy: GatePolicy) -> None:
    gate = Gate(gallery_of(member_pass(0), member_pass(1)), policy)
    for actors in ((ANN, replace(STRANGER, x=120)), (STRANGER,), ()):
        for _ in range(15):
            gate.look(*actors)
            assert gate.stage.nothing_is_left
    turned(gate, BO)
    gate.lane.close()
    assert len(gate.stage.made) > 10
    assert gate.stage.nothing_is_left


class _FailingGallery(Gallery):
    def search(self, *_: object) -> None:  # type: ignore[override]  # fails whatever it is asked
        raise RuntimeError("the memory is full")


def test_templates_are_overwritten_also_where_the_search_fails() -> None:
    gate = Gate(_FailingGallery("stage-1", 16))
    gate.gallery.add(member_pass(0))
    with pytest.raises(RuntimeError, match="memory is full"):
        gate.look(ANN)
    assert len(gate.stage.made) == 1
    assert gate.stage.nothing_is_left


def test_a_gate_that_is_closed_ends_what_was_open() -> None:
    gate = Gate(gallery_of(member_pass(0)))
    gate.watch(STRANGER, for_s=0.3)
    assert outcomes(list(gate.lane.close())) == [Outcome.STRANGER]
    assert gate.lane.close() == ()


# what does not fit


def test_a_gallery_of_another_model_is_refused() -> None:
    with pytest.raises(TemplateError, match=r"other-1.*stage-1"):
        Gate(Gallery("other-1", 16))


def test_identify_is_refused_for_a_network_whose_strangers_were_not_measured() -> None:
    stage = Stage(impostors=ImpostorModel(0.15, 80.0, measured=False))
    with pytest.raises(PolicyError, match="use verify"):
        Gate(gallery_of(), IDENTIFY, stage)
    Gate(gallery_of(), GatePolicy(), stage)
