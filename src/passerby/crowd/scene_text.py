"""Scenes from text: the zones and lines of a command line, and a whole scene in TOML."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from passerby.shapes.boxes import Points
from passerby.shapes.errors import SceneError
from passerby.shapes.scene import DEFAULT_RESET_HOUR, Calibration, Line, Scene, Zone

MAX_CHARACTERS = 100_000
MAX_NUMBER = 1e7
"""No place is this many metres long."""

_SCENE_KEYS = ("zone", "line", "calibration", "presence_zone", "reset_hour", "time_zone")


def parse_zone(text: str, number: int) -> Zone:
    """A zone from `NAME: x,y x,y x,y …`, normalised; without a name, `zone NUMBER`. Raises SceneError."""
    name, points = _named_points(text, f"zone {number}", "zone", "queue: 0.1,0.2 0.4,0.2 0.4,0.8")
    return Zone(name, points)


def parse_line(text: str, number: int) -> Line:
    """A line from `NAME: x,y x,y`, normalised; without a name, `line NUMBER`. Raises SceneError."""
    example = "door: 0.2,0.5 0.8,0.5"
    name, points = _named_points(text, f"line {number}", "line", example)
    if len(points) != 2:
        raise SceneError(
            f"line {name!r} has {len(points)} points; a line is two, where it starts and where it ends, "
            f"as in {example!r}"
        )
    return Line(name, points[0], points[1])


def scene_from_texts(zones: Sequence[str], lines: Sequence[str]) -> Scene:
    """The scene that the zones and lines of a command line draw. Raises SceneError."""
    return Scene(
        zones=tuple(parse_zone(text, number) for number, text in enumerate(zones, 1)),
        lines=tuple(parse_line(text, number) for number, text in enumerate(lines, 1)),
    )


def scene_from_toml(text: str, source: str) -> Scene:
    """The scene that a TOML text draws; `source` is its file's name, for errors. Raises SceneError.

    Keys, all optional: `[[zone]]` with `name` and `points = [[x, y], …]`; `[[line]]` with `name`,
    `from = [x, y]` and `to = [x, y]`; `[calibration]` with four `picture` points and the same four in
    `ground_m`; `presence_zone`, a zone's name; `reset_hour`, 0 to 23; `time_zone`, such as "Europe/Lisbon".
    """
    if len(text) > MAX_CHARACTERS:
        raise SceneError(f"{source} has {len(text)} characters; a scene has at most {MAX_CHARACTERS}")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SceneError(f"{source} is not TOML: {error}") from error
    except RecursionError as error:
        raise SceneError(f"{source} nests its lists too deep to be a scene") from error
    try:
        return _scene(document)
    except SceneError as error:
        raise SceneError(f"{source}: {error}") from error


def _scene(document: Mapping[str, object]) -> Scene:
    _check_keys(document, _SCENE_KEYS, (), "a scene")
    return Scene(
        zones=tuple(_zone(table, number) for number, table in enumerate(_tables(document, "zone"), 1)),
        lines=tuple(_line(table, number) for number, table in enumerate(_tables(document, "line"), 1)),
        calibration=_calibration(document["calibration"]) if "calibration" in document else None,
        presence_zone=_text(document, "presence_zone", ""),
        reset_hour=_hour(document),
        time_zone=_time_zone(document),
    )


def _zone(table: Mapping[str, object], number: int) -> Zone:
    name = _text(table, "name", f"zone {number}")
    what = f"zone {name!r}"
    _check_keys(table, ("name", "points"), ("points",), what)
    return Zone(name, _points(table["points"], f"{what}: points"))


def _line(table: Mapping[str, object], number: int) -> Line:
    name = _text(table, "name", f"line {number}")
    what = f"line {name!r}"
    _check_keys(table, ("name", "from", "to"), ("from", "to"), what)
    ends = [_points([table[key]], f"{what}: {key}")[0] for key in ("from", "to")]
    return Line(name, ends[0], ends[1])


def _calibration(value: object) -> Calibration:
    if not isinstance(value, dict):
        raise SceneError("calibration must be a table, [calibration], with picture and ground_m")
    keys = ("picture", "ground_m")
    _check_keys(value, keys, keys, "calibration")
    return Calibration(*(_points(value[key], f"calibration: {key}") for key in keys))


def _hour(document: Mapping[str, object]) -> int:
    hour = document.get("reset_hour", DEFAULT_RESET_HOUR)
    if not isinstance(hour, int) or isinstance(hour, bool):
        raise SceneError(f"reset_hour must be a whole hour from 0 to 23; got {hour!r}")
    return hour


def _time_zone(document: Mapping[str, object]) -> tzinfo:
    name = _text(document, "time_zone", "UTC")
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    # ZoneInfo answers a name that is a folder or no path at all with an OSError or a ValueError.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SceneError(
            f"time_zone must be a name of the time zone database, such as 'Europe/Lisbon'; got {name[:80]!r}"
        ) from error


def _tables(document: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    tables = document.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SceneError(f"each {key} is a table of its own; start it with [[{key}]]")
    return tables


def _check_keys(table: Mapping[str, object], known: Sequence[str], needed: Sequence[str], what: str) -> None:
    unknown = next((key for key in table if key not in known), None)
    if unknown is not None:
        raise SceneError(f"{what} has no key {unknown!r}; it may have {', '.join(known)}")
    missing = next((key for key in needed if key not in table), None)
    if missing is not None:
        raise SceneError(f"{what} has no {missing!r}; it needs {' and '.join(needed)}")


def _text(table: Mapping[str, object], key: str, default: str) -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise SceneError(f'{key} must be text in quotes, such as {key} = "hall"; got {value!r}')
    return value


def _points(value: object, what: str) -> Points:
    pairs = value if isinstance(value, list) else [value]
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2 or not all(map(_is_number, pair)):
            raise SceneError(f"{what} must be points of two numbers, such as [0.25, 0.5]; got {pair!r}")
    return np.array(pairs, np.float64).reshape(-1, 2)


def _is_number(value: object) -> bool:
    # TOML knows NaN, and whole numbers of any length.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MAX_NUMBER


def _named_points(text: str, default_name: str, what: str, example: str) -> tuple[str, Points]:
    name, _, drawn = text.rpartition(":")
    points = [_point(pair, text, what, example) for pair in drawn.split()]
    return name.strip() or default_name, np.array(points, np.float64).reshape(-1, 2)


def _point(pair: str, text: str, what: str, example: str) -> tuple[float, float]:
    x, _, y = pair.partition(",")
    try:
        return float(x), float(y)
    except ValueError as error:
        raise SceneError(
            f"the {what} {text!r} cannot be read at {pair!r}; write a name and points from 0,0 (top left) "
            f"to 1,1 (bottom right), as in {example!r}"
        ) from error
