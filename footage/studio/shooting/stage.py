"""The scene as the renderer holds it: materials, solids, lights, people, and the picture it makes of them."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bpy
import mathutils
import numpy as np
from numpy.typing import NDArray

from footage.studio.bodies.dressing import Person
from footage.studio.bodies.surfaces import Picture, Surface
from footage.studio.shooting.camera import SENSOR_WIDTH_MM, Camera
from footage.studio.shooting.inlay import Region

_ROUGHNESS = {"skin": 0.5, "cloth": 0.9, "shoes": 0.6, "hair": 0.5, "eye": 0.1, "brow": 0.9, "lash": 0.9}
_SPECULAR = {"skin": 0.35, "cloth": 0.1, "shoes": 0.3, "hair": 0.3, "eye": 0.6, "brow": 0.0, "lash": 0.0}
_NUDGE = 0.01
"""Pixels that keep a share from being cut down to the pixel before."""
_SEE_THROUGH = ("hair", "brow", "lash")


def new_scene() -> Any:
    """An empty scene in place of whatever there was."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    return bpy.context.scene


def aim(camera: Camera) -> None:
    """Put the camera into the scene."""
    scene = bpy.context.scene
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_width, data.clip_start = camera.focal_mm, SENSOR_WIDTH_MM, 0.05
    body = bpy.data.objects.new("camera", data)
    scene.collection.objects.link(body)
    scene.camera = body
    # Blender's matrix has the camera's axes as columns.
    matrix = mathutils.Matrix.Identity(4)
    for row in range(3):
        for column in range(3):
            matrix[row][column] = float(camera.rotation[column, row])
        matrix[row][3] = camera.position_m[row]
    body.matrix_world = matrix
    scene.render.resolution_x, scene.render.resolution_y = camera.width, camera.height
    scene.render.resolution_percentage = 100


def prepare_renderer(samples: int, exposure: float = 0.0, bounces: int = 2) -> None:
    """Path tracing with few samples and a denoiser. The same seed in each frame keeps still things still.

    bounces: of light between matt surfaces.
    """
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device = _device()
    cycles.samples, cycles.seed = samples, 1
    cycles.use_adaptive_sampling = False
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_prefilter, cycles.denoising_quality = "FAST", "FAST"
    cycles.use_light_tree = False
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 2 + bounces, bounces, bounces
    cycles.transparent_max_bounces = 10
    cycles.caustics_reflective = cycles.caustics_refractive = False
    scene.render.use_persistent_data = True
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    scene.view_settings.exposure = exposure
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.compression = 20


@contextmanager
def samples(count: int) -> Iterator[None]:
    """Render with another number of samples for a while."""
    cycles = bpy.context.scene.cycles
    before, cycles.samples = cycles.samples, count
    try:
        yield
    finally:
        cycles.samples = before


def _device() -> str:
    """A GPU where Cycles finds one, else the processor."""
    preferences = bpy.context.preferences.addons["cycles"].preferences
    for kind in ("OPTIX", "CUDA", "HIP", "METAL", "ONEAPI"):
        try:
            preferences.compute_device_type = kind
        except TypeError:
            continue
        preferences.get_devices()
        if any(device.type == kind for device in preferences.devices):
            for device in preferences.devices:
                device.use = device.type == kind
            return "GPU"
    return "CPU"


def render(path: Path, region: Region | None = None) -> None:
    """Render the scene as it is, or only a region of the picture, into a PNG file: whole or not at all."""
    settings = bpy.context.scene.render
    settings.use_border = settings.use_crop_to_border = region is not None
    if region is not None:
        width, height = settings.resolution_x, settings.resolution_y
        # The renderer cuts shares down to whole pixels, and counts rows from below.
        settings.border_min_x = (region.left + _NUDGE) / width
        settings.border_max_x = (region.right + _NUDGE) / width
        settings.border_min_y = (height - region.bottom + _NUDGE) / height
        settings.border_max_y = (height - region.top + _NUDGE) / height
    unfinished = path.with_name(f".{path.name}")
    settings.filepath = str(unfinished)
    bpy.ops.render.render(write_still=True)
    unfinished.replace(path)


def depth_map(folder: Path) -> NDArray[np.float32]:
    """(H, W): depth of the scene in metres along the camera's axis; endless where there is nothing."""
    scene = bpy.context.scene
    samples, denoising = scene.cycles.samples, scene.cycles.use_denoising
    scene.cycles.samples, scene.cycles.use_denoising = 1, False
    bpy.context.view_layer.use_pass_z = True
    scene.use_nodes = True
    tree = scene.node_tree
    tree.nodes.clear()
    layers = tree.nodes.new("CompositorNodeRLayers")
    file = tree.nodes.new("CompositorNodeOutputFile")
    file.base_path, file.format.file_format, file.format.color_depth = str(folder), "OPEN_EXR", "32"
    file.file_slots[0].path = "depth_"
    tree.links.new(layers.outputs["Depth"], file.inputs[0])
    bpy.ops.render.render()
    path = next(folder.glob("depth_*.exr"))
    image = bpy.data.images.load(str(path))
    width, height = image.size
    values = np.array(image.pixels[:], np.float32).reshape(height, width, -1)[::-1, :, 0]
    bpy.data.images.remove(image)
    path.unlink()
    scene.use_nodes = False
    bpy.context.view_layer.use_pass_z = False
    scene.cycles.samples, scene.cycles.use_denoising = samples, denoising
    return np.where(values > 1e4, np.float32(np.inf), values)


def add_person(person: Person) -> Any:
    """Put a person into the scene; `move_person` then says where each of their points is."""
    body = person.body
    mesh = bpy.data.meshes.new("person")
    faces: list[list[int]] = []
    places: list[NDArray[np.float64]] = []
    materials: list[int] = []
    for index, part in enumerate(body.parts):
        for corners, spots in zip(part.faces.points, part.faces.places, strict=True):
            faces.append([part.first + corner for corner in corners])
            places.extend(part.texture[spot] for spot in spots)
            materials.append(index)
    mesh.from_pydata(body.points.tolist(), [], faces)
    mesh.uv_layers.new(name="texture").data.foreach_set("uv", np.array(places, np.float32).ravel())
    mesh.polygons.foreach_set("material_index", np.array(materials, np.int32))
    mesh.polygons.foreach_set("use_smooth", np.ones(len(faces), bool))
    for surface in person.surfaces:
        mesh.materials.append(surface_material(surface))
    return add_mesh(mesh)


def move_person(body: Any, points: NDArray[np.float64] | None) -> None:
    """Give a person's points (N, 3) in metres, scene axes; None takes the person out of the picture."""
    body.hide_render = points is None
    if points is not None:
        body.data.vertices.foreach_set("co", np.ascontiguousarray(points, np.float32).ravel())
        body.data.update()


def add_mesh(mesh: Any) -> Any:
    """Put a mesh into the scene as an object."""
    body = bpy.data.objects.new(mesh.name, mesh)
    bpy.context.scene.collection.objects.link(body)
    return body


def surface_material(surface: Surface) -> Any:
    """The material of a part of a person."""
    material, tree, shader = _new_material(surface.kind)
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = image(surface.kind, surface.picture)
    tree.links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = _ROUGHNESS[surface.kind]
    shader.inputs["Specular IOR Level"].default_value = _SPECULAR[surface.kind]
    if surface.kind in _SEE_THROUGH:
        tree.links.new(texture.outputs["Alpha"], shader.inputs["Alpha"])
    if surface.kind == "skin":
        shader.inputs["Subsurface Weight"].default_value = 0.12
        shader.inputs["Subsurface Radius"].default_value = (0.012, 0.005, 0.003)
    if surface.normal is not None:
        normals = tree.nodes.new("ShaderNodeTexImage")
        normals.image = bpy.data.images.load(str(surface.normal), check_existing=True)
        normals.image.colorspace_settings.name = "Non-Color"
        bumps = tree.nodes.new("ShaderNodeNormalMap")
        tree.links.new(normals.outputs["Color"], bumps.inputs["Color"])
        tree.links.new(bumps.outputs["Normal"], shader.inputs["Normal"])
    return material


def image(name: str, picture: Picture) -> Any:
    """An image of the renderer's from an array (H, W, 3 or 4), sRGB."""
    height, width, channels = picture.shape
    pixels = np.ones((height, width, 4), np.float32)
    pixels[:, :, :channels] = picture
    made = bpy.data.images.new(name, width, height, alpha=channels == 4)
    made.pixels.foreach_set(np.ascontiguousarray(pixels[::-1]).ravel())
    made.pack()
    return made


def _new_material(name: str) -> tuple[Any, Any, Any]:
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    return material, material.node_tree, material.node_tree.nodes["Principled BSDF"]


def sky(elevation: float, rotation: float, strength: float, sun: float) -> None:
    """Daylight. elevation, rotation: where the sun is, degrees. strength: of the sky. sun: W/m²."""
    world = bpy.data.worlds.new("sky")
    bpy.context.scene.world = world
    world.use_nodes = True
    tree = world.node_tree
    colours = tree.nodes.new("ShaderNodeTexSky")
    colours.sky_type = "NISHITA"
    colours.sun_disc = False
    colours.sun_elevation, colours.sun_rotation = math.radians(elevation), math.radians(rotation)
    tree.links.new(colours.outputs[0], tree.nodes["Background"].inputs[0])
    tree.nodes["Background"].inputs[1].default_value = strength
    if sun > 0:
        light = bpy.data.lights.new("sun", "SUN")
        light.energy, light.angle, light.color = sun, math.radians(1.5), (1.0, 0.95, 0.87)
        body = bpy.data.objects.new("sun", light)
        body.rotation_euler = (math.radians(90 - elevation), 0, math.radians(rotation))
        bpy.context.scene.collection.objects.link(body)


def panel_light(
    position: tuple[float, float, float],
    size: tuple[float, float],
    watts: float,
    colour: tuple[float, float, float] = (1.0, 1.0, 1.0),
    towards: tuple[float, float, float] = (0.0, 0.0, -1.0),
) -> None:
    """A rectangular light; `towards` is the direction it shines in."""
    light = bpy.data.lights.new("panel", "AREA")
    light.shape, light.size, light.size_y = "RECTANGLE", size[0], size[1]
    light.energy, light.color = watts, colour
    body = bpy.data.objects.new("panel", light)
    body.location = position
    body.rotation_euler = mathutils.Vector(towards).to_track_quat("-Z", "Y").to_euler()
    bpy.context.scene.collection.objects.link(body)
