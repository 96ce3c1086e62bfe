"""From tracks to bodies: where every point of a person is at a moment of the clip."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import orthogonal_procrustes

from footage.studio.bodies.body import Body
from footage.studio.bodies.stance import Stance
from footage.studio.bodies.walk import (
    AT_EASE,
    HANDS_TOGETHER,
    HOLDING_PHONE,
    HOLDING_SHEET,
    READING,
    TALKING,
    UPRIGHT,
    Stride,
    mirrored,
    walking,
)
from footage.studio.motion.choreography import MANNERS, RATE, Manner, Track

Floats = NDArray[np.float64]

_FULL_STRIDE_SPEED = 1.3
_STANDING: dict[Manner, Stance] = {
    "at ease": AT_EASE,
    "at ease, other leg": mirrored(AT_EASE),
    "hands together": HANDS_TOGETHER,
    "reading": READING,
    "talking": TALKING,
    "upright": UPRIGHT,
    "holding a sheet": HOLDING_SHEET,
    "holding a phone": HOLDING_PHONE,
}
_RESTLESSNESS: dict[Manner, float] = {
    "reading": 0.35,
    "upright": 0.3,
    "holding a sheet": 0.2,
    "holding a phone": 0.2,
}
_LEAST_STRIDE = 0.08
_SWAY_S = 36.0
"""Idle movement repeats after this long, or after a whole clip that loops."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A body at a moment. points_m: (N, 3), scene axes. ground_m: (2,). face_way: (3,), where they look."""

    points_m: Floats
    ground_m: Floats
    face_way: Floats


class Performer:
    """One person on one of their tracks."""

    def __init__(self, body: Body, stride: Stride, track: Track, loop_s: float | None) -> None:
        self.track = track
        self._body = body
        self._stride = stride
        self._loop_s = loop_s
        speed = track.speeds
        self._walk = np.clip((speed - 0.04) / 0.5, 0, 1)
        self._walk = self._walk**2 * (3 - 2 * self._walk)
        self._amount = np.clip(speed / _FULL_STRIDE_SPEED, 0, 1.15) ** 0.75
        strides = np.maximum(self._walk * self._amount, _LEAST_STRIDE)
        steps = np.diff(track.travelled_m, prepend=0.0)
        self._effort_m = np.cumsum(steps / strides) + 0.37 * track.turn.person + track.turn.lead_m

    def at(self, time_s: float) -> Placed | None:
        """The person at a time of the clip; None while their turn is not on."""
        sample = self._sample(time_s)
        if sample is None:
            return None
        ground = self.track.ground_m[sample]
        points = self._body.posed(self._stance(sample, time_s))
        heading = float(self.track.headings[sample])
        return Placed(in_scene(points, ground, heading), ground, self._face_way(points, heading))

    def is_on(self, time_s: float) -> bool:
        """Whether their turn is on at a time of the clip."""
        return self._sample(time_s) is not None

    def _sample(self, time_s: float) -> int | None:
        since = time_s - self.track.turn.starts_s
        if self._loop_s:
            since %= self._loop_s
        sample = round(since * RATE)
        return sample if 0 <= sample < len(self.track.ground_m) else None

    def _stance(self, sample: int, time_s: float) -> Stance:
        manner = MANNERS[self.track.manners[sample]]
        stance = self._idle(_STANDING[manner], time_s, _RESTLESSNESS.get(manner, 1.0))
        turn, bend = self.track.gaze[sample]
        stance = replace(stance, gaze_turn=stance.gaze_turn + turn, gaze_bend=stance.gaze_bend + bend)
        cycle = self._stride.cycle(float(self._effort_m[sample]))
        return stance.mixed(walking(cycle, float(self._amount[sample])), float(self._walk[sample]))

    def _idle(self, stance: Stance, time_s: float, restlessness: float) -> Stance:
        """Standing people look about, breathe and shift their weight."""
        lap = 2 * math.pi * time_s / (self._loop_s or _SWAY_S)
        own = 1.7 * self.track.turn.person

        def wave(times: int, shift: float) -> float:
            return restlessness * math.sin(times * lap + own * shift)

        return replace(
            stance,
            gaze_turn=stance.gaze_turn + 13 * wave(4, 1.0) + 7 * wave(9, 2.3),
            gaze_bend=stance.gaze_bend + 3 * wave(7, 1.4),
            chest_turn=stance.chest_turn + 3 * wave(5, 0.7),
            chest_bend=stance.chest_bend + 0.8 * wave(11, 0.0),
            pelvis_tilt=stance.pelvis_tilt * (1 + 0.3 * wave(3, 1.9)),
        )

    def _face_way(self, points: Floats, heading: float) -> Floats:
        rest, now = self._body.points[self._body.head], points[self._body.head]
        rotation, _ = orthogonal_procrustes(rest - rest.mean(axis=0), now - now.mean(axis=0))
        forward = np.array((0.0, 0.0, 1.0)) @ rotation
        return np.asarray(in_scene(forward[None], np.zeros(2), heading)[0])


def in_scene(points: Floats, ground: Floats, heading: float) -> Floats:
    """Body axes (x left, y up, z forward) → scene axes, standing at `ground` and looking along `heading`."""
    x, y = points[:, 0], -points[:, 2]
    cos, sin = math.cos(heading), math.sin(heading)
    return np.stack([cos * x - sin * y + ground[0], sin * x + cos * y + ground[1], points[:, 1]], axis=1)
