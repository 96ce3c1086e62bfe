"""The button that tests an address: the agent of the site opens it once and says what it found."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from passerby.hub.access import Action, access, camera_or_404, site_or_404
from passerby.hub.console.camera.change_views import may_read_files
from passerby.hub.sites.probing import Probe, probe, probe_camera
from passerby.shapes.errors import BusError, SealError, SiteError


@sensitive_post_parameters("address")
@require_POST
@access(Action.EDIT)
def typed(request: HttpRequest, site_id: str) -> HttpResponse:
    """Test the address that was typed for a new camera."""
    site = site_or_404(request, site_id)
    address = request.POST.get("address", "")
    return _found(request, lambda: probe(site, address, may_read_files=may_read_files(request)))


@sensitive_post_parameters("address")
@require_POST
@access(Action.EDIT)
def stored(request: HttpRequest, camera_id: str) -> HttpResponse:
    """Test the address that was typed for a camera, or the stored one where none was."""
    camera = camera_or_404(request, camera_id)
    address = request.POST.get("address", "")
    if not address.strip():
        return _found(request, lambda: probe_camera(camera))
    return _found(request, lambda: probe(camera.site, address, may_read_files=may_read_files(request)))


def _found(request: HttpRequest, ask: Callable[[], Probe]) -> HttpResponse:
    try:
        found = ask()
    except SealError:
        reason = (
            "the stored address cannot be opened with this hub's key; type the address again, "
            "or put the key file back"
        )
        found = Probe(False, reason)
    except (SiteError, BusError) as error:
        found = Probe(False, str(error))
    return render(request, "camera/probe.html", {"found": found})
