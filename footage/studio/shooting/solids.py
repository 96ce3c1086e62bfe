"""Things that scenes are built of: materials with some wear in them, boxes, posts, plants."""

from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np

from footage.studio.shooting.stage import add_mesh

Position = tuple[float, float, float]
Colour = tuple[float, float, float]
"""Linear red, green and blue."""


def matter(
    colour: Colour,
    roughness: float = 0.8,
    specular: float = 0.3,
    wear: float = 0.0,
    tiles: tuple[float, float, float] | None = None,
) -> Any:
    """A material. wear: how fine its stains are, 0 for none. tiles: width, height and joint in metres."""
    material = bpy.data.materials.new("matter")
    material.use_nodes = True
    tree = material.node_tree
    shader = tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*colour, 1)
    shader.inputs["Roughness"].default_value = roughness
    shader.inputs["Specular IOR Level"].default_value = specular
    place = tree.nodes.new("ShaderNodeTexCoord").outputs["Object"]
    source = None
    if tiles:
        source = _tiled(tree, place, colour, tiles)
    if wear:
        source = _worn(tree, place, colour, wear, source)
    if source is not None:
        tree.links.new(source, shader.inputs["Base Color"])
    return material


def _tiled(tree: Any, place: Any, colour: Colour, tiles: tuple[float, float, float]) -> Any:
    bricks = tree.nodes.new("ShaderNodeTexBrick")
    bricks.inputs["Color1"].default_value = (*colour, 1)
    bricks.inputs["Color2"].default_value = (*(0.88 * part for part in colour), 1)
    bricks.inputs["Mortar"].default_value = (*(0.5 * part for part in colour), 1)
    bricks.inputs["Scale"].default_value = 1.0
    bricks.inputs["Brick Width"].default_value, bricks.inputs["Row Height"].default_value = tiles[:2]
    bricks.inputs["Mortar Size"].default_value = tiles[2]
    tree.links.new(place, bricks.inputs["Vector"])
    return bricks.outputs["Color"]


def _worn(tree: Any, place: Any, colour: Colour, wear: float, source: Any) -> Any:
    noise = tree.nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value, noise.inputs["Detail"].default_value = wear, 8
    tree.links.new(place, noise.inputs["Vector"])
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    low, high = ramp.color_ramp.elements
    low.position, high.position = 0.3, 0.75
    low.color, high.color = (0.72, 0.71, 0.70, 1), (1.04, 1.04, 1.04, 1)
    tree.links.new(noise.outputs["Fac"], ramp.inputs["Fac"])
    stain = tree.nodes.new("ShaderNodeMixRGB")
    stain.blend_type = "MULTIPLY"
    stain.inputs[0].default_value = 1
    if source is None:
        stain.inputs[1].default_value = (*colour, 1)
    else:
        tree.links.new(source, stain.inputs[1])
    tree.links.new(ramp.outputs["Color"], stain.inputs[2])
    return stain.outputs[0]


def glow(colour: Colour, strength: float) -> Any:
    """A material that shines by itself."""
    material = bpy.data.materials.new("glow")
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*colour, 1)
    shader.inputs["Emission Color"].default_value = (*colour, 1)
    shader.inputs["Emission Strength"].default_value = strength
    return material


def box(middle: Position, size: Position, material: Any) -> Any:
    """A box with its sides along the axes."""
    half = np.array(size) / 2
    corners = [tuple(np.array(middle) + half * (a, b, c)) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    return _solid(corners, faces, material)


def sheet(corners: Sequence[Position], material: Any) -> Any:
    """A flat quadrilateral; corners run counter-clockwise from the lower left, as its texture does."""
    mesh = bpy.data.meshes.new("sheet")
    mesh.from_pydata([tuple(corner) for corner in corners], [], [(0, 1, 2, 3)])
    uv = mesh.uv_layers.new(name="texture")
    uv.data.foreach_set("uv", np.array([0, 0, 1, 0, 1, 1, 0, 1], np.float32))
    mesh.materials.append(material)
    return add_mesh(mesh)


def post(foot: Position, radius: float, height: float, material: Any, sides: int = 16) -> Any:
    """An upright cylinder."""
    angles = np.arange(sides) / sides * 2 * np.pi
    ring = np.stack([np.cos(angles) * radius + foot[0], np.sin(angles) * radius + foot[1]], axis=1)
    corners = [(x, y, foot[2]) for x, y in ring] + [(x, y, foot[2] + height) for x, y in ring]
    walls = [(k, (k + 1) % sides, sides + (k + 1) % sides, sides + k) for k in range(sides)]
    solid = _solid(corners, [*walls, tuple(range(sides, 2 * sides))], material)
    solid.data.polygons.foreach_set("use_smooth", np.array([True] * sides + [False]))
    return solid


def foliage(
    middle: Position, spread: Position, material: Any, seed: int, clumps: int = 14, size: float = 0.32
) -> None:
    """Clumps of leaves about a middle."""
    rng = np.random.default_rng(seed)
    for _ in range(clumps):
        shift = np.clip(rng.normal(0, 0.5, 3), -1, 1) * spread
        radius = size * rng.uniform(0.7, 1.3)
        bpy.ops.mesh.primitive_ico_sphere_add(
            subdivisions=3, radius=radius, location=tuple(np.array(middle) + shift)
        )
        clump = bpy.context.object
        flat = np.empty(len(clump.data.vertices) * 3, np.float32)
        clump.data.vertices.foreach_get("co", flat)
        points = flat.reshape(-1, 3) * (1 + 0.16 * rng.normal(size=(len(flat) // 3, 1)))
        clump.data.vertices.foreach_set("co", points.astype(np.float32).ravel())
        clump.data.materials.append(material)


def _solid(corners: Sequence[Position], faces: Sequence[tuple[int, ...]], material: Any) -> Any:
    mesh = bpy.data.meshes.new("solid")
    mesh.from_pydata([tuple(corner) for corner in corners], [], list(faces))
    mesh.materials.append(material)
    return add_mesh(mesh)
