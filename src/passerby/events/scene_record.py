"""A scene as a record: how what an operator drew travels to the agent."""

from collections.abc import Mapping
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from passerby.events.checked import Record
from passerby.shapes.errors import RecordError, SceneError
from passerby.shapes.scene import MAX_ITEMS, MAX_POINTS, Calibration, Line, Scene, Zone


def to_record(scene: Scene) -> dict[str, object]:
    """The scene as a JSON-safe record, every point as exact as it was drawn.

    Two scenes are the same if their records are equal. Raises RecordError for a time zone without a name.
    """
    return {
        "zones": [{"name": zone.name, "points": zone.polygon.tolist()} for zone in scene.zones],
        "lines": [
            {"name": line.name, "from": line.start.tolist(), "to": line.end.tolist()} for line in scene.lines
        ],
        "calibration": None if scene.calibration is None else _calibration(scene.calibration),
        "presence_zone": scene.presence_zone,
        "reset_hour": scene.reset_hour,
        "time_zone": _name_of(scene.time_zone),
    }


def from_record(record: Mapping[str, object], path: str = "scene") -> Scene:
    """The scene that a record tells. path: what to call it in errors. Raises RecordError."""
    fields = Record(record, path)
    zones = tuple(_read_zone(zone, path) for zone in fields.records("zones", MAX_ITEMS))
    lines = tuple(_read_line(line, path) for line in fields.records("lines", MAX_ITEMS))
    calibration = _read_calibration(fields, path)
    presence_zone, reset_hour = fields.any_text("presence_zone"), fields.count("reset_hour")
    time_zone = _zone_of(fields.text("time_zone"), path)
    fields.finish()
    try:
        return Scene(zones, lines, calibration, presence_zone, reset_hour, time_zone)
    except SceneError as error:
        raise RecordError(f"{path}: {error}") from error


def _calibration(calibration: Calibration) -> dict[str, object]:
    return {"picture": calibration.picture.tolist(), "ground_m": calibration.ground_m.tolist()}


def _read_zone(zone: Record, path: str) -> Zone:
    name, points = zone.text("name"), zone.points("points", MAX_POINTS)
    zone.finish()
    try:
        return Zone(name, points)
    except SceneError as error:
        raise RecordError(f"{path}: {error}") from error


def _read_line(line: Record, path: str) -> Line:
    name, start, end = line.text("name"), line.point("from"), line.point("to")
    line.finish()
    try:
        return Line(name, start, end)
    except SceneError as error:
        raise RecordError(f"{path}: {error}") from error


def _read_calibration(scene: Record, path: str) -> Calibration | None:
    fields = scene.optional_record("calibration")
    if fields is None:
        return None
    picture, ground_m = fields.points("picture", 4), fields.points("ground_m", 4)
    fields.finish()
    try:
        return Calibration(picture, ground_m)
    except SceneError as error:
        raise RecordError(f"{path}: {error}") from error


def _name_of(zone: tzinfo) -> str:
    if zone is UTC:
        return "UTC"
    name = zone.key if isinstance(zone, ZoneInfo) else None
    if not name:
        raise RecordError(f"a scene's time zone travels by its name, such as Europe/Lisbon; got {zone!r}")
    return name


def _zone_of(name: str, path: str) -> tzinfo:
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    # ZoneInfo answers a name that is a folder or no path at all with an OSError or a ValueError.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise RecordError(
            f"{path}.time_zone must be a name of the time zone database, such as Europe/Lisbon; got "
            f"{name[:80]!r}"
        ) from error
