"""From an appearance to a body in its clothes, with what covers each of its parts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from footage.studio.bodies.appearance import Appearance
from footage.studio.bodies.base_mesh import Faces, Points, base_mesh, bones, joint_position, morph
from footage.studio.bodies.body import Body, Part, dressed_faces
from footage.studio.bodies.ingredients import wardrobe_folder
from footage.studio.bodies.surfaces import Surface, dyed, eye, plain_cloth, read
from footage.studio.bodies.wardrobe import Piece, piece

_PLAIN_TOPS = frozenset(
    (
        "male_casualsuit02",
        "male_casualsuit04",
        "male_casualsuit06",
        "female_casualsuit01",
        "female_casualsuit02",
    )
)
"""Suits of a one-coloured top and trousers, on most of which a logo is printed."""


@dataclass(frozen=True, slots=True)
class Person:
    """A body and the surface of each of its parts, in the order of `body.parts`."""

    appearance: Appearance
    body: Body
    surfaces: tuple[Surface, ...]


class _Assembly:
    """Collects surfaces into one set of points."""

    def __init__(self) -> None:
        self.points: list[Points] = []
        self.weights: list[NDArray[np.float32]] = []
        self.skin: list[NDArray[np.bool_]] = []
        self.parts: list[Part] = []
        self.surfaces: list[Surface] = []
        self._count = 0

    def add_points(self, points: Points, weights: NDArray[np.float32], is_skin: bool) -> int:
        """Returns the place of the first one."""
        first = self._count
        self.points.append(points)
        self.weights.append(weights)
        self.skin.append(np.full(len(points), is_skin))
        self._count += len(points)
        return first

    def add_part(self, name: str, faces: Faces, texture: Points, first: int, surface: Surface) -> None:
        if len(faces):
            self.parts.append(Part(name, faces, texture, first))
            self.surfaces.append(surface)


def dress(appearance: Appearance) -> Person:
    """The person of an appearance. Raises IngredientError where the wardrobe cannot be fetched."""
    skeleton = base_mesh().points.copy()
    for name, amount in appearance.morphs.items():
        indices, offsets = morph(name)
        skeleton[indices] += amount * offsets
    suit, shoes = piece("clothes", appearance.clothes), piece("clothes", appearance.shoes)
    all_parts = _Assembly()
    _add_skin(all_parts, appearance, skeleton, suit.hides | shoes.hides)
    _add_eyes(all_parts, appearance, skeleton)
    _add_suit(all_parts, appearance, skeleton, suit)
    _add_piece(all_parts, skeleton, shoes, Surface("shoes", read(shoes.diffuse), shoes.normal))
    hair = piece("hair", appearance.haircut)
    _add_piece(all_parts, skeleton, hair, Surface("hair", dyed(read(hair.diffuse), appearance.hair)))
    brows = piece("eyebrows", appearance.brows)
    _add_piece(all_parts, skeleton, brows, Surface("brow", dyed(read(brows.diffuse), appearance.hair)))
    lashes = piece("eyelashes", appearance.lashes)
    _add_piece(all_parts, skeleton, lashes, Surface("lash", read(lashes.diffuse)))
    body = Body(
        skeleton,
        np.concatenate(all_parts.points),
        np.concatenate(all_parts.weights),
        np.concatenate(all_parts.skin),
        tuple(all_parts.parts),
    )
    return Person(appearance, body, tuple(all_parts.surfaces))


def _add_skin(
    all_parts: _Assembly, appearance: Appearance, skeleton: Points, hidden: NDArray[np.bool_]
) -> None:
    faces, used = _compact(dressed_faces(hidden))
    first = all_parts.add_points(skeleton[used], bones().weights[used], True)
    surface = Surface("skin", read(wardrobe_folder() / "skins" / appearance.skin))
    all_parts.add_part("skin", faces, base_mesh().texture, first, surface)


def _add_eyes(all_parts: _Assembly, appearance: Appearance, skeleton: Points) -> None:
    surface = Surface("eye", eye(appearance.iris))
    for group in ("helper-l-eye", "helper-r-eye"):
        faces, used = _compact(base_mesh().groups[group])
        points = skeleton[used]
        first = all_parts.add_points(points, bones().weights[used], False)
        middle = (points.min(axis=0) + points.max(axis=0)) / 2
        radius = np.ptp(points[:, 0]) / 2
        texture = 0.5 + 0.5 * (points[:, :2] - middle[:2]) / radius
        all_parts.add_part(group, Faces(faces.points, faces.points), texture, first, surface)


def _add_suit(all_parts: _Assembly, appearance: Appearance, skeleton: Points, suit: Piece) -> None:
    fitted = suit.fitted(skeleton)
    first = all_parts.add_points(fitted, suit.weights(bones().weights), False)
    original = Surface("cloth", read(suit.diffuse), suit.normal)
    if suit.name not in _PLAIN_TOPS:
        all_parts.add_part(suit.name, suit.faces, suit.texture, first, original)
        return
    waist = joint_position(bones().heads[bones().index("spine05")], skeleton)[1]
    top, bottom = _split(suit.faces, fitted, waist)
    plain = Surface("cloth", plain_cloth(appearance.top, suit.occlusion), suit.normal)
    trousers = original
    if appearance.bottom is not None:
        trousers = Surface("cloth", dyed(read(suit.diffuse), appearance.bottom), suit.normal)
    all_parts.add_part("top", top, suit.texture, first, plain)
    all_parts.add_part("bottom", bottom, suit.texture, first, trousers)


def _add_piece(all_parts: _Assembly, skeleton: Points, worn: Piece, surface: Surface) -> None:
    first = all_parts.add_points(worn.fitted(skeleton), worn.weights(bones().weights), False)
    all_parts.add_part(worn.name, worn.faces, worn.texture, first, surface)


def _compact(faces: Faces) -> tuple[Faces, NDArray[np.int64]]:
    """The same faces over only the points that they use, and which those are."""
    used = np.unique([corner for face in faces.points for corner in face])
    place = {int(point): index for index, point in enumerate(used)}
    return Faces(tuple(tuple(place[c] for c in face) for face in faces.points), faces.places), used


def _split(faces: Faces, points: Points, height: float) -> tuple[Faces, Faces]:
    """Faces of the pieces that hang together with their middle above a height, and those below."""
    edges = np.array([(face[k - 1], face[k]) for face in faces.points for k in range(len(face))])
    graph = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), (len(points), len(points)))
    count, component = connected_components(graph, directed=False)
    heights = np.array([np.median(points[component == k, 1]) for k in range(count)])
    is_top = [bool(heights[component[face[0]]] > height) for face in faces.points]
    return _chosen(faces, is_top), _chosen(faces, [not top for top in is_top])


def _chosen(faces: Faces, chosen: list[bool]) -> Faces:
    indices = [k for k, take in enumerate(chosen) if take]
    return Faces(tuple(faces.points[k] for k in indices), tuple(faces.places[k] for k in indices))
