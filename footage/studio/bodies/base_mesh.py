"""The base mesh that every body is a morph of: points, faces, bones, and how bones move points.

MakeHuman's axes and unit: y up, z forward, x to the body's left, decimetres.
"""

import gzip
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from footage.studio.bodies.ingredients import body_folder

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Faces:
    """Faces of three or four corners: per face, its points and its places on the texture."""

    points: tuple[tuple[int, ...], ...]
    places: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True, slots=True)
class BaseMesh:
    """points: (V, 3). texture: (T, 2). groups: faces by the name of their group. joints: points of the small
    cubes that mark where a joint is.
    """

    points: Points
    texture: Points
    groups: dict[str, Faces]
    joints: dict[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Bones:
    """names: parents before children. parents: index of each bone's parent, -1 for the root. weights: (V, B),
    rows sum to 1. heads: how to find where each bone begins.
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    weights: NDArray[np.float32]
    heads: tuple[dict[str, Any], ...]

    def index(self, name: str) -> int:
        """Where a bone stands in the order."""
        return self.names.index(name)


@cache
def base_mesh() -> BaseMesh:
    """The base mesh as it comes."""
    points: list[list[float]] = []
    texture: list[list[float]] = []
    faces: dict[str, tuple[list[tuple[int, ...]], list[tuple[int, ...]]]] = {}
    group = ""
    with (body_folder() / "3dobjs" / "base.obj").open() as lines:
        for line in lines:
            kind, *values = line.split() or [""]
            if kind == "v":
                points.append([float(value) for value in values[:3]])
            elif kind == "vt":
                texture.append([float(value) for value in values[:2]])
            elif kind == "g":
                group = values[0]
            elif kind == "f":
                corners = [value.split("/") for value in values]
                face_points, face_places = faces.setdefault(group, ([], []))
                face_points.append(tuple(int(corner[0]) - 1 for corner in corners))
                face_places.append(tuple(int(corner[1]) - 1 for corner in corners))
    groups = {name: Faces(tuple(corners), tuple(places)) for name, (corners, places) in faces.items()}
    joints = {
        name: np.unique([corner for face in group.points for corner in face])
        for name, group in groups.items()
        if name.startswith("joint-")
    }
    return BaseMesh(np.array(points), np.array(texture), groups, joints)


@cache
def bones() -> Bones:
    """The standard rig: 163 bones."""
    folder = body_folder() / "rigs" / "standard"
    rig = _json(folder / "rig.default.json")
    rig = rig.get("bones", rig)
    names: list[str] = []

    def add(name: str) -> None:
        if name in names:
            return
        if rig[name]["parent"]:
            add(rig[name]["parent"])
        names.append(name)

    for name in rig:
        add(name)
    parents = tuple(names.index(rig[name]["parent"]) if rig[name]["parent"] else -1 for name in names)
    weights = _weights(_json(folder / "weights.default.json")["weights"], names)
    return Bones(tuple(names), parents, weights, tuple(rig[name]["head"] for name in names))


def _weights(listed: dict[str, list[tuple[int, float]]], names: list[str]) -> NDArray[np.float32]:
    weights = np.zeros((len(base_mesh().points), len(names)), np.float32)
    for column, name in enumerate(names):
        for point, weight in listed.get(name, []):
            weights[int(point), column] = weight
    weights[weights.sum(axis=1) == 0, names.index("root")] = 1
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


def joint_position(head: dict[str, Any], points: Points) -> Points:
    """(3,): where a bone begins on a morphed body, `points` (V, 3)."""
    strategy = head["strategy"]
    if strategy == "CUBE":
        return np.asarray(points[base_mesh().joints[head["cube_name"]]].mean(axis=0))
    if strategy == "VERTEX":
        return np.asarray(points[head["vertex_index"]])
    if strategy == "MEAN":
        return np.asarray(points[head["vertex_indices"]].mean(axis=0))
    x, y, z = head["default_position"]
    return np.array([x, z, -y]) * 10


@cache
def morph(name: str) -> tuple[NDArray[np.int64], Points]:
    """Which points a morph moves (M,) and how far at full strength (M, 3)."""
    indices, offsets = [], []
    with gzip.open(morph_file(name), "rt") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                index, *offset = line.split()[:4]
                indices.append(int(index))
                offsets.append([float(value) for value in offset])
    return np.array(indices, np.int64), np.array(offsets).reshape(-1, 3)


def morph_file(name: str) -> Path:
    """The file of a morph such as `nose/nose-hump-incr`, which may not exist."""
    return body_folder() / "targets" / f"{name}.target.gz"


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
