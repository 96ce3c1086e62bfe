"""What an operator chooses for a gate."""

import pytest

from passerby.gate.policy import CEILING_SHARE, GatePolicy, thresholds_for
from passerby.gate.thresholds import ImpostorModel, identify_threshold
from passerby.shapes.errors import PolicyError
from passerby.shapes.presentation import GateMode, Outcome
from tests.gate.stage import Actor, Gate, Stage, gallery_of, member_pass

IDENTIFY = GatePolicy(mode=GateMode.IDENTIFY)


def test_the_threshold_of_identify_is_that_of_so_many_comparisons() -> None:
    network = Stage()
    wanted = identify_threshold(network.impostors, CEILING_SHARE * 0.6, 300, IDENTIFY.false_accept_rate)
    assert thresholds_for(IDENTIFY, network, 300).identify == wanted


def test_each_template_of_each_pass_counts() -> None:
    """A face that one pass of one template accepts is too far from a hundred passes of three."""
    distance = 0.48
    near = Actor(0, like=1, likeness=distance)
    alone = Gate(gallery_of(member_pass(0)), IDENTIFY)
    assert [p.outcome for p in alone.watch(near)] == [Outcome.ACCEPTED]
    crowded = Gate(gallery_of(member_pass(0), *(member_pass(9, copies=3) for _ in range(5))), IDENTIFY)
    assert crowded.gallery.template_count == 16
    assert crowded.watch(near) == []


def test_identify_stays_clearly_under_the_threshold_of_two() -> None:
    loose = GatePolicy(mode=GateMode.IDENTIFY, false_accept_rate=0.05)
    assert thresholds_for(loose, Stage(), 1).identify == pytest.approx(0.51)


def test_a_gate_that_verifies_needs_no_measured_strangers() -> None:
    network = Stage(threshold=1.1, impostors=ImpostorModel(0.15, 80.0, measured=False))
    assert thresholds_for(GatePolicy(), network, 5).verify == 1.1
    with pytest.raises(PolicyError, match="use verify"):
        thresholds_for(IDENTIFY, network, 5)


@pytest.mark.parametrize(
    "asked",
    [
        {"false_accept_rate": 0.0},
        {"false_accept_rate": 0.5},
        {"stolen_card_rate": float("nan")},
        {"agreeing_frames": 1},
        {"margin": -0.1},
        {"give_up_s": 0.0},
        {"turn_within_s": 1e9},
        {"card_for_s": 0.0},
        {"frame_gap_s": 5.0},
        {"again_within_s": -1.0},
    ],
)
def test_a_choice_that_cannot_be_kept_is_refused_by_its_name(asked: dict[str, float]) -> None:
    with pytest.raises(PolicyError, match=next(iter(asked))):
        GatePolicy(**asked)  # type: ignore[arg-type]  # a table of fields has one type for all
