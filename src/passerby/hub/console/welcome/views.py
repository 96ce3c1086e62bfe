"""The guide for a new installation: a place, a camera, a first count."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from passerby.hub.access import Action, access, camera_or_404, may, sites_of, staff_of
from passerby.hub.console.welcome.forms import FirstCameraForm, PlaceForm
from passerby.hub.sites.models import Camera, Site
from passerby.hub.sites.services import add_camera, add_site
from passerby.shapes.errors import SiteError


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.MANAGE)
def welcome(request: HttpRequest) -> HttpResponse:
    """The next step that is missing: a site, then a camera, then the count."""
    sites = sites_of(staff_of(request))
    camera = Camera.objects.filter(site__in=sites).order_by("created_at").first()
    if camera is not None:
        return redirect("first_count", camera.pk)
    site = sites.order_by("created_at").first()
    return _place(request) if site is None else _camera(request, site)


@require_safe
@access(Action.VIEW)
def first_count(request: HttpRequest, camera_id: str) -> HttpResponse:
    """What the camera counts, live."""
    camera = camera_or_404(request, camera_id)
    context = {"step": 3, "camera": camera, "live_url": reverse("live_camera", args=[camera.pk])}
    return render(request, "welcome/first_count.html", context)


def _place(request: HttpRequest) -> HttpResponse:
    form = PlaceForm(request.POST or None, initial={"time_zone": "UTC"})
    if request.method == "POST" and form.is_valid():
        try:
            add_site(**form.cleaned_data)
        except SiteError as error:
            _add_error(form, error)
        else:
            return redirect("welcome")
    return _step(request, 1, "Where are your cameras?", form)


def _camera(request: HttpRequest, site: Site) -> HttpResponse:
    form = FirstCameraForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        files = may(staff_of(request), Action.MANAGE)
        try:
            camera = add_camera(site, fields["address"], may_read_files=files, name=fields["name"])
        except SiteError as error:
            _add_error(form, error)
        else:
            return redirect("first_count", camera.pk)
    return _step(request, 2, f"The first camera at {site.name}", form)


def _step(request: HttpRequest, number: int, title: str, form: forms.Form) -> HttpResponse:
    zones = PlaceForm.time_zones() if number == 1 else []
    context = {"step": number, "title": title, "form": form, "time_zones": zones}
    return render(request, "welcome/step.html", context, status=422 if form.is_bound else 200)


def _add_error(form: forms.Form, error: SiteError) -> None:
    """Say it beside the field at fault, where the form has it."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
