"""The page that says whether a camera works, and since when."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from passerby.hub.access import Action, access, camera_or_404, may, staff_of
from passerby.hub.console.camera.health import Spell, latest_health, spells
from passerby.hub.console.camera.tabs import tabs_of

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Stretch:
    """A spell as a part of the strip: where it begins and how wide it is, of 1000."""

    spell: Spell
    x: float
    width: float


@require_safe
@access(Action.VIEW)
def health(request: HttpRequest, camera_id: str) -> HttpResponse:
    """Health now, and the states of the last 24 hours; htmx renews it once a minute."""
    camera = camera_or_404(request, camera_id)
    now_s = time.time()
    found = spells(camera, now_s - DAY_S, now_s)
    context = {
        "camera": camera,
        "site": camera.site,
        "tabs": tabs_of(camera, "camera_health"),
        "health": latest_health(camera, now_s),
        "stretches": _strip(found, now_s - DAY_S),
        "spells": found[::-1],
        "may_edit": may(staff_of(request), Action.EDIT),
        "test_url": reverse("camera_test", args=[camera.pk]),
    }
    name = "camera/health_figures.html" if request.headers.get("HX-Request") else "camera/health.html"
    return render(request, name, context)


def _strip(found: Sequence[Spell], start_s: float) -> list[Stretch]:
    scale = 1000 / DAY_S
    return [
        Stretch(spell, round((spell.started_at - start_s) * scale, 2), round(spell.length_s * scale, 2))
        for spell in found
    ]
