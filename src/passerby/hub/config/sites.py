"""Sites, with their cameras and alert rules, as tables of a configuration."""

from collections.abc import Sequence
from typing import Any

from passerby.hub.config.cameras import camera_table, import_camera
from passerby.hub.config.rules import import_rules, rule_tables
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
from passerby.hub.sites.lookup import full_name
from passerby.hub.sites.models import Camera, Site
from passerby.shapes.errors import SettingError

_OWN: dict[str, Kind] = {
    "name": TEXT,
    "city": TEXT,
    "time_zone": TEXT,
    "latitude": NUMBER,
    "longitude": NUMBER,
    "capacity": WHOLE,
    "is_synthetic": TRUTH,
}
_KINDS = {"id": TEXT, **_OWN, "agent": TEXT, "camera": ANY, "rule": ANY}
_MAY_BE_UNKNOWN = ("latitude", "longitude", "capacity")


def site_tables() -> list[dict[str, Any]]:
    """Every site as a table; `import_sites` takes them back. Raises SealError for the wrong hub key."""
    return [_site_table(site) for site in Site.objects.prefetch_related("cameras__zones", "cameras__lines")]


def import_sites(found: Sequence[Table], intake: Intake) -> None:
    """Store the sites as their tables say. Raises SiteError and SettingError."""
    kept = {_import_site(table, intake).pk for table in found}
    for site in Site.objects.exclude(pk__in=kept) if intake.prune else ():
        intake.note(f"delete the site {site.name} with all that was counted there")
        services.remove_site(site)


def _site_table(site: Site) -> dict[str, Any]:
    return {
        "id": site.pk,
        **{key: getattr(site, key) for key in _OWN},
        "agent": site.agent_id,
        "camera": [camera_table(camera) for camera in site.cameras.all()] or None,
        "rule": rule_tables(site) or None,
    }


def _import_site(table: Table, intake: Intake) -> Site:
    """One site, known by its id, or else by its name."""
    check(table, _KINDS, "a site")
    name = str(table.get("name", ""))
    named = {key: table[key] for key in _OWN if key in table}
    fields: dict[str, Any] = {**dict.fromkeys(_MAY_BE_UNKNOWN), **named}
    site = Site.objects.filter(pk=table.get("id", "")).first() or Site.objects.filter(name=name).first()
    if site is None:
        site = services.add_site(str(table.get("agent", services.LOCAL_AGENT)), **fields)
        intake.note(f"add the site {name}")
    else:
        _change(site, table, fields, intake)
    _import_parts(site, table, intake)
    return site


def _change(site: Site, table: Table, fields: dict[str, Any], intake: Intake) -> None:
    if table.get("agent", site.agent_id) != site.agent_id:
        raise SettingError(
            f"site {site.name}: it is read by the agent {site.agent_id}, and another holds no key to its "
            f"cameras; leave agent = {site.agent_id!r}, or delete the site first"
        )
    if changed := different(site, fields):
        intake.note(f"change the site {site.name}: {', '.join(changed)}")
        services.change_site(site, **changed)


def _import_parts(site: Site, table: Table, intake: Intake) -> None:
    named = [import_camera(site, camera, intake) for camera in tables(table, "camera")]
    gone = site.cameras.exclude(pk__in=[camera.pk for camera in named]) if intake.prune else ()
    doomed: list[Camera] = list(gone)
    # No rule may be about a camera that goes, and a rule that goes with its camera is told too.
    staying = site.cameras.exclude(pk__in=[camera.pk for camera in doomed])
    import_rules(site, tables(table, "rule"), staying, intake)
    for camera in doomed:
        intake.note(f"delete the camera {full_name(camera)} with all that it counted")
        services.remove_camera(camera)
