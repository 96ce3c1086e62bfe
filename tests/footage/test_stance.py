"""Rotations, stances and the gait: what needs no body."""

from collections.abc import Callable
from dataclasses import astuple, fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from footage.studio.bodies.gait import leg
from footage.studio.bodies.rotations import Rotation, about_x, about_y, about_z
from footage.studio.bodies.stance import Rest, Side, Stance, bone_rotations, measured_rest
from footage.studio.bodies.walk import AT_EASE, READING, TALKING, mirrored, walking

LEFT, UP, FRONT = np.eye(3)

angles = st.floats(-180, 180)
cycles = st.floats(-3, 3)
amounts = st.floats(0, 1.15)
sides = st.builds(Side, **{part.name: angles for part in fields(Side)})
stances = st.builds(
    Stance,
    left=sides,
    right=sides,
    **{part.name: angles for part in fields(Stance) if part.name not in ("left", "right")},
)
HANGING = Rest((0.0, 0.0), (8.0, -8.0), (0.0, 0.0), (0.0, 0.0))
"""A body whose mesh holds its limbs straight down."""


def numbers(stance: Stance) -> NDArray[np.float64]:
    """All angles of a stance."""
    left, right, *rest = astuple(stance)
    return np.array([*left, *right, *rest])


@pytest.mark.parametrize(
    ("rotation", "before", "after"),
    [(about_x(90), UP, FRONT), (about_y(90), FRONT, LEFT), (about_z(90), UP, -LEFT)],
    ids=["bends to the front", "turns to the left", "tilts to the right"],
)
def test_positive_angles_go_where_they_are_said_to(
    rotation: Rotation, before: NDArray[np.float64], after: NDArray[np.float64]
) -> None:
    np.testing.assert_allclose(rotation @ before, after, atol=1e-12)


@pytest.mark.parametrize("turn", [about_x, about_y, about_z])
@given(angles, angles)
def test_rotations_keep_lengths_and_add_up(
    turn: Callable[[float], Rotation], one: float, other: float
) -> None:
    np.testing.assert_allclose(turn(one) @ turn(one).T, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(turn(one) @ turn(other), turn(one + other), atol=1e-12)
    assert np.linalg.det(turn(one)) == pytest.approx(1)


@given(stances, stances, st.floats(0, 1))
def test_a_mixture_lies_between_two_stances_by_its_share(one: Stance, other: Stance, share: float) -> None:
    mixed = numbers(one) * (1 - share) + numbers(other) * share
    np.testing.assert_allclose(numbers(one.mixed(other, share)), mixed, atol=1e-9)


@given(stances, stances)
def test_nothing_of_another_stance_is_this_one_and_all_of_it_the_other(one: Stance, other: Stance) -> None:
    assert one.mixed(other, 0) == one
    np.testing.assert_allclose(numbers(one.mixed(other, 1)), numbers(other), atol=1e-9)


@given(stances)
def test_a_mirror_of_a_mirror_is_the_stance_itself(stance: Stance) -> None:
    assert mirrored(mirrored(stance)) == stance


@pytest.mark.parametrize("stance", [AT_EASE, READING, TALKING], ids=["at ease", "reading", "talking"])
def test_a_mirrored_stance_stands_on_the_other_leg(stance: Stance) -> None:
    other = mirrored(stance)
    assert (other.left, other.right) == (stance.right, stance.left)
    assert other.pelvis_tilt == -stance.pelvis_tilt
    assert other.gaze_bend == stance.gaze_bend


@given(cycles)
def test_a_leg_does_the_same_in_every_cycle(cycle: float) -> None:
    assert leg(cycle) == pytest.approx(leg(cycle + 1), abs=1e-9)


@given(cycles)
def test_a_leg_moves_without_jumps_and_a_knee_never_bends_backwards(cycle: float) -> None:
    assert leg(cycle) == pytest.approx(leg(cycle + 0.001), abs=0.6)
    assert leg(cycle)[1] >= 0


@pytest.mark.parametrize(
    ("cycle", "hip", "knee", "ankle"),
    [(0.0, 21, 5, 0), (0.3, -2, 8, 7), (0.5, -16, 10, 5), (0.7, 6, 58, -7)],
    ids=["heel strike", "mid stance", "push off", "swing"],
)
def test_joints_bend_as_gait_analysis_measured(cycle: float, hip: float, knee: float, ankle: float) -> None:
    assert leg(cycle) == pytest.approx((hip, knee, ankle), abs=1.5)


def test_a_leg_swings_with_a_bent_knee_and_strikes_with_a_straight_one_before_the_body() -> None:
    swing = [leg(cycle / 100)[1] for cycle in range(100)]
    assert 60 <= int(np.argmax(swing)) <= 80
    assert 50 < max(swing) < 70
    hip, knee, _ = leg(0.0)
    assert hip > 15
    assert knee < 10
    assert leg(0.5)[0] < -10


@given(cycles, amounts)
def test_half_a_cycle_later_left_and_right_have_changed_over(cycle: float, amount: float) -> None:
    later = numbers(walking(cycle + 0.5, amount))
    np.testing.assert_allclose(later, numbers(mirrored(walking(cycle, amount))), atol=1e-6)


@given(cycles, amounts)
def test_walking_moves_without_jumps_and_repeats_itself(cycle: float, amount: float) -> None:
    now = numbers(walking(cycle, amount))
    np.testing.assert_allclose(numbers(walking(cycle + 0.001, amount)), now, atol=0.7)
    np.testing.assert_allclose(numbers(walking(cycle + 1, amount)), now, atol=1e-6)


@given(cycles)
def test_a_stride_of_nothing_moves_no_leg(cycle: float) -> None:
    still = walking(cycle, 0)
    for side in (still.left, still.right):
        assert (side.hip, side.knee, side.ankle, side.toes) == pytest.approx((0, 0, 0, 0))


def test_arms_swing_against_the_legs() -> None:
    strike = walking(0.0, 1.0)
    assert strike.left.hip > strike.right.hip
    assert strike.left.arm_forward < strike.right.arm_forward


@given(stances)
def test_a_stance_turns_bones_and_bends_none_out_of_shape(stance: Stance) -> None:
    for name, rotation in bone_rotations(stance, HANGING).items():
        np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-9, err_msg=name)


def test_a_gaze_is_shared_by_neck_and_head() -> None:
    turns = bone_rotations(Stance(gaze_turn=30.0), HANGING)
    np.testing.assert_allclose(turns["neck01"] @ turns["head"], about_y(30.0), atol=1e-12)


def test_a_limb_at_rest_is_measured_from_hanging_straight() -> None:
    def pair(direction: tuple[float, float, float]) -> NDArray[np.float64]:
        return np.array([direction, (-direction[0], *direction[1:])])

    rest = measured_rest(leg=pair((0.1, -1, 0)), upper_arm=pair((1, -1, 0)), forearm=pair((0, -1, 1)))
    np.testing.assert_allclose(about_z(rest.upright[0]) @ (0.1, -1, 0), (0, -np.hypot(0.1, 1), 0), atol=1e-9)
    assert rest.upright[1] == pytest.approx(-rest.upright[0])
    assert rest.hang[0] - 8 == pytest.approx(-45)
    assert rest.upper_forward == pytest.approx((0, 0))
    assert rest.fore_forward == pytest.approx((45, 45))
