"""The console as an app: its manifest, its service worker, and the page that is shown without a network."""

import hashlib
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from passerby.hub.access import EVERYBODY, access

GROUND_LIGHT = "#f6f5f1"
SHELL = (
    *(f"css/{name}.css" for name in ("tokens", "base", "shell", "parts", "forms", "charts")),
    *(f"js/{name}.js" for name in ("theme", "confirm", "menus", "copy", "toasts", "connection", "sort")),
    "icons/sprite.svg",
    "icons/logo.svg",
)
"""What the offline page needs, below static/passerby: the worker keeps these and nothing else."""


@access(EVERYBODY)
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest (W3C): name, colours and icons of the installed console."""
    icons = [
        {
            "src": static(f"passerby/icons/{name}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": use,
        }
        for name, size, use in (
            ("icon-192", 192, "any"),
            ("icon-512", 512, "any"),
            ("icon-maskable-512", 512, "maskable"),
        )
    ]
    content = {
        "id": "/",
        "name": "Passerby",
        "short_name": "Passerby",
        "description": "Count everyone, know no one, unless they show you their pass.",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND_LIGHT,
        "theme_color": GROUND_LIGHT,
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@access(EVERYBODY)
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers while there is no network."""
    context = {"version": _version(), "kept": [static(f"passerby/{name}") for name in SHELL]}
    answer = render(request, "shell/sw.js", context, content_type="text/javascript")
    # Browsers look for a new worker by themselves; an old one out of a cache would keep old files.
    answer["Cache-Control"] = "no-cache"
    return answer


@access(EVERYBODY)
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page without figures that the worker keeps."""
    return render(request, "offline.html")


def _version() -> str:
    """Changes with the content of any kept file, so that browsers fetch them anew after an update."""
    digest = hashlib.sha256()
    for name in SHELL:
        found = finders.find(f"passerby/{name}")
        if found:
            digest.update(Path(found).read_bytes())
    return digest.hexdigest()[:16]
