import json
from collections.abc import Callable
from datetime import timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.events import scene_record
from passerby.events.configuration import (
    MAX_CONFIGURATION_BYTES,
    AgentConfiguration,
    CameraConfiguration,
    camera_record,
    from_bytes,
    to_bytes,
)
from passerby.shapes.errors import RecordError
from passerby.shapes.scene import Calibration, Line, Scene, Zone

SQUARE = np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]])
SCENE = Scene(
    zones=(Zone("Wartebereich 1", SQUARE), Zone("queue", SQUARE[:3])),
    lines=(Line("door", SQUARE[0], SQUARE[2]),),
    calibration=Calibration(SQUARE, SQUARE * 10 - 3),
    presence_zone="queue",
    reset_hour=3,
    time_zone=ZoneInfo("Europe/Lisbon"),
)


def _camera(**changes: Any) -> CameraConfiguration:
    fields: dict[str, Any] = {
        "camera": "abcdefghijkl",
        "site": "sitesitesite",
        "sealed_address": b"\x02sealed",
        "scene": SCENE,
        "window_s": 10.0,
        "fps": 12.5,
        "motion_gate": True,
        "enabled": False,
        "loop": True,
    }
    return CameraConfiguration(**(fields | changes))


def _configuration(*cameras: CameraConfiguration) -> AgentConfiguration:
    return AgentConfiguration("local", 4, "yolox-nano", cameras)


def test_a_configuration_survives_the_way() -> None:
    plain = CameraConfiguration("aaaaaaaaaaaa", "sitesitesite", b"x")
    sent = _configuration(_camera(), plain)
    read = from_bytes(to_bytes(sent))
    assert (read.agent, read.revision, read.detector) == ("local", 4, "yolox-nano")
    assert [camera_record(camera) for camera in read.cameras] == [
        camera_record(camera) for camera in sent.cameras
    ]
    assert to_bytes(read) == to_bytes(sent)


def test_a_scene_arrives_as_it_was_drawn() -> None:
    scene = from_bytes(to_bytes(_configuration(_camera()))).cameras[0].scene
    assert [zone.name for zone in scene.zones] == ["Wartebereich 1", "queue"]
    assert np.array_equal(scene.zones[0].polygon, SQUARE)
    assert np.array_equal(scene.lines[0].end, SQUARE[2])
    assert scene.calibration is not None
    assert np.array_equal(scene.calibration.ground_m, SQUARE * 10 - 3)
    assert (scene.presence_zone, scene.reset_hour, scene.time_zone) == ("queue", 3, ZoneInfo("Europe/Lisbon"))


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=2, unique=True))
def test_points_are_not_rounded(ends: list[tuple[float, float]]) -> None:
    start, end = np.array(ends[0]), np.array(ends[1])
    if np.linalg.norm(end - start) < 1e-3:
        return
    scene = Scene(lines=(Line("door", start, end),))
    again = scene_record.from_record(json.loads(json.dumps(scene_record.to_record(scene))))
    assert np.array_equal(again.lines[0].start, start)
    assert np.array_equal(again.lines[0].end, end)


def test_scenes_that_are_drawn_alike_have_equal_records() -> None:
    again = scene_record.from_record(scene_record.to_record(SCENE))
    assert scene_record.to_record(again) == scene_record.to_record(SCENE)
    other = Scene(SCENE.zones, SCENE.lines, SCENE.calibration, "queue", 4, SCENE.time_zone)
    assert scene_record.to_record(other) != scene_record.to_record(SCENE)


def test_a_time_zone_without_a_name_does_not_travel() -> None:
    with pytest.raises(RecordError, match="travels by its name"):
        scene_record.to_record(Scene(time_zone=timezone(timedelta(hours=2))))


def test_a_repr_holds_no_address() -> None:
    assert "sealed" not in repr(_configuration(_camera()))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"camera": "cam1"}, "a camera id is 12 of a-z and 0-9; got 'cam1'"),
        ({"site": "../../../etc"}, "a site id is 12"),
        ({"sealed_address": b""}, "1 to 4096 bytes; got 0"),
        ({"sealed_address": b"x" * 4097}, "1 to 4096 bytes; got 4097"),
        ({"window_s": 0.5}, "window_s must be 1 to 3600; got 0.5"),
        ({"window_s": 3601.0}, "window_s must be 1 to 3600"),
        ({"window_s": float("nan")}, "window_s must be 1 to 3600"),
        ({"fps": 0.0}, "fps must be 0.001 to 1000"),
        ({"fps": 1001.0}, "fps must be 0.001 to 1000"),
    ],
)
def test_a_camera_that_cannot_be_is_not_configured(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(RecordError, match=says):
        _camera(**changes)


def test_a_camera_is_configured_once() -> None:
    with pytest.raises(RecordError, match="each once; got 2, 1 of them different"):
        _configuration(_camera(), _camera())


def test_an_agent_has_a_name() -> None:
    with pytest.raises(RecordError, match="an agent's name is"):
        AgentConfiguration("Not A Name", 0, "yolox-nano")


def _put(*path: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    def change(record: dict[str, Any]) -> None:
        place: Any = record
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return change


CAMERA = ("cameras", 0)
SCENE_PATH = (*CAMERA, "scene")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_put("version", value=2), "wanted a configuration of version 1"),
        (_put("kind", value="x"), "wanted a configuration of version 1"),
        (_put("agent", value="A"), "an agent's name is"),
        (_put("revision", value=-1), "configuration.revision must be 0 or more"),
        (_put("extra", value=1), "unknown field 'extra'"),
        (_put("cameras", value=[{}] * 1001), "a list of at most 1000"),
        (_put(*CAMERA, "lane", value="gate"), r"cameras\[0\].lane must be one of crowd; got 'gate'"),
        (_put(*CAMERA, "camera", value="cam1"), "a camera id is 12"),
        (_put(*CAMERA, "password", value="x"), "unknown field 'password'"),
        (_put(*CAMERA, "sealed_address", value="not base64"), "sealed_address must be base64"),
        (_put(*CAMERA, "sealed_address", value=7), "sealed_address must be base64"),
        (_put(*CAMERA, "sealed_address", value=""), "1 to 4096 bytes; got 0"),
        (_put(*CAMERA, "fps", value=-1), "fps must be 0 or more"),
        (_put(*CAMERA, "enabled", value=1), "enabled must be true or false"),
        (_put(*SCENE_PATH, value=None), "scene must be an object"),
        (_put(*SCENE_PATH, "zones", 0, "points", value=[[0, 0]] * 65), "a list of at most 64 points"),
        (_put(*SCENE_PATH, "zones", 0, "points", value=[[0, 0], [1]]), "points of two finite numbers"),
        (_put(*SCENE_PATH, "zones", 0, "points", value=[[0, True]]), "points of two finite numbers"),
        (
            _put(*SCENE_PATH, "zones", 0, "points", value=[[2, 2]] * 3),
            r"cameras\[0\].scene: .*off the picture",
        ),
        (_put(*SCENE_PATH, "zones", 1, "name", value="Wartebereich 1"), "two zones are called"),
        (_put(*SCENE_PATH, "lines", 0, "from", value=[0.9, 0.9]), "has no length"),
        (_put(*SCENE_PATH, "lines", 0, "to", value=[0.9]), "a point of two finite numbers"),
        (_put(*SCENE_PATH, "calibration", "picture", value=[[0, 0]] * 4), "lie on one line"),
        (_put(*SCENE_PATH, "presence_zone", value="nowhere"), "is not among the zones"),
        (_put(*SCENE_PATH, "reset_hour", value=24), "the reset hour must be"),
        (_put(*SCENE_PATH, "time_zone", value="Europe/Atlantis"), "must be a name of the time zone database"),
        (_put(*SCENE_PATH, "time_zone", value="../etc/passwd"), "must be a name of the time zone database"),
    ],
)
def test_a_configuration_that_no_hub_wrote_is_refused(
    change: Callable[[dict[str, Any]], None], says: str
) -> None:
    record = json.loads(to_bytes(_configuration(_camera())))
    change(record)
    with pytest.raises(RecordError, match=says):
        from_bytes(json.dumps(record).encode())


def test_a_configuration_over_the_limit_is_neither_sent_nor_read() -> None:
    angles = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    round_zone = np.stack([0.5 + np.cos(angles) / 3, 0.5 + np.sin(angles) / 3], axis=1)
    scene = Scene(zones=tuple(Zone(f"zone {number}", round_zone) for number in range(64)))
    cameras = [_camera(camera=f"{number:012d}", scene=scene) for number in range(60)]
    with pytest.raises(RecordError, match="give some of its cameras to another agent"):
        to_bytes(_configuration(*cameras))
    with pytest.raises(RecordError, match=f"at most {MAX_CONFIGURATION_BYTES} bytes"):
        from_bytes(b" " * (MAX_CONFIGURATION_BYTES + 1))
