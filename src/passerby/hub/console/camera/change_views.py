"""Adding, changing and deleting cameras."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from passerby.hub.access import Action, access, camera_or_404, may, site_or_404, staff_of
from passerby.hub.console.camera.forms import CameraForm, DeleteCameraForm
from passerby.hub.sites.models import Camera, Site
from passerby.hub.sites.services import add_camera, change_camera, remove_camera
from passerby.shapes.errors import SiteError


@sensitive_post_parameters("address")
@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.EDIT)
def new(request: HttpRequest, site_id: str) -> HttpResponse:
    """Add a camera to a site."""
    site = site_or_404(request, site_id)
    form = CameraForm(request.POST or None, may_read_files=may_read_files(request))
    added = _add(request, site, form) if form.is_valid() else None
    if added is not None:
        messages.success(
            request, f"{added.name} is added. Draw zones and lines on its picture when it comes."
        )
        return redirect("camera", added.pk)
    context = {"form": form, "site": site, "test_url": reverse("camera_new_test", args=[site.pk])}
    return render(request, "camera/new.html", context, status=422 if form.is_bound else 200)


@sensitive_post_parameters("address")
@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.EDIT)
def edit(request: HttpRequest, camera_id: str) -> HttpResponse:
    """Change a camera."""
    camera = camera_or_404(request, camera_id)
    form = CameraForm(request.POST or None, camera, may_read_files=may_read_files(request))
    if form.is_valid() and _change(request, camera, form):
        messages.success(request, "Saved. The agent takes it over at once.")
        return redirect("camera", camera.pk)
    # A change that was refused is on the object already; the page shows what is stored.
    camera.refresh_from_db()
    context = {
        "form": form,
        "camera": camera,
        "site": camera.site,
        "test_url": reverse("camera_test", args=[camera.pk]),
    }
    return render(request, "camera/edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.EDIT)
def delete(request: HttpRequest, camera_id: str) -> HttpResponse:
    """Delete a camera with all that it counted, once its name was typed."""
    camera = camera_or_404(request, camera_id)
    form = DeleteCameraForm(camera, request.POST or None)
    if form.is_valid():
        remove_camera(camera)
        messages.success(request, f"{camera.name} is deleted, with all that it counted.")
        return redirect("site", camera.site_id)
    context = {"form": form, "camera": camera, "site": camera.site}
    return render(request, "camera/delete.html", context, status=422 if form.is_bound else 200)


def may_read_files(request: HttpRequest) -> bool:
    """Whether this person may name files of the agent's machine, any of which could then be looked at."""
    return may(staff_of(request), Action.MANAGE)


def _add(request: HttpRequest, site: Site, form: CameraForm) -> Camera | None:
    address = form.cleaned_data["address"]
    try:
        return add_camera(site, address, may_read_files=may_read_files(request), **form.camera_fields())
    except SiteError as error:
        form.refuse(error)
        return None


def _change(request: HttpRequest, camera: Camera, form: CameraForm) -> bool:
    address = form.cleaned_data["address"]
    try:
        change_camera(camera, address, may_read_files=may_read_files(request), **form.camera_fields())
    except SiteError as error:
        form.refuse(error)
        return False
    return True
