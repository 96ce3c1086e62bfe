"""Taking a configuration in: all of it or nothing, and saying what changes.

A site or camera is known by its id, or else by its name. What is stored and not in the document stays, unless
pruning was asked for: with a camera goes all that it counted.
"""

import tomllib
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from passerby.hub.sites import services
from passerby.hub.sites.addresses import reveal_address
from passerby.hub.sites.config_export import CAMERA_KEYS, KEPT, SITE_KEYS, VERSION
from passerby.hub.sites.lookup import full_name
from passerby.hub.sites.models import Agent, Camera, Site
from passerby.hub.sites.scenes import document_of
from passerby.shapes.errors import SceneError, SettingError, SiteError

MAX_CHARACTERS = 20_000_000
_TOP = {"version", "agent", "site"}
_SITE = {"id", "agent", "camera", *SITE_KEYS}
_SCENE = {"presence_zone", "reset_hour", "calibration", "zone", "line"}
_CAMERA = {"id", "address", *CAMERA_KEYS, *_SCENE}
_KINDS: Mapping[str, tuple[Any, str]] = {
    **dict.fromkeys(("id", "name", "city", "time_zone", "address", "detector"), (str, "text")),
    **dict.fromkeys(
        ("is_synthetic", "enabled", "counts_for_site", "motion_gate", "loop"), (bool, "true or false")
    ),
    **dict.fromkeys(("capacity", "window_s"), (int, "a whole number")),
    **dict.fromkeys(("latitude", "longitude", "fps"), (int | float, "a number")),
}
_OPTIONAL = ("latitude", "longitude", "capacity", "fps")

Table = Mapping[str, Any]


def read_configuration(text: str, source: str) -> Table:
    """The document in a TOML text. source: its file's name, for errors. Raises SettingError."""
    if len(text) > MAX_CHARACTERS:
        raise SettingError(f"{source} has {len(text)} characters; at most {MAX_CHARACTERS} are read")
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingError(f"{source} is not TOML: {error}") from error
    if document.get("version") != VERSION:
        raise SettingError(
            f"{source} must begin with version = {VERSION}; got {document.get('version')!r:.40}: it is no "
            "configuration, or one of another Passerby"
        )
    return document


def import_configuration(document: Table, *, prune: bool = False, dry_run: bool = False) -> list[str]:
    """Store the document, and return what was changed, a line each; nothing where it was so already.

    dry_run: change nothing, but say what would be. Raises SiteError, SceneError or SettingError naming the
    first thing that cannot be stored; then nothing is.
    """
    with transaction.atomic():
        changes = _Import(prune).run(document)
        if dry_run:
            transaction.set_rollback(True)
    return changes


class _Import:
    def __init__(self, prune: bool) -> None:
        self._prune = prune
        self._changes: list[str] = []

    def run(self, document: Table) -> list[str]:
        _check(document, _TOP, "the configuration")
        for table in _tables(document, "agent"):
            _check(table, {"id", "detector"}, "an agent")
            self._agent(str(table.get("id", services.LOCAL_AGENT)), str(table.get("detector", "auto")))
        kept = {self._site(table).pk for table in _tables(document, "site")}
        for site in Site.objects.exclude(pk__in=kept) if self._prune else ():
            self._changes.append(f"delete the site {site.name} with all that was counted there")
            services.remove_site(site)
        return self._changes

    def _agent(self, agent_id: str, detector: str) -> None:
        before = Agent.objects.filter(pk=agent_id).values_list("detector", flat=True).first()
        if before != detector:
            self._changes.append(f"let the agent {agent_id} use the detector {detector}")
            services.choose_detector(agent_id, detector)

    def _site(self, table: Table) -> Site:
        _check(table, _SITE, "a site")
        name = str(table.get("name", ""))
        fields = _fields(table, SITE_KEYS)
        site = Site.objects.filter(pk=table.get("id", "")).first() or Site.objects.filter(name=name).first()
        if site is None:
            site = services.add_site(str(table.get("agent", services.LOCAL_AGENT)), **fields)
            self._changes.append(f"add the site {name}")
        else:
            self._changed_site(site, table, fields)
        kept = {self._camera(site, camera).pk for camera in _tables(table, "camera")}
        for camera in site.cameras.exclude(pk__in=kept) if self._prune else ():
            self._changes.append(f"delete the camera {full_name(camera)} with all that it counted")
            services.remove_camera(camera)
        return site

    def _changed_site(self, site: Site, table: Table, fields: dict[str, Any]) -> None:
        if table.get("agent", site.agent_id) != site.agent_id:
            raise SettingError(
                f"site {site.name}: it is read by the agent {site.agent_id}, and another holds no key to its "
                f"cameras; leave agent = {site.agent_id!r}, or delete the site first"
            )
        if changed := _different(site, fields):
            self._changes.append(f"change the site {site.name}: {', '.join(changed)}")
            services.change_site(site, **changed)

    def _camera(self, site: Site, table: Table) -> Camera:
        _check(table, _CAMERA, "a camera")
        name = str(table.get("name", ""))
        where = f"{site.name}/{name}"
        own = site.cameras.select_related("site")
        camera = own.filter(pk=table.get("id", "")).first() or own.filter(name=name).first()
        try:
            if camera is None:
                camera = self._new_camera(site, table, where)
            else:
                self._changed_camera(camera, table, where)
            self._scene(camera, table, where)
        except (SiteError, SceneError) as error:
            raise SettingError(f"camera {where}: {error}") from error
        return camera

    def _new_camera(self, site: Site, table: Table, where: str) -> Camera:
        address = str(table.get("address", KEPT))
        if address == KEPT:
            raise SiteError(f"it is new here, so it needs its address in the place of {KEPT!r}", "address")
        fields = _fields(table, CAMERA_KEYS)
        camera = services.add_camera(site, address, may_read_files=True, **fields)
        self._changes.append(f"add the camera {where}")
        return camera

    def _changed_camera(self, camera: Camera, table: Table, where: str) -> None:
        changed = _different(camera, _fields(table, CAMERA_KEYS))
        address = str(table.get("address", KEPT))
        is_new = address not in (KEPT, "") and address != reveal_address(camera)
        if changed or is_new:
            services.change_camera(camera, address if is_new else "", may_read_files=True, **changed)
            what = [*changed, *(["address"] if is_new else [])]
            self._changes.append(f"change the camera {where}: {', '.join(what)}")

    def _scene(self, camera: Camera, table: Table, where: str) -> None:
        before = document_of(camera)
        document = {
            "zones": [_zone(zone) for zone in _tables(table, "zone")],
            "lines": [{"is_entrance": True, **line} for line in _tables(table, "line")],
            "calibration": table.get("calibration"),
            "presence_zone": table.get("presence_zone", ""),
            "reset_hour": table.get("reset_hour", before["reset_hour"]),
        }
        if document != before:
            services.replace_scene(camera, document, camera.scene_revision)
            self._changes.append(f"draw the scene of {where} anew")


def _zone(table: Table) -> dict[str, Any]:
    return {"kind": "area", "capacity": None, **table}


def _tables(table: Table, key: str) -> list[Table]:
    tables = table.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(each, Mapping) for each in tables):
        raise SettingError(f"each {key} is a table of its own; start it with [[…{key}]]")
    return tables


def _check(table: Table, known: set[str], what: str) -> None:
    unknown = next((key for key in table if key not in known), None)
    if unknown is not None:
        raise SettingError(f"{what} has no field {unknown[:40]!r}; it may have {', '.join(sorted(known))}")
    for key, value in table.items():
        kinds, wanted = _KINDS.get(key, (None, ""))
        # A truth value is a number to Python, and to nobody else.
        if kinds is not None and (
            not isinstance(value, kinds) or isinstance(value, bool) is not (kinds is bool)
        ):
            raise SettingError(f"{what}: {key} must be {wanted}; got {value!r:.40}")


def _fields(table: Table, keys: tuple[str, ...]) -> dict[str, Any]:
    """The fields that the table names; numbers that may be absent are None where it does not name them."""
    named = {key: table[key] for key in keys if key in table}
    return {**{key: None for key in keys if key in _OPTIONAL}, **named}


def _different(row: Site | Camera, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if getattr(row, key) != value}
