"""A gate that asks for a turn of the head: who turns is let in, and a flat picture is not."""

from dataclasses import replace

from passerby.gate.policy import GatePolicy
from passerby.shapes.presentation import GateMode, Outcome
from tests.gate.stage import Actor, Gate, gallery_of, member_pass, outcomes, turned

TURN = GatePolicy(mode=GateMode.IDENTIFY, turn_head=True)
ANN, STRANGER = Actor(0), Actor(9)


def test_a_member_who_turns_their_head_is_accepted() -> None:
    ann = member_pass(0)
    assert [p.pass_id for p in turned(Gate(gallery_of(ann), TURN), ANN)] == [ann.pass_id]


def test_nobody_is_accepted_before_the_turn_and_the_hint_asks_for_it() -> None:
    gate = Gate(gallery_of(member_pass(0)), TURN)
    assert gate.watch(ANN, for_s=1.0) == []
    assert gate.look(ANN).hints[0].startswith("Turn your head slowly to your ")
    assert outcomes(gate.watch(ANN, for_s=TURN.turn_within_s + 0.5)) == [Outcome.STRANGER]


def test_a_flat_picture_of_a_member_is_a_stranger() -> None:
    gate = Gate(gallery_of(member_pass(0)), TURN)
    seen = turned(gate, replace(ANN, flat=True), flat=True) + gate.watch(replace(ANN, flat=True), for_s=7.0)
    assert [(p.outcome, p.note) for p in seen] == [(Outcome.STRANGER, "")]


def test_a_picture_that_is_exchanged_for_the_head_of_somebody_else_is_a_stranger() -> None:
    gate = Gate(gallery_of(member_pass(0), member_pass(2)), TURN)
    gate.watch(ANN, for_s=0.5)
    assert outcomes(gate.turn(STRANGER, [*range(0, 26, 4), *range(20, -26, -4)])) == [Outcome.STRANGER]


def test_a_pass_withdrawn_during_the_turn_is_not_accepted() -> None:
    ann = member_pass(0)
    gate = Gate(gallery_of(ann, member_pass(1)), TURN)
    gate.watch(ANN, for_s=0.5)
    gate.gallery.withdraw(ann.pass_id)
    assert outcomes(turned(gate, ANN)) == [Outcome.STRANGER]


def test_who_leaves_instead_of_turning_is_a_stranger() -> None:
    gate = Gate(gallery_of(member_pass(0)), TURN)
    gate.watch(ANN, for_s=0.5)
    assert outcomes(gate.watch(for_s=1.0)) == [Outcome.STRANGER]
