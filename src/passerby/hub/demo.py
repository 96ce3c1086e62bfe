"""The demonstration: two invented sites whose cameras play the synthetic clips that ship with Passerby."""

from dataclasses import dataclass

from django.conf import settings

from passerby.crowd.scene_text import scene_from_toml
from passerby.footage.catalogue import SHIPPED, Clip
from passerby.hub.accounts.models import Staff
from passerby.hub.accounts.services import DEMO
from passerby.hub.sites.models import Camera, Site, Zone
from passerby.hub.sites.scenes import document_of_scene
from passerby.hub.sites.services import add_camera, add_site, replace_scene
from passerby.shapes.errors import HomeError


@dataclass(frozen=True, slots=True)
class Stage:
    """A clip and the invented place that it shows. queues: the zones of its scene in which people wait."""

    clip: str
    camera: str
    latitude: float
    longitude: float
    capacity: int
    queues: tuple[str, ...] = ()


STAGES = (
    Stage("plaza", "Plaza", 38.7077, -9.1366, capacity=60, queues=("queue",)),
    Stage("lobby", "Lobby", 59.9079, 10.7530, capacity=40, queues=("desk",)),
)


def make_demo() -> None:
    """Store the sites that are not there yet.

    Raises HomeError in an installation that somebody uses, and FootageError where the clips are absent.
    """
    # Whoever opens the demonstration's link manages everything there is.
    if Staff.objects.exclude(username=DEMO).exists() or Site.objects.filter(is_synthetic=False).exists():
        raise HomeError(
            f"the home folder {settings.HOME.folder} has real accounts or sites; a demonstration wants a "
            "folder of its own: leave --home out, or name another"
        )
    for stage in STAGES:
        clip = SHIPPED.find(stage.clip)
        if not Site.objects.filter(name=clip.site.name).exists():
            _make(stage, clip)


def _make(stage: Stage, clip: Clip) -> None:
    site = add_site(
        name=clip.site.name,
        city=clip.site.city,
        time_zone=clip.site.time_zone,
        latitude=stage.latitude,
        longitude=stage.longitude,
        capacity=stage.capacity,
        is_synthetic=True,
    )
    camera = add_camera(site, f"synthetic:{clip.name}", name=stage.camera, loop=True)
    _draw(camera, stage, clip)


def _draw(camera: Camera, stage: Stage, clip: Clip) -> None:
    if clip.scene is None:
        return
    document = document_of_scene(scene_from_toml(clip.scene.read_text(encoding="utf-8"), clip.scene.name))
    for zone in document["zones"]:
        zone["kind"] = Zone.Kind.QUEUE if zone["name"] in stage.queues else Zone.Kind.AREA
    replace_scene(camera, document, 0)
