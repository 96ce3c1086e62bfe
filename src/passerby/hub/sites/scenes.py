"""A camera's scene as a document: what an editor and the API send, and the database keeps.

{"zones": [{"name", "kind": "area" | "queue", "points": [[x, y], …], "capacity": n | null}],
 "lines": [{"name", "points": [[x, y], [x, y]], "is_entrance": bool}],
 "calibration": {"picture": [[x, y] ×4], "ground_m": [[x, y] ×4]} | null,
 "presence_zone": "", "reset_hour": 4}
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from passerby.hub.sites.models import Camera
from passerby.hub.sites.models import Line as LineRow
from passerby.hub.sites.models import Zone as ZoneRow
from passerby.shapes.boxes import Points
from passerby.shapes.errors import SceneError
from passerby.shapes.scene import MAX_ITEMS, Calibration, Line, Scene, Zone

Document = Mapping[str, Any]

MAX_CAPACITY = 1_000_000
_MAX_METRES = 1e7
_KEYS = {"zones", "lines", "calibration", "presence_zone", "reset_hour"}


@dataclass(frozen=True, slots=True, eq=False)
class DrawnScene:
    """A document that was read: the scene that an agent counts in, and what only the hub keeps.

    kinds, capacities: of each zone, in order. entrances: of each line, whether it leads into the site.
    """

    scene: Scene
    kinds: tuple[str, ...]
    capacities: tuple[int | None, ...]
    entrances: tuple[bool, ...]


def document_of(camera: Camera) -> dict[str, Any]:
    """The document of the stored scene; `read_document` takes it back."""
    return {
        "zones": [
            {"name": zone.name, "kind": zone.kind, "points": zone.points, "capacity": zone.capacity}
            for zone in camera.zones.all()
        ],
        "lines": [
            {"name": line.name, "points": line.points, "is_entrance": line.is_entrance}
            for line in camera.lines.all()
        ],
        "calibration": camera.calibration,
        "presence_zone": camera.presence_zone,
        "reset_hour": camera.reset_hour,
    }


def scene_of(camera: Camera) -> Scene:
    """The stored scene, in the time zone of its site. Raises SceneError if it was changed by other means."""
    return read_document(document_of(camera), camera.site.time_zone).scene


def read_document(document: Document, time_zone: str = "UTC") -> DrawnScene:
    """Read a document from outside. Raises SceneError naming the first thing that is wrong."""
    _known_keys(document, _KEYS, "a scene")
    zones = _tables(document.get("zones", []), "zones")
    lines = _tables(document.get("lines", []), "lines")
    for table in zones:
        _known_keys(table, {"name", "kind", "points", "capacity"}, "a zone")
    for table in lines:
        _known_keys(table, {"name", "points", "is_entrance"}, "a line")
    scene = Scene(
        zones=tuple(Zone(_name(table), _points(table.get("points"))) for table in zones),
        lines=tuple(_line(table) for table in lines),
        calibration=_calibration(document.get("calibration")),
        presence_zone=_text(document.get("presence_zone", ""), "presence_zone"),
        reset_hour=_whole(document.get("reset_hour", 4), "reset_hour", 23),
        time_zone=ZoneInfo(time_zone),
    )
    return DrawnScene(
        scene,
        kinds=tuple(_kind(table.get("kind", ZoneRow.Kind.AREA)) for table in zones),
        capacities=tuple(_capacity(table.get("capacity")) for table in zones),
        entrances=tuple(_flag(table.get("is_entrance", True)) for table in lines),
    )


def store_scene(camera: Camera, drawn: DrawnScene) -> None:
    """Put the drawn scene into the rows of the camera, within the caller's transaction."""
    scene = drawn.scene
    camera.zones.all().delete()
    camera.lines.all().delete()
    ZoneRow.objects.bulk_create(
        ZoneRow(camera=camera, name=zone.name, kind=kind, points=zone.polygon.tolist(), capacity=capacity)
        for zone, kind, capacity in zip(scene.zones, drawn.kinds, drawn.capacities, strict=True)
    )
    LineRow.objects.bulk_create(
        LineRow(
            camera=camera,
            name=line.name,
            points=[line.start.tolist(), line.end.tolist()],
            is_entrance=is_entrance,
        )
        for line, is_entrance in zip(scene.lines, drawn.entrances, strict=True)
    )
    camera.calibration = _calibration_document(scene.calibration)
    camera.presence_zone, camera.reset_hour = scene.presence_zone, scene.reset_hour
    camera.save(update_fields=["calibration", "presence_zone", "reset_hour"])


def document_of_scene(scene: Scene) -> dict[str, Any]:
    """The document that draws a scene: every zone an area, every line an entrance."""
    return {
        "zones": [{"name": zone.name, "points": zone.polygon.tolist()} for zone in scene.zones],
        "lines": [
            {"name": line.name, "points": [line.start.tolist(), line.end.tolist()]} for line in scene.lines
        ],
        "calibration": _calibration_document(scene.calibration),
        "presence_zone": scene.presence_zone,
        "reset_hour": scene.reset_hour,
    }


def _calibration_document(calibration: Calibration | None) -> dict[str, Any] | None:
    if calibration is None:
        return None
    return {"picture": calibration.picture.tolist(), "ground_m": calibration.ground_m.tolist()}


def _line(table: Document) -> Line:
    name, points = _name(table), _points(table.get("points"))
    if len(points) != 2:
        raise SceneError(f"line {name!r} has {len(points)} points; a line is two, its start and its end")
    return Line(name, points[0], points[1])


def _calibration(value: object) -> Calibration | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise SceneError("calibration must be an object with picture and ground_m, or null")
    _known_keys(value, {"picture", "ground_m"}, "a calibration")
    return Calibration(_points(value.get("picture")), _points(value.get("ground_m")))


def _tables(value: object, key: str) -> Sequence[Document]:
    if not isinstance(value, list) or not all(isinstance(table, Mapping) for table in value):
        raise SceneError(f"{key} must be a list of objects")
    # Before each is looked at, for a list from outside may be of any length.
    if len(value) > MAX_ITEMS:
        raise SceneError(f"at most {MAX_ITEMS} {key} on one camera; got {len(value)}")
    return value


def _known_keys(table: Document, known: set[str], what: str) -> None:
    unknown = next((key for key in table if key not in known), None)
    if unknown is not None:
        raise SceneError(f"{what} has no field {str(unknown)[:40]!r}; it may have {', '.join(sorted(known))}")


def _name(table: Document) -> str:
    return _text(table.get("name"), "name")


def _text(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise SceneError(f"{key} must be text; got {str(value)[:40]!r}")
    return value


def _points(value: object) -> Points:
    pairs = value if isinstance(value, list) else [value]
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2 or not all(map(_is_number, pair)):
            raise SceneError(f"points must be pairs of numbers, such as [0.25, 0.5]; got {str(pair)[:40]}")
    return np.array(pairs, np.float64).reshape(-1, 2)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MAX_METRES


def _whole(value: object, key: str, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise SceneError(f"{key} must be a whole number from 0 to {most}; got {str(value)[:40]}")
    return value


def _capacity(value: object) -> int | None:
    return None if value is None else _whole(value, "capacity", MAX_CAPACITY)


def _kind(value: object) -> str:
    if value not in ZoneRow.Kind.values:
        raise SceneError(f"kind must be {' or '.join(ZoneRow.Kind.values)}; got {str(value)[:40]!r}")
    return str(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise SceneError(f"is_entrance must be true or false; got {str(value)[:40]}")
    return value
