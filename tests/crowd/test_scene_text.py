from collections.abc import Callable
from contextlib import suppress
from datetime import UTC
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd.scene_text import (
    MAX_CHARACTERS,
    parse_line,
    parse_zone,
    scene_from_texts,
    scene_from_toml,
)
from passerby.shapes.errors import SceneError

WHOLE = """
presence_zone = "hall"
reset_hour = 3
time_zone = "Europe/Lisbon"

[[zone]]
name = "hall"
points = [[0.1, 0.2], [0.9, 0.2], [0.5, 1]]

[[zone]]
points = [[0, 0], [1, 0], [0, 1]]

[[line]]
name = "door"
from = [0.2, 0.5]
to = [0.8, 0.5]

[calibration]
picture = [[0.2, 0.4], [0.8, 0.4], [1.0, 0.9], [0.0, 0.9]]
ground_m = [[0, 8], [6, 8], [6, 0], [0, 0]]
"""


def test_a_zone_is_a_name_and_points() -> None:
    zone = parse_zone("queue: 0.1,0.2 0.4,0.2 0.4,0.8", 1)
    assert zone.name == "queue"
    np.testing.assert_array_equal(zone.polygon, [[0.1, 0.2], [0.4, 0.2], [0.4, 0.8]])


def test_a_line_is_a_name_and_two_points() -> None:
    line = parse_line("door: 0.2,0.5 0.8,0.6", 1)
    assert (line.name, line.start.tolist(), line.end.tolist()) == ("door", [0.2, 0.5], [0.8, 0.6])


def test_a_name_may_hold_a_colon_and_may_be_missing() -> None:
    assert parse_line("door: north: 0.2,0.5 0.8,0.6", 1).name == "door: north"
    scene = scene_from_texts(["0,0 1,0 0,1", ": 0,0 1,0 0,1"], ["0,0 1,1"])
    assert [zone.name for zone in scene.zones] == ["zone 1", "zone 2"]
    assert [line.name for line in scene.lines] == ["line 1"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "0 different points"),
        ("queue", "cannot be read at 'queue'"),
        ("queue: 0.1,0.2 0.4", "cannot be read at '0.4'"),
        ("queue: 0,1,0,2 0.4,1 1,1", "cannot be read at '0,1,0,2'"),
        ("queue: 0.1,0.2 0.4,0.2", "2 different points"),
        ("queue: 100,200 0.4,0.2 0.4,0.8", "off the picture"),
        ("queue: nan,0 0.4,0.2 0.4,0.8", "off the picture"),
        ("queue: 0,0 1,1 1,0 0,1", "crosses"),
    ],
)
def test_a_zone_that_cannot_be_read_says_where(text: str, says: str) -> None:
    with pytest.raises(SceneError, match=says):
        parse_zone(text, 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("door: 0.2,0.5", "has 1 points; a line is two"),
        ("door: 0.2,0.5 0.8,0.5 0.9,0.9", "has 3 points; a line is two"),
        ("door: 0.2,0.5 0.2,0.5", "no length"),
        ("door: a,b c,d", "cannot be read at 'a,b'"),
    ],
)
def test_a_line_that_cannot_be_read_says_where(text: str, says: str) -> None:
    with pytest.raises(SceneError, match=says):
        parse_line(text, 1)


def test_a_whole_scene_is_read_from_toml() -> None:
    scene = scene_from_toml(WHOLE, "scene.toml")
    assert [zone.name for zone in scene.zones] == ["hall", "zone 2"]
    assert [line.name for line in scene.lines] == ["door"]
    assert scene.calibration is not None
    assert scene.calibration.ground_m.tolist() == [[0, 8], [6, 8], [6, 0], [0, 0]]
    assert (scene.presence_zone, scene.reset_hour, scene.time_zone) == ("hall", 3, ZoneInfo("Europe/Lisbon"))


def test_an_empty_file_is_the_whole_view() -> None:
    scene = scene_from_toml("", "scene.toml")
    assert (scene.zones, scene.lines, scene.calibration) == ((), (), None)
    assert (scene.reset_hour, scene.time_zone) == (4, UTC)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("zones = 1", "no key 'zones'; it may have zone, line"),
        ("zone = 1", r"start it with \[\[zone\]\]"),
        ("[[zone]]\nname = 'hall'", "zone 'hall' has no 'points'"),
        ("[[zone]]\npoint = []", "zone 'zone 1' has no key 'point'"),
        ("[[zone]]\nname = 3\npoints = []", "name must be text in quotes"),
        ("[[zone]]\npoints = 3", "must be points of two numbers"),
        ("[[zone]]\npoints = [1, 2]", "must be points of two numbers"),
        ("[[zone]]\npoints = [[1, 2, 3]]", "must be points of two numbers"),
        ("[[zone]]\npoints = [['0', '1']]", "must be points of two numbers"),
        ("[[zone]]\npoints = [[true, 1]]", "must be points of two numbers"),
        ("[[zone]]\npoints = [[nan, 1]]", "must be points of two numbers"),
        (f"[[zone]]\npoints = [[1{'0' * 400}, 1]]", "must be points of two numbers"),
        ("[[zone]]\npoints = [[0, 0], [2, 0], [0, 1]]", "2,0 is off the picture"),
        ("[[line]]\nfrom = [0, 0]", "line 'line 1' has no 'to'"),
        ("[[line]]\nfrom = [0, 0]\nto = []", "to must be points"),
        ("[[line]]\nfrom = [0, 0]\nto = [0, 0]", "no length"),
        ("calibration = 1", "must be a table"),
        ("[calibration]\npicture = []", "no 'ground_m'"),
        ("[calibration]\npicture = []\nground_m = []", "needs 4 points"),
        ("presence_zone = 'hall'", "'hall' is not among the zones"),
        ("presence_zone = 1", "text in quotes"),
        ("reset_hour = 24", "0 to 23; got 24"),
        ("reset_hour = 4.5", "0 to 23; got 4.5"),
        ("reset_hour = true", "0 to 23; got True"),
        ("time_zone = 'Lisbon'", "Europe/Lisbon'; got 'Lisbon'"),
        ("time_zone = ''", "time zone database"),
        ("time_zone = '../../etc/passwd'", "time zone database"),
        ('time_zone = "a\\u0000b"', "time zone database"),
        ("= 1", "is not TOML"),
        ("a = " + "[" * 50_000, "too deep"),
        (" " * (MAX_CHARACTERS + 1), "at most 100000"),
    ],
)
def test_a_scene_that_cannot_be_read_names_the_file_and_the_reason(text: str, says: str) -> None:
    with pytest.raises(SceneError, match=says) as refused:
        scene_from_toml(text, "east/scene.toml")
    assert str(refused.value).startswith("east/scene.toml")


@given(st.text(max_size=60), st.sampled_from([parse_zone, parse_line]))
def test_no_text_breaks_the_readers(text: str, read: Callable[[str, int], object]) -> None:
    with suppress(SceneError):
        read(text, 1)
    with suppress(SceneError):
        scene_from_toml(text, "scene.toml")
