"""The camera page: the live view, and what stands beside it."""

import time
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from passerby.hub.access import Action, access, camera_or_404, may, staff_of
from passerby.hub.console.camera.glance import glance_at, lines_today
from passerby.hub.console.camera.grids import GRID_SPANS, grids_of
from passerby.hub.console.camera.health import latest_health
from passerby.hub.console.camera.tabs import tabs_of
from passerby.hub.sites.models import Camera
from passerby.hub.sites.scenes import document_of


@require_safe
@access(Action.VIEW)
def camera(request: HttpRequest, camera_id: str) -> HttpResponse:
    """The camera live, with its zones and lines, and an editor for them."""
    found = camera_or_404(request, camera_id)
    may_edit = may(staff_of(request), Action.EDIT)
    context = {
        "camera": found,
        "site": found.site,
        "tabs": tabs_of(found, "camera"),
        "may_edit": may_edit,
        "grid_spans": GRID_SPANS,
        "glance": glance_at(found, time.time()),
        "config": _config(request, found),
        "live_url": reverse("live_camera", args=[found.pk]),
    }
    return render(request, "camera/live.html", context)


@require_safe
@access(Action.VIEW)
def glance(request: HttpRequest, camera_id: str) -> HttpResponse:
    """The figures beside the live view, for htmx to renew."""
    found = camera_or_404(request, camera_id)
    context = {"camera": found, "site": found.site, "glance": glance_at(found, time.time())}
    return render(request, "camera/glance.html", context)


@require_safe
@never_cache
@access(Action.VIEW)
def now(request: HttpRequest, camera_id: str) -> HttpResponse:
    """In and out of today, as stored; and when a camera in trouble is tried again (UTC seconds, or null)."""
    found = camera_or_404(request, camera_id)
    health = latest_health(found)
    next_try = health.next_try_at.timestamp() if health and health.next_try_at else None
    return JsonResponse({"lines": lines_today(found, time.time()), "next_try_at": next_try})


@require_safe
@never_cache
@access(Action.VIEW)
def grids(request: HttpRequest, camera_id: str) -> HttpResponse:
    """Where people were and moved over a span, for the layers of the live view. span: a key of GRID_SPANS."""
    found = camera_or_404(request, camera_id)
    return JsonResponse(grids_of(found, request.GET.get("span", ""), time.time()))


def _config(request: HttpRequest, found: Camera) -> dict[str, Any]:
    """What the page's scripts need to know."""
    names = {
        "view": "live_view",
        "now": "camera_now",
        "grids": "camera_grids",
        "scene": "camera_scene",
        "check": "camera_scene_check",
    }
    return {
        "camera": found.pk,
        "time_zone": str(ZoneInfo(found.site.time_zone)),
        "scene": document_of(found),
        "revision": found.scene_revision,
        "token": get_token(request),
        "lines_today": lines_today(found, time.time()),
        "enabled": found.enabled,
        "urls": {key: reverse(name, args=[found.pk]) for key, name in names.items()},
    }
