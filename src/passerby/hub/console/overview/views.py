"""The first page: all of somebody's sites at a glance."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from passerby.hub.access import Action, access, may, sites_of, staff_of
from passerby.hub.console.overview.page import overview_page
from passerby.hub.console.site_lines import with_cameras


@require_safe
@access(Action.VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """How many people are where, and what needs a look."""
    staff = staff_of(request)
    context = {
        "page": overview_page(with_cameras(sites_of(staff)), time.time()),
        "may_manage": may(staff, Action.MANAGE),
        "tiles_url": settings.PASSERBY.tiles_url,
        "live_url": reverse("live_overview"),
    }
    return render(request, "overview/overview.html", context)
