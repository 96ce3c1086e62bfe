"""What a camera counted, as far back as one asks, and the files of those charts."""

import time
from dataclasses import dataclass
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from passerby.hub.access import Action, access, camera_or_404
from passerby.hub.charts.response import FORMATS, export
from passerby.hub.charts.view import ChartView, chart_view
from passerby.hub.console.camera.charts import CHARTS, Shown
from passerby.hub.console.camera.tabs import tabs_of
from passerby.hub.console.time_ranges import TimeRange, time_range
from passerby.hub.sites.models import Camera


@dataclass(frozen=True, slots=True)
class ExportedChart:
    """A chart and the addresses of its files by format."""

    view: ChartView
    urls: dict[str, str]


@require_safe
@access(Action.VIEW)
def history(request: HttpRequest, camera_id: str) -> HttpResponse:
    """Every chart of the camera over the range in the address."""
    camera = camera_or_404(request, camera_id)
    chosen = _range(request, camera)
    zones, lines = list(camera.zones.all()), list(camera.lines.all())
    context = {
        "camera": camera,
        "site": camera.site,
        "tabs": tabs_of(camera, "camera_history"),
        "range": chosen,
        "whole": [_exported(Shown(camera, chosen), kind) for kind in ("people", "week")],
        "lines": [_exported(Shown(camera, chosen, line.name), "crossings", line.pk) for line in lines],
        "zones": [
            _exported(Shown(camera, chosen, zone.name), kind, zone.pk)
            for zone in zones
            for kind in ("people", "dwell")
        ],
    }
    return render(request, "camera/history.html", context)


@require_safe
@access(Action.VIEW)
def export_chart(request: HttpRequest, camera_id: str, chart: str) -> HttpResponse:
    """The figures of one chart as a file. chart: a key of CHARTS; `of` names the zone or line."""
    camera = camera_or_404(request, camera_id)
    if chart not in CHARTS:
        raise Http404("cameras have no chart of that name")
    shown = Shown(camera, _range(request, camera), request.GET.get("of", "")[:80])
    return export(CHARTS[chart](shown), request.GET.get("format", ""))


def _range(request: HttpRequest, camera: Camera) -> TimeRange:
    return time_range(request.GET.dict(), ZoneInfo(camera.site.time_zone), time.time())


def _exported(shown: Shown, kind: str, number: int = 0) -> ExportedChart:
    """number: of the zone or line, for an id that no other chart of the page has."""
    address = reverse("camera_chart", args=[shown.camera.pk, kind])
    named = f"&{urlencode({'of': shown.name})}" if shown.name else ""
    urls = {name: f"{address}?{shown.range.query}{named}&format={name}" for name in FORMATS}
    return ExportedChart(chart_view(CHARTS[kind](shown), f"{kind}-{number}"), urls)
