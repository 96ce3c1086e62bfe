"""Live streams for the console's pages."""

from dataclasses import replace

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from passerby.hub.access import Action, access, camera_or_404, site_or_404, sites_of, staff_of
from passerby.hub.live.event_stream import stream
from passerby.hub.live.figure_streams import FIGURES
from passerby.hub.live.figures import Roster
from passerby.hub.live.relay import VIEWS, ViewKey, ViewMode
from passerby.hub.live.rosters import roster_of
from passerby.hub.live.visits import Visit
from passerby.hub.sites.models import Camera, Site


@access(Action.VIEW)
@require_GET
async def live_overview(request: HttpRequest) -> HttpResponseBase:
    """Figures of all sites of the viewer."""
    visit = Visit(request, _overview_roster)
    return stream(visit.parts(FIGURES, await visit.key()))


@access(Action.VIEW)
@require_GET
async def live_site(request: HttpRequest, site_id: str) -> HttpResponseBase:
    """Figures of one site and its cameras."""
    visit = Visit(request, lambda request: _site_roster(request, site_or_404(request, site_id)))
    return stream(visit.parts(FIGURES, await visit.key()))


@access(Action.VIEW)
@require_GET
async def live_camera(request: HttpRequest, camera_id: str) -> HttpResponseBase:
    """Figures of one camera, and of its site."""
    visit = Visit(request, lambda request: _camera_roster(request, camera_or_404(request, camera_id)))
    return stream(visit.parts(FIGURES, await visit.key()))


@access(Action.VIEW)
@require_GET
async def live_view(request: HttpRequest, camera_id: str) -> HttpResponseBase:
    """The redacted picture of one camera. mode: ghost, or pixelated."""
    try:
        mode = ViewMode(request.GET.get("mode", ViewMode.GHOST))
    except ValueError:
        raise Http404("a live view is ghost or pixelated") from None
    visit = Visit(request, lambda request: _view_key(camera_or_404(request, camera_id), mode))
    return stream(visit.parts(VIEWS, await visit.key()))


def _overview_roster(request: HttpRequest) -> Roster:
    sites = list(sites_of(staff_of(request)))
    return roster_of(sites, in_detail=False, looked_after=[site.pk for site in sites])


def _site_roster(request: HttpRequest, site: Site) -> Roster:
    looked_after = sites_of(staff_of(request)).order_by().values_list("pk", flat=True)
    return roster_of([site], in_detail=True, looked_after=looked_after)


def _camera_roster(request: HttpRequest, camera: Camera) -> Roster:
    return replace(_site_roster(request, camera.site), cameras=frozenset({camera.id}))


def _view_key(camera: Camera, mode: ViewMode) -> ViewKey:
    return ViewKey(camera.id, camera.site.agent_id, mode)
