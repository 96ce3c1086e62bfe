"""The list of sites, one site's page, and the files of its charts."""

import time
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from passerby.hub.access import Action, access, may, site_or_404, sites_of, staff_of
from passerby.hub.charts.model import Chart
from passerby.hub.charts.response import export
from passerby.hub.console.figure_charts import dwell_chart
from passerby.hub.console.site.charts import CHARTS, Shown, queue_name, queues
from passerby.hub.console.site.page import cameras_of, site_page
from passerby.hub.console.site.placing import placing
from passerby.hub.console.site_lines import site_lines, with_cameras
from passerby.hub.console.time_ranges import TimeRange, time_range
from passerby.hub.crowd import queries
from passerby.hub.sites.models import Site


@require_safe
@access(Action.VIEW)
def sites(request: HttpRequest) -> HttpResponse:
    """Every site of whoever asks."""
    staff = staff_of(request)
    context = {
        "lines": site_lines(with_cameras(sites_of(staff))),
        "may_manage": may(staff, Action.MANAGE),
        "live_url": reverse("live_overview"),
    }
    return render(request, "site/list.html", context)


@require_safe
@access(Action.VIEW)
def site(request: HttpRequest, site_id: str) -> HttpResponse:
    """One site: live, today, and as far back as one asks."""
    found = site_or_404(request, site_id)
    now_s = time.time()
    page = site_page(found, _range(request, found, now_s), now_s)
    staff = staff_of(request)
    context = {
        "page": page,
        "plans": [placing(plan, page.cameras) for plan in page.plans],
        "may_edit": may(staff, Action.EDIT),
        "may_manage": may(staff, Action.MANAGE),
        "live_url": reverse("live_site", args=[found.pk]),
    }
    return render(request, "site/site.html", context)


@require_safe
@access(Action.VIEW)
def export_chart(request: HttpRequest, site_id: str, chart: str) -> HttpResponse:
    """The figures of one chart, over the range in the address, as a file."""
    found = site_or_404(request, site_id)
    shown = Shown(found, cameras_of(found), _range(request, found, time.time()))
    return export(_chart(shown, chart), request.GET.get("format", ""))


def _range(request: HttpRequest, found: Site, now_s: float) -> TimeRange:
    return time_range(request.GET.dict(), ZoneInfo(found.time_zone), now_s)


def _chart(shown: Shown, name: str) -> Chart:
    """The chart of that name; a queue's is queue-, and its zone's number."""
    if name in CHARTS:
        return CHARTS[name](shown)
    for camera, zone in queues(shown.cameras):
        if name == f"queue-{zone.pk}":
            figures = queries.dwell(camera.pk, zone.name, shown.range.span)
            return dwell_chart(figures, queue_name(camera, zone))
    raise Http404("this site has no chart of that name")
