"""Floor plans: uploading and deleting them, their pictures, and placing cameras on them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from passerby.hub.access import Action, access, site_or_404
from passerby.hub.console.site.forms import FloorPlanForm, PlaceForm
from passerby.hub.console.site.plan_picture import MEDIA_TYPES
from passerby.hub.sites import services
from passerby.hub.sites.models import Camera, FloorPlan, Site

MAX_PLANS = 20
"""Plans of one site at most: each is drawn on its page."""

# Pictures are never changed in place, so a browser may keep one; it stays with whoever is signed in.
_PICTURE_HEADERS = {
    "Cache-Control": "private, max-age=86400, immutable",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.EDIT)
def new(request: HttpRequest, site_id: str) -> HttpResponse:
    """Upload a floor plan."""
    site = site_or_404(request, site_id)
    if request.method != "POST":
        return _upload_page(request, site, FloorPlanForm(site))
    sent_bytes = int(request.META.get("CONTENT_LENGTH") or 0)
    form = FloorPlanForm(site, request.POST, request.FILES, sent_bytes)
    if site.floor_plans.count() >= MAX_PLANS:
        form.add_error(
            None, f"A site has at most {MAX_PLANS} floor plans; delete one that is no longer used."
        )
    if not form.is_valid():
        return _upload_page(request, site, form)
    plan = form.save()
    messages.success(request, f"{plan.name} was added. Drag the cameras to where they stand.")
    return redirect(_to_plan(plan))


@require_safe
@access(Action.VIEW)
def image(request: HttpRequest, site_id: str, plan_id: int) -> HttpResponse:
    """The picture of a plan, under one of two content types and no other."""
    plan = _plan_or_404(site_or_404(request, site_id), plan_id)
    if plan.media_type not in MEDIA_TYPES.values():
        raise Http404("this floor plan is of a type that is not shown")
    return HttpResponse(bytes(plan.image), content_type=plan.media_type, headers=_PICTURE_HEADERS)


@require_POST
@access(Action.EDIT)
def place(request: HttpRequest, site_id: str, plan_id: int) -> HttpResponse:
    """Place a camera on a plan, turn it, or take it off; answers a script in JSON."""
    site = site_or_404(request, site_id)
    plan = _plan_or_404(site, plan_id)
    form = PlaceForm(site, request.POST)
    wants_json = request.accepts("application/json") and not request.accepts("text/html")
    if not form.is_valid():
        detail = "; ".join(f"{name}: {texts[0]}" for name, texts in form.errors.items())
        if wants_json:
            return JsonResponse({"detail": detail}, status=422)
        messages.error(request, f"The camera stays where it was. {detail}")
        return redirect(_to_plan(plan))
    _store(plan, form, take_off="take_off" in request.POST)
    return JsonResponse({}) if wants_json else redirect(_to_plan(plan))


@require_POST
@access(Action.EDIT)
def delete(request: HttpRequest, site_id: str, plan_id: int) -> HttpResponse:
    """Delete a plan; its cameras stay, and are on no plan."""
    site = site_or_404(request, site_id)
    plan = _plan_or_404(site, plan_id)
    FloorPlan.objects.filter(pk=plan.pk).delete()
    messages.success(request, f"The floor plan {plan.name} was deleted.")
    return redirect("site", site.pk)


def _store(plan: FloorPlan, form: PlaceForm, *, take_off: bool) -> None:
    camera: Camera = form.cleaned_data["camera"]
    if take_off:
        services.place_camera(camera, floor_plan=None, plan_x=None, plan_y=None)
        return
    services.place_camera(
        camera,
        floor_plan=plan,
        plan_x=form.cleaned_data["x"] / 100,
        plan_y=form.cleaned_data["y"] / 100,
        heading_deg=form.cleaned_data["heading"] % 360,
        field_of_view_deg=form.cleaned_data["field_of_view"],
    )


def _upload_page(request: HttpRequest, site: Site, form: FloorPlanForm) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "site/plan_new.html", {"site": site, "form": form}, status=status)


def _plan_or_404(site: Site, plan_id: int) -> FloorPlan:
    plan = site.floor_plans.filter(pk=plan_id).first()
    if plan is None:
        raise Http404("this site has no such floor plan")
    return plan


def _to_plan(plan: FloorPlan) -> str:
    return f"{reverse('site', args=[plan.site_id])}#plan-{plan.pk}"
