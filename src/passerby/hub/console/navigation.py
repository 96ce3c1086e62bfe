"""What every page shows beside its own content."""

from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from passerby.hub.access import Action, may, sites_of
from passerby.hub.accounts.models import Staff
from passerby.hub.alerts.services import waiting_count


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation. badge: how many of its things wait for somebody; None if none ever do."""

    name: str
    url: str
    icon: str
    current: bool
    badge: int | None = None


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
        # Templates call it where they show it, so that parts of pages ask no database for it.
        "navigation": partial(_navigation, staff, request.path),
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
        badge = waiting_count(sites_of(staff)) if view == "alerts" else None
        entries.append(Entry(name, url, icon, current, badge))
    return entries
