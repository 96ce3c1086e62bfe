"""People for tests that need no ingredients: a block with a head, which moves about but never its limbs."""

from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from footage.studio.bodies.base_mesh import Faces, Points
from footage.studio.bodies.body import Body, Part
from footage.studio.bodies.stance import Stance
from footage.studio.bodies.walk import Stride
from footage.studio.clip import Clip
from footage.studio.clips import CLIPS
from footage.studio.motion import rehearsal
from footage.studio.motion.performance import Placed, in_scene
from footage.studio.motion.rehearsal import Rehearsed
from footage.studio.truth.measure import Present

HEIGHT_M, WIDTH_M, DEPTH_M, NECK_M = 1.8, 0.5, 0.3, 1.55

_SIDES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))


class Doll(Body):
    """Body axes and metres: a trunk of 8 points up to the neck, and a head of 8 whose front is its face."""

    def __init__(self) -> None:
        trunk, head = _block(0.0, NECK_M, WIDTH_M), _block(NECK_M, HEIGHT_M, 0.2)
        self.points = np.concatenate([trunk, head])
        self.head = np.arange(16) >= 8
        self.face = self.head & (self.points[:, 2] > 0)
        sides = (*_SIDES, *(tuple(8 + corner for corner in side) for side in _SIDES))
        self.parts = (Part("block", Faces(sides, sides), np.zeros((0, 2)), 0),)

    def posed(self, stance: Stance) -> Points:
        return self.points


class DollStride(Stride):
    """A cycle of walking takes a metre."""

    def __init__(self, body: Body, amount: float = 1.0) -> None:
        self.length_m = 1.0

    def cycle(self, distance_m: float) -> float:
        return distance_m


def _block(low: float, high: float, width: float) -> Points:
    return np.array(
        [(x, y, z) for x in (-width / 2, width / 2) for y in (low, high) for z in (-DEPTH_M / 2, DEPTH_M / 2)]
    )


def doll_at(person: int, x: float, y: float, heading: float = 0.0) -> Present:
    """A doll on a place on the ground; heading 0 looks along -y."""
    doll, ground = Doll(), np.array((x, y))
    way = in_scene(np.array([[0.0, 0.0, 1.0]]), np.zeros(2), heading)[0]
    return Present(person, doll, Placed(in_scene(doll.points, ground, heading), ground, way))


def rehearse_with_dolls(clip: Clip) -> Rehearsed:
    """What `rehearse` makes of a clip when all its cast are dolls."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rehearsal, "member", lambda number: SimpleNamespace(body=Doll()))
        patch.setattr(rehearsal, "Stride", DollStride)
        return rehearsal.rehearse(clip)


@cache
def rehearsed(name: str) -> Rehearsed:
    """One of the studio's clips, rehearsed with dolls."""
    return rehearse_with_dolls(CLIPS[name])


def places_at(rehearsed: Rehearsed, time_s: float) -> dict[int, Points]:
    """Where everybody is who is on at a time: cast number → (2,) metres."""
    on = [one for one in rehearsed.performers if one.is_on(time_s)]
    placed = {one.track.turn.person: one.at(time_s) for one in on}
    return {person: there.ground_m for person, there in placed.items() if there is not None}
