"""What a rule may be about, as the choices of one field: a site, one of its cameras, or a zone on one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from passerby.hub.alerts.models import AlertRule
from passerby.hub.sites.models import Camera, Site


@dataclass(frozen=True, slots=True)
class Subject:
    """One choice. key: what a form sends."""

    key: str
    label: str
    site: Site
    camera: Camera | None = None
    zone: str = ""


def subjects(sites: QuerySet[Site]) -> list[Subject]:
    """Every choice at these sites, each site's cameras and zones after it."""
    found = sites.prefetch_related("cameras__zones").order_by("name")
    return [subject for site in found for subject in _of_site(site)]


def key_of(rule: AlertRule) -> str:
    """The choice that a stored rule has made."""
    if rule.camera_id is None:
        return f"site {rule.site_id}"
    return f"zone {rule.camera_id} {rule.zone}" if rule.zone else f"camera {rule.camera_id}"


def _of_site(site: Site) -> Iterable[Subject]:
    yield Subject(f"site {site.pk}", f"{site.name}, the whole site", site)
    for camera in site.cameras.all():
        yield Subject(f"camera {camera.pk}", f"{site.name} – {camera.name}", site, camera)
        for zone in camera.zones.all():
            label = f"{site.name} – {camera.name}, zone {zone.name}"
            yield Subject(f"zone {camera.pk} {zone.name}", label, site, camera, zone.name)
