"""Live streams for the console's pages."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from passerby.hub.access import Action, access, camera_or_404, site_or_404, sites_of
from passerby.hub.accounts.models import Staff
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
    visit = Visit(request, lambda request: _site_roster(site_or_404(request, site_id)))
    return stream(visit.parts(FIGURES, await visit.key()))


@access(Action.VIEW)
@require_GET
async def live_camera(request: HttpRequest, camera_id: str) -> HttpResponseBase:
    """Figures of one camera, and of its site."""
    visit = Visit(request, lambda request: _camera_roster(camera_or_404(request, camera_id)))
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
    if not isinstance(request.user, Staff):
        raise Http404("sites are shown to staff")
    return roster_of(list(sites_of(request.user)), in_detail=False)


def _site_roster(site: Site) -> Roster:
    return roster_of([site], in_detail=True)


def _camera_roster(camera: Camera) -> Roster:
    site = roster_of([camera.site], in_detail=True)
    return Roster(site.counted, frozenset({camera.id}), in_detail=True)


def _view_key(camera: Camera, mode: ViewMode) -> ViewKey:
    return ViewKey(camera.id, camera.site.agent_id, mode)
