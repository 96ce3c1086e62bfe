"""The sections of the settings, as tabs on each of their pages."""

from django.http import HttpRequest
from django.urls import reverse

from passerby.hub.access import Action, may, staff_of

_SECTIONS = (
    ("Your account", "settings", Action.VIEW),
    ("Detector", "settings_detector", Action.MANAGE),
    ("Retention", "settings_retention", Action.MANAGE),
    ("Staff", "settings_staff", Action.MANAGE),
    ("Tokens", "settings_tokens", Action.MANAGE),
)


def sections(request: HttpRequest, current: str) -> list[dict[str, object]]:
    """Those that the person may open. current: the name of the page's own address."""
    staff = staff_of(request)
    return [
        {"name": name, "url": reverse(view), "current": view == current}
        for name, view, action in _SECTIONS
        if may(staff, action)
    ]
