"""Clothes, shoes, hair, brows and lashes: meshes that are fitted to whatever body wears them."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from footage.studio.bodies.base_mesh import Faces, Points, base_mesh
from footage.studio.bodies.ingredients import wardrobe_folder

# Pairs of points on the body whose distance along x, y, z says how large it is (MakeHuman's own measure).
_SIZES = ((5399, 11998), (791, 881), (962, 5320))

_UV, _MATERIAL, _FACE_UV, _FACE_NORMAL, _NORMALS, _FACE_COLOUR, _COLOURS = (2, 4, 8, 16, 32, 64, 128)


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to wear.

    Each of its points hangs on three points of the body: `anchors` (P, 3), by `shares` (P, 3), moved by
    `offsets` (P, 3) that scale with the body. hides: (V,) the body's points that it covers.
    """

    name: str
    anchors: NDArray[np.int64]
    shares: Points
    offsets: Points
    faces: Faces
    texture: Points
    hides: NDArray[np.bool_]
    diffuse: Path
    normal: Path | None
    occlusion: Path | None

    def fitted(self, body: Points) -> Points:
        """(P, 3): the piece's points on a body of points (V, 3)."""
        base = base_mesh().points
        scale = [
            abs(body[a, axis] - body[b, axis]) / abs(base[a, axis] - base[b, axis])
            for axis, (a, b) in enumerate(_SIZES)
        ]
        return np.asarray((body[self.anchors] * self.shares[:, :, None]).sum(axis=1) + self.offsets * scale)

    def weights(self, body: NDArray[np.float32]) -> NDArray[np.float32]:
        """(P, B): how bones move the piece, from how they move the body (V, B)."""
        shares = np.clip(self.shares, 0, None)
        shares /= shares.sum(axis=1, keepdims=True) + 1e-9
        weights = (body[self.anchors] * shares[:, :, None]).sum(axis=1)
        return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


@cache
def piece(kind: str, name: str) -> Piece:
    """A piece of the wardrobe: kind is `clothes`, `hair`, `eyebrows` or `eyelashes`."""
    folder = wardrobe_folder() / "proxies" / kind / name
    data = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    about, material = data["metadata"], data["materials"][0]
    count = len(base_mesh().points)
    hides = about.get("deleteVerts", [])
    stem = name.lower() if (folder / "textures" / f"{name.lower()}_ao.png").exists() else name
    return Piece(
        name=name,
        anchors=np.array(data.get("ref_vIdxs") or about["ref_vIdxs"]),
        shares=np.array(data["weights"], float),
        offsets=np.array(data["offsets"], float),
        faces=_faces(data["faces"]),
        texture=np.array(data["uvs"][0], float).reshape(-1, 2),
        hides=np.array(hides, bool) if len(hides) == count else np.zeros(count, bool),
        diffuse=folder / material["mapDiffuse"],
        normal=_if_there(folder / "textures" / f"{stem}_normal.png"),
        occlusion=_if_there(folder / "textures" / f"{stem}_ao.png"),
    )


def _if_there(path: Path) -> Path | None:
    return path if path.exists() else None


def _faces(stream: list[Any]) -> Faces:
    """Faces of a three.js JSON model, format 3: per face a number whose bits say what follows it."""
    points, places = [], []
    at = 0
    while at < len(stream):
        kind = stream[at]
        corners = 4 if kind & 1 else 3
        at += 1
        points.append(tuple(stream[at : at + corners]))
        at += corners + bool(kind & _UV) + bool(kind & _MATERIAL)
        if kind & _FACE_UV:
            places.append(tuple(stream[at : at + corners]))
            at += corners
        at += bool(kind & _FACE_NORMAL) + corners * bool(kind & _NORMALS)
        at += bool(kind & _FACE_COLOUR) + corners * bool(kind & _COLOURS)
    return Faces(tuple(points), tuple(places))
