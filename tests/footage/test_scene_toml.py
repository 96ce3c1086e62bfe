"""Zones and lines on the ground, as the product reads them from a clip's scene."""

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray

from footage.studio.clip import Clip, Ground
from footage.studio.clips import CLIPS
from footage.studio.motion.choreography import RATE, Track
from footage.studio.stories import lobby, plaza
from footage.studio.truth.scene_toml import scene_toml
from passerby.crowd.calibration import Ground as CalibratedGround
from passerby.crowd.scene_text import scene_from_toml
from passerby.shapes import polygons
from passerby.shapes.scene import Line, Scene
from tests.footage.dolls import rehearsed

CROWDS = pytest.mark.parametrize("name", ["plaza", "lobby"])


def scene_of(clip: Clip) -> Scene:
    return scene_from_toml(scene_toml(clip), f"{clip.name}.toml")


def on_picture(clip: Clip, places: NDArray[np.float64] | tuple[Ground, ...]) -> NDArray[np.float64]:
    """Places on the ground (N, 2) in parts of the picture's width and height."""
    ground = np.asarray(places, float)
    pixels, _ = clip.camera.pinhole.project(np.column_stack([ground, np.zeros(len(ground))]))
    return pixels / (clip.camera.width, clip.camera.height)


def crossings(clip: Clip, line: Line, ground_m: NDArray[np.float64]) -> list[str]:
    """In which direction somebody crosses a line, each time: "in" from its left to its right."""
    feet = on_picture(clip, ground_m)
    before, after = feet[:-1], feet[1:]
    starts, ends = (np.tile(end, (len(before), 1)) for end in (line.start, line.end))
    right = polygons.signed_distance(line.start, line.end, feet) > 0
    meets = polygons.segments_meet(before, after, starts, ends) & (right[1:] != right[:-1])
    return ["in" if right[index + 1] else "out" for index in np.flatnonzero(meets)]


def line_of(clip: Clip, name: str) -> Line:
    return next(line for line in scene_of(clip).lines if line.name == name)


@CROWDS
def test_the_product_reads_the_zones_and_lines_that_were_drawn_on_the_ground(name: str) -> None:
    clip = CLIPS[name]
    scene = scene_of(clip)
    assert scene.time_zone == ZoneInfo(clip.site.time_zone)
    assert [zone.name for zone in scene.zones] == [zone.name for zone in clip.zones]
    assert [line.name for line in scene.lines] == [line.name for line in clip.lines]
    for read, drawn in zip(scene.zones, clip.zones, strict=True):
        np.testing.assert_allclose(read.polygon, on_picture(clip, drawn.corners_m), atol=1e-4)
    for line, drawn_line in zip(scene.lines, clip.lines, strict=True):
        ends = on_picture(clip, (drawn_line.start_m, drawn_line.end_m))
        np.testing.assert_allclose([line.start, line.end], ends, atol=1e-4)


def test_the_zones_and_lines_are_those_that_the_documents_name() -> None:
    assert {zone.name for zone in CLIPS["plaza"].zones} == {"queue", "square"}
    assert {line.name for line in CLIPS["plaza"].lines} == {"entrance", "street"}
    assert [zone.name for zone in CLIPS["lobby"].zones] == ["desk"]
    assert [line.name for line in CLIPS["lobby"].lines] == ["door"]


@CROWDS
def test_a_scene_is_calibrated_to_the_metres_of_its_ground(name: str) -> None:
    clip = CLIPS[name]
    calibration = scene_of(clip).calibration
    assert calibration is not None
    places = np.array([(-1.0, 0.5), (0.0, 3.0), (2.0, 4.0)])
    found = CalibratedGround(calibration).place(on_picture(clip, places))
    np.testing.assert_allclose(found, places, atol=0.03)


def test_a_clip_on_which_nothing_is_drawn_has_an_empty_scene() -> None:
    bare = replace(CLIPS["plaza"], zones=(), lines=(), calibration_m=())
    scene = scene_of(bare)
    assert (scene.zones, scene.lines, scene.calibration) == ((), (), None)


@pytest.mark.parametrize(
    ("name", "line", "way"),
    [
        ("plaza", "entrance", ((2.4, 8.0), (2.4, 10.4))),
        ("plaza", "street", ((plaza.KERB_X - 1.0, 5.0), (plaza.KERB_X + 1.0, 5.0))),
        ("lobby", "door", ((-1.4, 5.9), (-1.4, 4.3))),
    ],
    ids=["into the building", "from the street", "into the lobby"],
)
def test_who_comes_in_crosses_from_left_to_right_and_who_goes_out_from_right_to_left(
    name: str, line: str, way: tuple[Ground, Ground]
) -> None:
    clip = CLIPS[name]
    assert crossings(clip, line_of(clip, line), np.array(way)) == ["in"]
    assert crossings(clip, line_of(clip, line), np.array(way[::-1])) == ["out"]


def _is_in_building(place: NDArray[np.float64]) -> bool:
    return bool(place[1] > plaza.FRONT_Y)


def _is_on_the_square(place: NDArray[np.float64]) -> bool:
    return bool(place[0] > plaza.KERB_X)


def _is_in_lobby(place: NDArray[np.float64]) -> bool:
    return bool(place[1] < lobby.BACK_Y)


@pytest.mark.parametrize(
    ("name", "line", "is_inside", "least"),
    [
        ("plaza", "entrance", _is_in_building, 4),
        ("plaza", "street", _is_on_the_square, 3),
        ("lobby", "door", _is_in_lobby, 3),
    ],
)
def test_everybodys_crossings_add_up_to_the_way_they_went(
    name: str, line: str, is_inside: Callable[[NDArray[np.float64]], bool], least: int
) -> None:
    clip = CLIPS[name]
    tracks: list[Track] = [one.track for one in rehearsed(name).performers]
    counts = {"in": 0, "out": 0}
    for track in tracks:
        found = crossings(clip, line_of(clip, line), track.ground_m)
        went = int(is_inside(track.ground_m[-1])) - int(is_inside(track.ground_m[0]))
        assert found.count("in") - found.count("out") == went, (track.turn.person, track.turn.starts_s)
        for direction in found:
            counts[direction] += 1
    assert min(counts.values()) >= least


@pytest.mark.parametrize(("name", "zone"), [("plaza", "queue"), ("plaza", "square"), ("lobby", "desk")])
def test_people_stay_in_every_zone(name: str, zone: str) -> None:
    clip = CLIPS[name]
    drawn = next(each for each in scene_of(clip).zones if each.name == zone)
    seconds = [
        polygons.contains(drawn.polygon, on_picture(clip, one.track.ground_m)).sum() / RATE
        for one in rehearsed(name).performers
    ]
    assert sum(stay > 5 for stay in seconds) >= 3
