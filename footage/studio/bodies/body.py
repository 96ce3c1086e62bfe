"""A person's body: points that stances move, and the surfaces they carry."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from footage.studio.bodies.base_mesh import Faces, Points, base_mesh, bones, joint_position
from footage.studio.bodies.stance import Rest, Stance, bone_rotations, measured_rest

METRES = 0.1
"""Metres in MakeHuman's unit."""


@dataclass(frozen=True, slots=True)
class Part:
    """A surface with one material: its faces count points from `first` of the body's points."""

    name: str
    faces: Faces
    texture: Points
    first: int


class Body:
    """A body in its clothes.

    skeleton_points: (V, 3) of the morphed base mesh, from which joints are found. points: (N, 3) of all
    surfaces at rest, body axes (y up, z forward, x left), in MakeHuman's unit. weights: (N, B). skin: (N,)
    which points are skin.
    """

    def __init__(
        self,
        skeleton_points: Points,
        points: Points,
        weights: NDArray[np.float32],
        skin: NDArray[np.bool_],
        parts: tuple[Part, ...],
    ) -> None:
        self.points = points
        self.parts = parts
        self._weights = weights
        self._heads = np.array([joint_position(head, skeleton_points) for head in bones().heads])
        self._skin = skin
        self._rest = self._measured_rest()

    def posed(self, stance: Stance) -> Points:
        """(N, 3): the body in a stance, in metres and body axes, its lowest sole at height 0.

        The origin is on the ground between hips and ankles.
        """
        posed = self._blended(stance, self.points, self._weights)
        posed[:, 1] -= posed[self.feet, 1].min()
        posed[:, 2] -= self._middle_z
        return posed * METRES

    def posed_feet(self, stance: Stance) -> tuple[Points, Points]:
        """(L, 3) and (R, 3): points of the left and of the right foot in a stance, as `posed` has them."""
        left, right = (
            self._blended(stance, self.points[foot], self._weights[foot])
            for foot in (self.left_foot, self.right_foot)
        )
        lowest = min(left[:, 1].min(), right[:, 1].min())
        shift = (0, lowest, self._middle_z)
        return (left - shift) * METRES, (right - shift) * METRES

    def _blended(self, stance: Stance, points: Points, weights: NDArray[np.float32]) -> Points:
        """Linear blend skinning: points (N, 3) at rest with weights (N, B), moved by a stance's bones."""
        moves = self._moves(stance)
        blended = (weights @ moves.reshape(len(moves), 12)).reshape(-1, 3, 4)
        return np.asarray(np.einsum("nij,nj->ni", blended[:, :, :3], points) + blended[:, :, 3])

    @cached_property
    def height_m(self) -> float:
        """From the ground to the top of the hair, upright."""
        return float(np.ptp(self.points[:, 1]) * METRES)

    @cached_property
    def head(self) -> NDArray[np.bool_]:
        """(N,): which points belong to the head, hair included."""
        return self._moved_by("head") > 0.6

    @cached_property
    def face(self) -> NDArray[np.bool_]:
        """(N,): which points are skin of the face, from the hairline to the chin."""
        eye = self._heads[bones().index("eye.L")]
        chin = self.points[self._skin & (self._moved_by("jaw") > 0.5), 1].min()
        face_height = eye[1] - chin
        y, z = self.points[:, 1], self.points[:, 2]
        return np.asarray(
            self._skin
            & self.head
            & (y >= chin)
            & (y < eye[1] + 0.55 * face_height)
            & (z > eye[2] - 0.75 * face_height)
        )

    @cached_property
    def feet(self) -> NDArray[np.bool_]:
        """(N,): which points are moved by the feet."""
        return (self._moved_by("foot.L") + self._moved_by("foot.R")) > 0.5

    @cached_property
    def left_foot(self) -> NDArray[np.bool_]:
        """(N,): which points are moved by the left foot."""
        return self._moved_by("foot.L") > 0.5

    @cached_property
    def right_foot(self) -> NDArray[np.bool_]:
        """(N,): which points are moved by the right foot."""
        return self._moved_by("foot.R") > 0.5

    @cached_property
    def triangles(self) -> NDArray[np.int64]:
        """(T, 3): all faces, split into triangles, over the body's points."""
        corners = [
            (part.first + face[0], part.first + face[k], part.first + face[k + 1])
            for part in self.parts
            for face in part.faces.points
            for k in range(1, len(face) - 1)
        ]
        return np.array(corners, np.int64)

    @cached_property
    def _middle_z(self) -> float:
        names = [f"{bone}.{side}" for bone in ("upperleg01", "foot") for side in "LR"]
        return float(np.mean([self._heads[bones().index(name)][2] for name in names]))

    def _moved_by(self, ancestor: str) -> NDArray[np.float32]:
        rig = bones()
        below = np.zeros(len(rig.names), bool)
        for index, parent in enumerate(rig.parents):
            below[index] = rig.names[index] == ancestor or (parent >= 0 and below[parent])
        return np.asarray(self._weights[:, below].sum(axis=1))

    def _moves(self, stance: Stance) -> Points:
        """(B, 3, 4): how each bone moves its points."""
        rig = bones()
        rotations = bone_rotations(stance, self._rest)
        moves = np.zeros((len(rig.names), 3, 4))
        for index, name in enumerate(rig.names):
            rotation = rotations.get(name, np.eye(3))
            shift = self._heads[index] - rotation @ self._heads[index]
            if rig.parents[index] >= 0:
                parent = moves[rig.parents[index]]
                rotation, shift = parent[:, :3] @ rotation, parent[:, :3] @ shift + parent[:, 3]
            moves[index, :, :3], moves[index, :, 3] = rotation, shift
        return moves

    def _measured_rest(self) -> Rest:
        def between(start: str, end: str) -> Points:
            return np.array(
                [
                    self._heads[bones().index(f"{end}.{side}")]
                    - self._heads[bones().index(f"{start}.{side}")]
                    for side in "LR"
                ]
            )

        return measured_rest(
            leg=between("upperleg01", "foot"),
            upper_arm=between("upperarm01", "lowerarm01"),
            forearm=between("lowerarm01", "wrist"),
        )


def dressed_faces(hidden: NDArray[np.bool_]) -> Faces:
    """The faces of the naked base mesh that clothes leave to be seen; `hidden` (V,) are covered points."""
    body = base_mesh().groups["body"]
    seen = [k for k, face in enumerate(body.points) if not all(hidden[corner] for corner in face)]
    return Faces(tuple(body.points[k] for k in seen), tuple(body.places[k] for k in seen))
