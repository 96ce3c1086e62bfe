"""The pages of one camera."""

from dataclasses import dataclass

from django.urls import reverse

from passerby.hub.sites.models import Camera

_TABS = {"camera": "Live", "camera_history": "History", "camera_health": "Health"}


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a camera, as `parts/tabs.html` shows it."""

    name: str
    url: str
    current: bool


def tabs_of(camera: Camera, current: str) -> list[Tab]:
    """The pages of a camera; current: the name of the address that is shown."""
    return [Tab(text, reverse(name, args=[camera.pk]), name == current) for name, text in _TABS.items()]
