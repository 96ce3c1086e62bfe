"""Cameras, and what is drawn on their pictures, as tables of a configuration."""

from typing import Any

from passerby.cameras.address import AddressKind, parse
from passerby.hub.config.tables import (
    ANY,
    NUMBER,
    TEXT,
    TRUTH,
    WHOLE,
    Intake,
    Kind,
    Table,
    check,
    different,
    tables,
)
from passerby.hub.sites import services
from passerby.hub.sites.addresses import reveal_address
from passerby.hub.sites.models import Camera, Site
from passerby.hub.sites.scenes import document_of
from passerby.shapes.errors import AddressError, SceneError, SettingError, SiteError

KEPT = "…"
"""Stands for an address that is not told; an import leaves the one that is stored as it is."""

_OWN: dict[str, Kind] = {
    "name": TEXT,
    "enabled": TRUTH,
    "counts_for_site": TRUTH,
    "window_s": WHOLE,
    "fps": NUMBER,
    "motion_gate": TRUTH,
    "loop": TRUTH,
}
_SCENE = dict.fromkeys(("presence_zone", "reset_hour", "calibration", "zone", "line"), ANY)
_KINDS = {"id": TEXT, **_OWN, "address": TEXT, **_SCENE}
_NETWORK = (AddressKind.RTSP, AddressKind.HTTP)


def camera_table(camera: Camera) -> dict[str, Any]:
    """The camera as a table; `import_camera` takes it back. Raises SealError for the wrong hub key."""
    scene = document_of(camera)
    return {
        "id": camera.pk,
        **{key: getattr(camera, key) for key in _OWN},
        "address": _told_address(camera),
        "presence_zone": scene["presence_zone"],
        "reset_hour": scene["reset_hour"],
        "calibration": scene["calibration"],
        "zone": scene["zones"] or None,
        "line": scene["lines"] or None,
    }


def import_camera(site: Site, table: Table, intake: Intake) -> Camera:
    """Store a camera as its table says; known by its id, or else by its name. Raises SettingError."""
    check(table, _KINDS, "a camera")
    name = str(table.get("name", ""))
    where = f"{site.name}/{name}"
    own = site.cameras.select_related("site")
    camera = own.filter(pk=table.get("id", "")).first() or own.filter(name=name).first()
    try:
        if camera is None:
            camera = _add(site, table, where, intake)
        else:
            _change(camera, table, where, intake)
        _draw(camera, table, where, intake)
    except (SiteError, SceneError) as error:
        raise SettingError(f"camera {where}: {error}") from error
    return camera


def _told_address(camera: Camera) -> str:
    """The address where it cannot hold a secret: a clip, a USB device, a file."""
    stored = reveal_address(camera)
    try:
        return KEPT if parse(stored).kind in _NETWORK else stored
    except AddressError:
        # A file that is not there any more; it may as well be something else.
        return KEPT


def _fields(table: Table) -> dict[str, Any]:
    """The fields that the table names; without fps, every picture is looked at."""
    return {"fps": None, **{key: table[key] for key in _OWN if key in table}}


def _add(site: Site, table: Table, where: str, intake: Intake) -> Camera:
    address = str(table.get("address", KEPT))
    if address == KEPT:
        raise SiteError(f"it is new here, so it needs its address in the place of {KEPT!r}", "address")
    camera = services.add_camera(site, address, may_read_files=True, **_fields(table))
    intake.note(f"add the camera {where}")
    return camera


def _change(camera: Camera, table: Table, where: str, intake: Intake) -> None:
    changed = different(camera, _fields(table))
    address = str(table.get("address", KEPT))
    is_new = address not in (KEPT, "") and address != reveal_address(camera)
    if changed or is_new:
        services.change_camera(camera, address if is_new else "", may_read_files=True, **changed)
        what = [*changed, *(["address"] if is_new else [])]
        intake.note(f"change the camera {where}: {', '.join(what)}")


def _draw(camera: Camera, table: Table, where: str, intake: Intake) -> None:
    before = document_of(camera)
    document = {
        "zones": [{"kind": "area", "capacity": None, **zone} for zone in tables(table, "zone")],
        "lines": [{"is_entrance": True, **line} for line in tables(table, "line")],
        "calibration": table.get("calibration"),
        "presence_zone": table.get("presence_zone", ""),
        "reset_hour": table.get("reset_hour", before["reset_hour"]),
    }
    if document != before:
        services.replace_scene(camera, document, camera.scene_revision)
        intake.note(f"draw the scene of {where} anew")
