"""Every change of sites and cameras, for console, API and command line alike.

Each function is one transaction, after which the site's agent is told; see `revisions`. What cannot be stored
raises SiteError, which names the field at fault.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Model

from passerby.events.configuration import MAX_CAMERAS
from passerby.hub.sites.addresses import checked_address, put_address
from passerby.hub.sites.models import Agent, Camera, FloorPlan, Site
from passerby.hub.sites.revisions import configuration_changed
from passerby.hub.sites.scenes import Document, read_document, store_scene
from passerby.shapes.errors import SceneConflictError, SiteError
from passerby.shapes.identity import is_agent_id
from passerby.vision.registry import CARDS, Task

LOCAL_AGENT = "local"
"""The agent that runs beside the hub."""

DETECTORS = ("auto", "motion", *(card.name for card in CARDS if card.task is Task.PEOPLE))
"""What may find people: the best model that an agent has, the built-in detector, or a model by its name."""


class SiteFields(TypedDict, total=False):
    """What may be set of a site, beside its agent; see models.Site."""

    name: str
    city: str
    latitude: float | None
    longitude: float | None
    time_zone: str
    capacity: int | None
    is_synthetic: bool


class CameraFields(TypedDict, total=False):
    """What may be set of a camera, beside its address, its scene and its place; see models.Camera."""

    name: str
    enabled: bool
    counts_for_site: bool
    window_s: int
    fps: float | None
    motion_gate: bool
    loop: bool


class Place(TypedDict, total=False):
    """Where a camera stands on a floor plan; see models.Camera."""

    floor_plan: FloorPlan | None
    plan_x: float | None
    plan_y: float | None
    heading_deg: float
    field_of_view_deg: float


def add_site(agent_id: str = LOCAL_AGENT, **fields: Unpack[SiteFields]) -> Site:
    """Store a new site whose cameras the agent reads. Raises SiteError."""
    with transaction.atomic():
        site = Site(agent=agent(agent_id), **fields)
        _check(site)
        with _names_taken():
            site.save(force_insert=True)
        configuration_changed(agent_id)
    return site


def change_site(site: Site, **fields: Unpack[SiteFields]) -> Site:
    """Store these fields of the site. Raises SiteError."""
    with transaction.atomic():
        _set(site, dict(fields))
        configuration_changed(site.agent_id)
    return site


def remove_site(site: Site) -> None:
    """Delete a site with its cameras and all that was counted there."""
    # Camera by camera, so that nobody who writes waits for years of history to go.
    for camera in site.cameras.all():
        remove_camera(camera)
    with transaction.atomic():
        Site.objects.filter(pk=site.pk).delete()
        configuration_changed(site.agent_id)


def add_camera(
    site: Site, address: str, *, may_read_files: bool = False, **fields: Unpack[CameraFields]
) -> Camera:
    """Store a new camera.

    address: as typed. may_read_files: whether who adds it may name a file of the agent's machine. Raises
    SiteError.
    """
    checked = checked_address(address, may_read_files=may_read_files)
    with transaction.atomic():
        if Camera.objects.filter(site__agent=site.agent_id).count() >= MAX_CAMERAS:
            raise SiteError(
                f"the agent {site.agent_id} has {MAX_CAMERAS} cameras already, and takes no more; give this "
                "site an agent of its own"
            )
        _keep_apart(site, is_clip=checked.clip is not None)
        camera = Camera(site=site, **fields)
        put_address(camera, checked)
        _check(camera)
        with _names_taken():
            camera.save(force_insert=True)
        configuration_changed(site.agent_id)
    return camera


def change_camera(
    camera: Camera, address: str = "", *, may_read_files: bool = False, **fields: Unpack[CameraFields]
) -> Camera:
    """Store these fields of the camera; an empty address keeps the one it has. Raises SiteError."""
    checked = checked_address(address, may_read_files=may_read_files) if address.strip() else None
    with transaction.atomic():
        changes: dict[str, Any] = dict(fields)
        if checked is not None:
            _keep_apart(camera.site, is_clip=checked.clip is not None, leaving=camera)
            put_address(camera, checked)
            changes |= {
                name: getattr(camera, name) for name in ("address", "address_shown", "sealed_address")
            }
        _set(camera, changes)
        configuration_changed(camera.site.agent_id)
    return camera


def place_camera(camera: Camera, **place: Unpack[Place]) -> Camera:
    """Store where the camera stands on its floor plan, which no agent needs to know. Raises SiteError."""
    plan = place.get("floor_plan")
    if plan is not None and plan.site_id != camera.site_id:
        raise SiteError(f"the floor plan {plan.name!r} is of another site", "floor_plan")
    _set(camera, dict(place))
    return camera


def remove_camera(camera: Camera) -> None:
    """Delete a camera with all that was counted there."""
    with transaction.atomic():
        Camera.objects.filter(pk=camera.pk).delete()
        configuration_changed(camera.site.agent_id)


def replace_scene(camera: Camera, document: Document, expected_revision: int, saved_by: str = "") -> int:
    """Store a whole scene, as `scenes` describes it, and return its revision.

    expected_revision: the one that was edited. saved_by: who did it, told to whoever edits at the same time;
    "" where it was a program. Raises SceneError for what cannot be drawn, and SceneConflictError, with
    nothing stored, where somebody else saved another meanwhile.
    """
    drawn = read_document(document, camera.site.time_zone)
    with transaction.atomic():
        unchanged = Camera.objects.filter(pk=camera.pk, scene_revision=expected_revision)
        if not unchanged.update(scene_revision=F("scene_revision") + 1, scene_saved_by=saved_by):
            raise _conflict(camera, expected_revision)
        store_scene(camera, drawn)
        configuration_changed(camera.site.agent_id)
    camera.scene_revision = expected_revision + 1
    return camera.scene_revision


def choose_detector(agent_id: str, detector: str) -> None:
    """Store what finds people at an agent's cameras: a name of `DETECTORS`. Raises SiteError."""
    if detector not in DETECTORS:
        raise SiteError(f"a detector is one of {', '.join(DETECTORS)}; got {detector[:40]!r}", "detector")
    with transaction.atomic():
        agent(agent_id)
        Agent.objects.filter(pk=agent_id).update(detector=detector)
        configuration_changed(agent_id)


def agent(agent_id: str) -> Agent:
    """The agent of that name, stored when first named. Raises SiteError for a name that cannot be one."""
    if not is_agent_id(agent_id):
        raise SiteError(
            f"an agent's name has 1 to 40 characters from a-z, 0-9 and the hyphen; got {agent_id[:60]!r}",
            "agent",
        )
    return Agent.objects.get_or_create(pk=agent_id)[0]


def _keep_apart(site: Site, *, is_clip: bool, leaving: Camera | None = None) -> None:
    """Rendered people are told as such wherever a site is shown, so a site has either them or real ones.

    The first camera says which. Raises SiteError for one of the other kind.
    """
    if site.is_synthetic == is_clip:
        return
    others = site.cameras.exclude(pk=leaving.pk) if leaving is not None else site.cameras.all()
    if others.exists():
        kind, other = ("rendered", "real") if is_clip else ("real", "rendered")
        raise SiteError(
            f"this camera shows {kind} people, and {site.name} has cameras that show {other} ones, whose "
            "numbers must not be added up; add a site for it",
            "address",
        )
    site.is_synthetic = is_clip
    site.save(update_fields=["is_synthetic"])


def _conflict(camera: Camera, expected: int) -> SceneConflictError | SiteError:
    found = Camera.objects.filter(pk=camera.pk).values_list("scene_revision", "scene_saved_by").first()
    if found is None:
        return SiteError("this camera was deleted meanwhile")
    stored, saved_by = found
    return SceneConflictError(
        f"{saved_by or 'somebody else'} saved this scene meanwhile: revision {stored} is stored, "
        f"and you edited {expected}; compare both and save again",
        stored,
    )


def _set(row: Site | Camera, fields: dict[str, Any]) -> None:
    """Check and store these fields of a row, and no other."""
    if not fields:
        return
    for name, value in fields.items():
        setattr(row, name, value)
    _check(row)
    with _names_taken():
        if not type(row).objects.filter(pk=row.pk).update(**fields):
            raise SiteError(f"this {type(row)._meta.verbose_name} was deleted meanwhile")


def _check(row: Model) -> None:
    """Raise SiteError for the first field that its model refuses, and for a name that is taken."""
    try:
        row.full_clean(exclude=["address"])
    except ValidationError as error:
        field, texts = next(iter(error.message_dict.items()))
        name = "" if field == "__all__" else field
        raise SiteError(f"{name}: {texts[0]}" if name else texts[0], name) from None


@contextmanager
def _names_taken() -> Iterator[None]:
    """Of two who store the same name at once, the later one comes past the check, and is refused here."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise SiteError("another one of that name was stored just now; choose another name", "name") from None
