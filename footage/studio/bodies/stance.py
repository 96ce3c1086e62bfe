"""How a body holds itself: a few joint angles, which can be mixed, and the bone rotations they mean."""

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Self

from footage.studio.bodies.base_mesh import Points
from footage.studio.bodies.rotations import Rotation, about_x, about_y, about_z


@dataclass(frozen=True, slots=True)
class Side:
    """One half of the body, in degrees. hip, knee, ankle: flexion. leg_out: the leg away from the middle.
    toes: bent up. arm_forward, arm_out: the upper arm from hanging straight. arm_in: turns the bent forearm
    across the body. elbow: flexion.
    """

    hip: float = 0.0
    knee: float = 0.0
    ankle: float = 0.0
    leg_out: float = 0.0
    toes: float = 0.0
    arm_forward: float = 0.0
    arm_out: float = 8.0
    arm_in: float = 0.0
    elbow: float = 10.0

    def mixed(self, other: Self, share: float) -> Self:
        """The side that is `share` of `other` and the rest of this one."""
        pairs = ((getattr(self, part.name), getattr(other, part.name)) for part in fields(self))
        return type(self)(*(a + (b - a) * share for a, b in pairs))


@dataclass(frozen=True, slots=True)
class Stance:
    """A whole body, in degrees. Turns go to the body's left, bends to the front, tilts to the right.

    pelvis: turn, bend and tilt of everything. chest: turn, bend and tilt against the pelvis. gaze: turn and
    bend of neck and head together.
    """

    left: Side = Side()
    right: Side = Side()
    pelvis_turn: float = 0.0
    pelvis_bend: float = 0.0
    pelvis_tilt: float = 0.0
    chest_turn: float = 0.0
    chest_bend: float = 0.0
    chest_tilt: float = 0.0
    gaze_turn: float = 0.0
    gaze_bend: float = 0.0

    def mixed(self, other: Self, share: float) -> Self:
        """The stance that is `share` of `other` and the rest of this one."""
        if share <= 0:
            return self
        sides = (self.left.mixed(other.left, share), self.right.mixed(other.right, share))
        rest = (part.name for part in fields(self) if part.name not in ("left", "right"))
        pairs = ((getattr(self, name), getattr(other, name)) for name in rest)
        return type(self)(*sides, *(a + (b - a) * share for a, b in pairs))


@dataclass(frozen=True, slots=True)
class Rest:
    """How a body's mesh holds its limbs at rest, which stances are measured from.

    Per side, left then right, degrees: tilt that makes the leg upright, tilt that lets the upper arm hang,
    and how far upper arm and forearm point to the front already.
    """

    upright: tuple[float, float]
    hang: tuple[float, float]
    upper_forward: tuple[float, float]
    fore_forward: tuple[float, float]


def bone_rotations(stance: Stance, rest: Rest) -> dict[str, Rotation]:
    """Rotations by the name of the bone; bones that are not named keep still."""
    turns = {
        "root": about_y(stance.pelvis_turn) @ about_z(stance.pelvis_tilt) @ about_x(stance.pelvis_bend),
        "spine03": about_y(stance.chest_turn) @ about_z(stance.chest_tilt) @ about_x(stance.chest_bend),
        "neck01": about_y(0.4 * stance.gaze_turn) @ about_x(0.4 * stance.gaze_bend),
        "head": about_y(0.6 * stance.gaze_turn) @ about_x(0.6 * stance.gaze_bend),
    }
    for index, (suffix, side) in enumerate(((".L", stance.left), (".R", stance.right))):
        outward = 1 - 2 * index
        turns |= _leg(side, suffix, rest.upright[index] + outward * side.leg_out, stance.pelvis_turn)
        turns |= _arm(side, suffix, outward, rest, index)
    return turns


def _leg(side: Side, suffix: str, tilt: float, pelvis_turn: float) -> dict[str, Rotation]:
    # Legs swing straight ahead below hips that turn, or soles would slide sideways.
    return {
        f"upperleg01{suffix}": about_y(-pelvis_turn) @ about_z(tilt) @ about_x(-side.hip),
        f"lowerleg01{suffix}": about_x(side.knee),
        f"foot{suffix}": about_z(-tilt) @ about_x(-side.ankle),
        f"toe1-1{suffix}": about_x(-side.toes),
    }


def _arm(side: Side, suffix: str, outward: int, rest: Rest, index: int) -> dict[str, Rotation]:
    hanging = about_z(rest.hang[index] + outward * (side.arm_out - 8))
    forward = side.arm_forward - rest.upper_forward[index]
    elbow = side.elbow - (rest.fore_forward[index] - rest.upper_forward[index])
    turns = {
        f"upperarm01{suffix}": about_x(-forward) @ hanging,
        f"lowerarm01{suffix}": hanging.T @ about_y(-outward * side.arm_in) @ about_x(-elbow) @ hanging,
    }
    for finger in range(2, 6):
        for joint, curl in ((1, 22), (2, 28), (3, 18)):
            turns[f"finger{finger}-{joint}{suffix}"] = hanging.T @ about_z(-outward * curl) @ hanging
    return turns


def measured_rest(leg: Points, upper_arm: Points, forearm: Points) -> Rest:
    """How limbs are held that point along these directions, each (2, 3), left then right."""
    return Rest(
        upright=_each(leg, _tilt),
        hang=(8 + _each(upper_arm, _tilt)[0], -8 + _each(upper_arm, _tilt)[1]),
        upper_forward=_each(upper_arm, _rise),
        fore_forward=_each(forearm, _rise),
    )


def _each(directions: Points, angle: Callable[[Points], float]) -> tuple[float, float]:
    return angle(directions[0]), angle(directions[1])


def _tilt(direction: Points) -> float:
    """The tilt that makes a limb hang straight."""
    return -math.degrees(math.atan2(direction[0], -direction[1]))


def _rise(direction: Points) -> float:
    """How far a limb points to the front."""
    return math.degrees(math.atan2(direction[2], math.hypot(direction[0], direction[1])))
