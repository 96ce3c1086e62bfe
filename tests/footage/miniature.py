"""A crowd clip of coloured blocks that walk over a plain: as small as a clip that can be verified may be."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from footage.studio.film.encode import Sheet, make_film
from footage.studio.film.finished import write_clip
from footage.studio.truth.derive import Reel
from footage.studio.truth.facts import Facts, Site
from footage.studio.truth.pinhole import Pinhole
from footage.studio.truth.raster import Patch, draw_depth, triangles_from_quads, visibility
from footage.studio.truth.rows import Truth, joined
from footage.studio.truth.sketch import read_sketch

Floats = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

WIDTH, HEIGHT, FPS, FRAMES = 320, 240, 10, 60
NAME = "yard"
TALL_M, BROAD_M = 1.7, 0.5
REEL = Reel(WIDTH, HEIGHT, FPS, FRAMES, loops=True)
SCENE = """
[[zone]]
name = "middle"
points = [[0.25, 0.4], [0.75, 0.4], [0.9, 0.9], [0.1, 0.9]]

[[line]]
name = "gate"
from = [0.5, 1.0]
to = [0.5, 0.2]
"""
_COLOURS = {1: (30, 30, 210), 2: (200, 60, 30), 3: (20, 190, 190), 4: (190, 20, 190), 5: (20, 90, 20)}


@dataclass(frozen=True, slots=True)
class Block:
    """Somebody in one frame: cast number, place on the ground, and drawn alone."""

    person: int
    ground_m: tuple[float, float]
    patch: Patch
    box: Floats


def camera() -> Pinhole:
    position, target = np.array([0.0, -7.0, 3.0]), np.array([0.0, 2.0, 0.5])
    backward = (position - target) / np.linalg.norm(position - target)
    right = np.cross([0.0, 0.0, 1.0], backward)
    right /= np.linalg.norm(right)
    return Pinhole(280.0, position, np.stack((right, np.cross(backward, right), backward)), WIDTH, HEIGHT)


def places(frame: int) -> dict[int, tuple[float, float]]:
    """Where everybody is: two walk in circles, one crosses the yard, one looks in, one stands."""
    turn = 2 * np.pi * (frame - 1) / FRAMES
    there = {
        1: (-1.3 + np.cos(turn), 0.4 + 0.9 * np.sin(turn)),
        2: (1.4 - 1.1 * np.cos(turn), 0.6 + 0.9 * np.sin(turn)),
        3: (-6.0 + 0.2 * (frame - 1), 2.6),
        5: (2.7, 4.2),
    }
    if 5 < frame < 55:
        there[4] = (3.5 + 0.18 * abs(frame - 30), -0.5)
    return there


def block(person: int, ground: tuple[float, float]) -> Block:
    x, y = ground
    half = BROAD_M / 2
    corners = np.array([[x - half, y, 0], [x + half, y, 0], [x + half, y, TALL_M], [x - half, y, TALL_M]])
    pixels, depths = camera().project(corners)
    quad = triangles_from_quads(np.array([[0, 1, 2, 3]]))
    box = np.hstack((pixels.min(axis=0), pixels.max(axis=0)))
    return Block(person, ground, draw_depth(pixels, depths, quad, WIDTH, HEIGHT), box)


def blocks(frame: int) -> list[Block]:
    """Everybody whose box touches the picture."""
    all_of_them = [block(person, ground) for person, ground in sorted(places(frame).items())]
    return [
        one for one in all_of_them
        if (one.box[:2] < (WIDTH, HEIGHT)).all() and (one.box[2:] > 0).all()
    ]  # fmt: skip


def truth_at(frame: int) -> Truth:
    there = blocks(frame)
    boxes = np.array([one.box for one in there])
    ground = np.array([one.ground_m for one in there])
    size = boxes[:, 2:] - boxes[:, :2]
    head = np.hstack((boxes[:, :2] + size * (0.3, 0.0), boxes[:, :2] + size * (0.7, 0.15)))
    feet, _ = camera().project(np.column_stack((ground, np.zeros(len(there)))))
    return Truth(
        frames=np.full(len(there), frame),
        times_s=np.full(len(there), (frame - 1) / FPS),
        persons=np.array([one.person for one in there]),
        boxes_xyxy=boxes,
        visible=visibility([one.patch for one in there], np.full((HEIGHT, WIDTH), np.inf)),
        heads_xyxy=head,
        faces_xyxy=head + np.array([1, 2, -1, -1]),
        facing=np.zeros(len(there)),
        feet_xy=feet,
        ground_m=ground,
    )


def shadow(one: Block) -> Patch:
    """What the sun, low on the left, throws on the ground to the right of somebody."""
    x, y = one.ground_m
    half = BROAD_M / 2
    ground = np.array([[x - half, y], [x + half, y], [x + half + 0.9, y + 0.3], [x - half + 0.9, y + 0.3]])
    pixels, depths = camera().project(np.column_stack((ground, np.zeros(4))))
    return draw_depth(pixels, depths, triangles_from_quads(np.array([[0, 1, 2, 3]])), WIDTH, HEIGHT)


def picture_at(frame: int) -> Picture:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    ground = 150 + 12 * np.sin(columns / 9) + 10 * np.cos(rows / 7)
    drawn = np.repeat(ground[:, :, None], 3, axis=2).astype(np.uint8)
    for one in sorted(blocks(frame), key=lambda one: -one.ground_m[1]):
        shown = np.isfinite(one.patch.on_picture(WIDTH, HEIGHT))
        shade = np.isfinite(shadow(one).on_picture(WIDTH, HEIGHT))
        drawn[shade] = (drawn[shade] * 0.6).astype(np.uint8)
        drawn[shown] = _COLOURS[one.person]
    return drawn


def make_yard(folder: Path) -> None:
    """Write the whole clip into a folder."""
    frames = folder / "frames"
    frames.mkdir(parents=True)
    for frame in range(1, FRAMES + 1):
        cv2.imwrite(str(frames / f"{frame:05d}.png"), picture_at(frame))
    make_film(frames, folder / f"{NAME}.mp4", Sheet(NAME, "A yard", FPS, 22))
    for picture in frames.iterdir():
        picture.unlink()
    frames.rmdir()
    (folder / f"{NAME}.toml").write_text(SCENE)
    facts = Facts(NAME, "A yard", Site("Yard", "Lisbon", "Europe/Lisbon"), REEL, camera())
    truth = joined([truth_at(frame) for frame in range(1, FRAMES + 1)])
    write_clip(folder, facts, truth, read_sketch(folder / f"{NAME}.toml"))
