"""What every page shows beside its own content."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from passerby.hub.access import Action, may
from passerby.hub.accounts.models import Staff


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation. badge: a short number beside it, "" for none."""

    name: str
    url: str
    icon: str
    current: bool
    badge: str = ""


_ENTRIES = (
    ("Overview", "overview", "overview", Action.VIEW),
    ("Sites", "sites", "sites", Action.VIEW),
    ("Alerts", "alerts", "alerts", Action.VIEW),
    ("Settings", "settings", "settings", Action.VIEW),
)


def page(request: HttpRequest) -> dict[str, object]:
    """Context of every template: the navigation, who is signed in, and their role."""
    staff = getattr(request, "user", None)
    if not isinstance(staff, Staff):
        return {"navigation": [], "signed_in": None, "role": ""}
    return {
        "navigation": _navigation(staff, request.path),
        "signed_in": staff,
        "role": staff.get_role_display(),
    }


def _navigation(staff: Staff, path: str) -> list[Entry]:
    entries = []
    for name, view, icon, action in _ENTRIES:
        if not may(staff, action):
            continue
        try:
            url = reverse(view)
        except NoReverseMatch:
            continue
        current = path == url if url == "/" else path.startswith(url)
        entries.append(Entry(name, url, icon, current))
    return entries
