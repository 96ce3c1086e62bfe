"""Walking and standing as stances, and a walk whose feet do not slide."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from footage.studio.bodies.body import Body
from footage.studio.bodies.gait import leg
from footage.studio.bodies.stance import Side, Stance

_STEPS = 48


def walking(cycle: float, amount: float) -> Stance:
    """A moment of walking. cycle: cycles since a heel strike of the left foot. amount: 1 is a full stride."""
    left, right = (_walking_side(cycle + shift, amount) for shift in (0.0, 0.5))
    swing = math.cos(2 * math.pi * cycle)
    tilt = 2 * amount * math.sin(2 * math.pi * cycle)
    return Stance(
        left,
        right,
        pelvis_turn=-5 * amount * swing,
        pelvis_bend=2 * amount,
        pelvis_tilt=tilt,
        chest_turn=11 * amount * swing,
        chest_tilt=-tilt,
        gaze_turn=-12 * amount * swing * 0.5,
    )


def _walking_side(cycle: float, amount: float) -> Side:
    hip, knee, ankle = leg(cycle)
    swing = math.cos(2 * math.pi * cycle)
    pushing = cycle % 1
    toes = 20 * math.sin((pushing - 0.45) / 0.23 * math.pi) if 0.45 < pushing < 0.68 else 0.0
    return Side(
        hip=hip * amount,
        knee=knee * amount,
        ankle=ankle * amount,
        leg_out=1.0,
        toes=toes * amount,
        arm_forward=-22 * amount * swing - 4,
        elbow=10 + amount * (8 - 10 * swing),
    )


AT_EASE = Stance(
    Side(hip=2, knee=3, leg_out=2, arm_forward=-3),
    Side(hip=9, knee=16, ankle=7, leg_out=4, arm_forward=2, elbow=16),
    pelvis_tilt=2.5,
    chest_tilt=-3.0,
)
HANDS_TOGETHER = replace(
    AT_EASE,
    left=replace(AT_EASE.left, arm_forward=14, arm_out=6, arm_in=52, elbow=62),
    right=replace(AT_EASE.right, arm_forward=12, arm_out=6, arm_in=46, elbow=58),
)
READING = replace(
    AT_EASE,
    right=replace(AT_EASE.right, arm_forward=26, arm_out=8, arm_in=28, elbow=98),
    gaze_bend=22,
    chest_bend=3,
)
TALKING = replace(
    AT_EASE,
    left=replace(AT_EASE.left, arm_forward=18, arm_out=12, arm_in=18, elbow=74),
    right=replace(AT_EASE.right, arm_forward=4, elbow=24),
)
HOLDING_SHEET = Stance(
    Side(leg_out=2, arm_forward=50, arm_in=26, elbow=105),
    Side(leg_out=2, arm_forward=50, arm_in=26, elbow=105),
)
HOLDING_PHONE = Stance(Side(leg_out=2), Side(leg_out=2, arm_forward=72, arm_out=2, arm_in=30, elbow=66))
UPRIGHT = Stance(Side(leg_out=2), Side(leg_out=2))


def mirrored(stance: Stance) -> Stance:
    """The same stance with left and right changed over."""
    return replace(
        stance,
        left=stance.right,
        right=stance.left,
        pelvis_turn=-stance.pelvis_turn,
        pelvis_tilt=-stance.pelvis_tilt,
        chest_turn=-stance.chest_turn,
        chest_tilt=-stance.chest_tilt,
        gaze_turn=-stance.gaze_turn,
    )


class Stride:
    """How far a body gets within a cycle of walking, so that the foot on the ground stays where it is."""

    def __init__(self, body: Body, amount: float = 1.0) -> None:
        cycles = np.arange(_STEPS + 1) / _STEPS
        travelled = np.concatenate([[0.0], np.cumsum(_advances(body, cycles, amount))])
        self.length_m = float(travelled[-1])
        self._cycles = cycles
        self._travelled = travelled

    def cycle(self, distance_m: float) -> float:
        """Cycles of walking after a distance."""
        whole, rest = divmod(distance_m, self.length_m)
        return float(whole + np.interp(rest, self._travelled, self._cycles))


def _advances(body: Body, cycles: NDArray[np.float64], amount: float) -> NDArray[np.float64]:
    """How far the pelvis goes past the foot on the ground, from each of `cycles` to the next."""
    feet = [body.posed_feet(walking(cycle, amount)) for cycle in cycles]
    advances = []
    for before, after in pairwise(feet):
        # The sole that bears the weight is the one that stays lowest.
        heights = [max(before[side][:, 1].min(), after[side][:, 1].min()) for side in (0, 1)]
        side = int(np.argmin(heights))
        here, ahead = before[side], after[side]
        sole = here[:, 1] < here[:, 1].min() + 0.02
        advances.append(max(float((here[sole, 2] - ahead[sole, 2]).mean()), 1e-3))
    return np.array(advances)
