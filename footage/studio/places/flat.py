"""The hall of the gate in Lisbon, with a flat picture that somebody holds up before its camera."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from footage.studio.bodies.surfaces import read
from footage.studio.casting.cast import member
from footage.studio.clip import Clip
from footage.studio.places import gate
from footage.studio.shooting import stage
from footage.studio.shooting.flat_pictures import FlatPicture, phone_screen, printed_photo
from footage.studio.shooting.portrait import photograph
from footage.studio.stories.flats import SHOWN
from footage.studio.truth.measure import Present

_PROP = "prop"
_FROM_CAMERA_M = {"flat-paper": 0.80, "flat-phone": 0.62}
_THICKNESS_M = 0.004


def prepare(_clip: Clip, folder: Path) -> None:
    """Take the portrait that the picture shows, in a scene of its own."""
    if not _portrait(folder).exists():
        photograph(member(SHOWN), _portrait(folder), size=900, face_share=0.56)


def build(clip: Clip, folder: Path) -> None:
    """Put the hall and the picture into the scene."""
    gate.build(clip, folder)
    portrait = np.rint(read(_portrait(folder))[:, :, :3] * 255).astype(np.uint8)
    show = phone_screen if clip.name == "flat-phone" else printed_photo
    _add_sheet(show(portrait))


def move(clip: Clip, time_s: float, present: Sequence[Present]) -> None:
    """Hold the picture before the face, as steadily as hands can."""
    camera = np.array(clip.camera.position_m)
    holder = present[0]
    face = holder.placed.points_m[holder.body.face].mean(axis=0)
    towards = (face - camera) / np.linalg.norm(face - camera)
    tremble = np.array((0.006 * np.sin(2.1 * time_s), 0.0, 0.005 * np.sin(2.9 * time_s + 1)))
    middle = camera + towards * _FROM_CAMERA_M[clip.name] + tremble
    sheet = bpy.data.objects[_PROP]
    sheet.location = tuple(middle)
    sheet.rotation_euler = (
        0.06 * np.sin(1.3 * time_s + 0.4),
        0.05 * np.sin(1.7 * time_s),
        0.10 * np.sin(0.9 * time_s),
    )


def _portrait(folder: Path) -> Path:
    return folder / "portrait.png"


def _add_sheet(picture: FlatPicture) -> None:
    """A flat mesh about the origin that looks along -y, with the picture on it."""
    width, height = picture.size_m
    x, z = width / 2, height / 2
    mesh = bpy.data.meshes.new(_PROP)
    mesh.from_pydata([(-x, 0, -z), (x, 0, -z), (x, 0, z), (-x, 0, z)], [], [(0, 1, 2, 3)])
    places = np.array((0, 0, 1, 0, 1, 1, 0, 1), np.float32)
    mesh.uv_layers.new(name="texture").data.foreach_set("uv", places)
    mesh.materials.append(_material(picture))
    sheet = bpy.data.objects.new(_PROP, mesh)
    bpy.context.scene.collection.objects.link(sheet)
    solidify = sheet.modifiers.new("thickness", "SOLIDIFY")
    solidify.thickness = _THICKNESS_M


def _material(picture: FlatPicture) -> Any:
    rgba = np.dstack([picture.rgb, picture.alpha]).astype(np.float32) / np.float32(255)
    material = bpy.data.materials.new(_PROP)
    material.use_nodes = True
    tree = material.node_tree
    shader = tree.nodes["Principled BSDF"]
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = stage.image(_PROP, rgba)
    tree.links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    tree.links.new(texture.outputs["Alpha"], shader.inputs["Alpha"])
    shader.inputs["Roughness"].default_value = 0.12 if picture.glows else 0.45
    if picture.glows:
        tree.links.new(texture.outputs["Color"], shader.inputs["Emission Color"])
        shader.inputs["Emission Strength"].default_value = 0.9
    return material
