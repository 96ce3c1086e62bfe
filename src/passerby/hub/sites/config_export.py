"""The configuration as a document without secrets: sites, cameras, and what is drawn on their pictures."""

from typing import Any

from passerby.cameras.address import AddressKind, parse
from passerby.hub.sites.addresses import reveal_address
from passerby.hub.sites.models import Agent, Camera, Site
from passerby.hub.sites.scenes import document_of
from passerby.shapes.errors import AddressError

VERSION = 1
KEPT = "…"
"""Stands for an address that is not told; an import leaves the one that is stored as it is."""

SITE_KEYS = ("name", "city", "time_zone", "latitude", "longitude", "capacity", "is_synthetic")
CAMERA_KEYS = ("name", "enabled", "counts_for_site", "window_s", "fps", "motion_gate", "loop")
_NETWORK = (AddressKind.RTSP, AddressKind.HTTP)


def export_configuration() -> dict[str, Any]:
    """The whole configuration; `config_import` takes it back. Raises SealError for the wrong hub key."""
    sites = Site.objects.prefetch_related("cameras__zones", "cameras__lines")
    return {
        "version": VERSION,
        "agent": [{"id": agent.id, "detector": agent.detector} for agent in Agent.objects.order_by("pk")],
        "site": [_site(site) for site in sites],
    }


def _site(site: Site) -> dict[str, Any]:
    fields = {key: getattr(site, key) for key in SITE_KEYS}
    return {
        "id": site.pk,
        **fields,
        "agent": site.agent_id,
        "camera": [_camera(camera) for camera in site.cameras.all()],
    }


def _camera(camera: Camera) -> dict[str, Any]:
    fields = {key: getattr(camera, key) for key in CAMERA_KEYS}
    scene = document_of(camera)
    return {
        "id": camera.pk,
        **fields,
        "address": _told_address(camera),
        "presence_zone": scene["presence_zone"],
        "reset_hour": scene["reset_hour"],
        "calibration": scene["calibration"],
        "zone": scene["zones"],
        "line": scene["lines"],
    }


def _told_address(camera: Camera) -> str:
    """The address where it cannot hold a secret: a clip, a USB device, a file."""
    stored = reveal_address(camera)
    try:
        return KEPT if parse(stored).kind in _NETWORK else stored
    except AddressError:
        # A file that is not there any more; it may as well be something else.
        return KEPT
