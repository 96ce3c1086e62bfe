"""Adding, changing and deleting sites."""

from zoneinfo import available_timezones

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from passerby.hub.access import Action, access, site_or_404
from passerby.hub.console.site.forms import DeleteSiteForm, SiteForm
from passerby.hub.sites import services
from passerby.shapes.errors import SiteError


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Add a site."""
    form = SiteForm(request.POST or None, initial={"time_zone": "UTC"})
    if request.method == "POST" and form.is_valid():
        try:
            site = services.add_site(**form.cleaned_data)
        except SiteError as error:
            form.add_error(_field(form, error), str(error))
        else:
            messages.success(request, f"{site.name} was added. Next, add its first camera.")
            return redirect("site", site.pk)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.EDIT)
def edit(request: HttpRequest, site_id: str) -> HttpResponse:
    """Change a site's facts."""
    site = site_or_404(request, site_id)
    form = SiteForm(request.POST or None, instance=site)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_site(site, **form.cleaned_data)
        except SiteError as error:
            form.add_error(_field(form, error), str(error))
        else:
            messages.success(request, f"{site.name} was saved.")
            return redirect("site", site.pk)
    # A form that was refused has changed the row it holds, and the page's head names what is stored.
    return _form_page(request, form, stored_name=site_or_404(request, site_id).name)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.MANAGE)
def delete(request: HttpRequest, site_id: str) -> HttpResponse:
    """Delete a site with all that was counted there, once its name was typed."""
    site = site_or_404(request, site_id)
    form = DeleteSiteForm(site, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.remove_site(site)
        messages.success(request, f"{site.name} was deleted.")
        return redirect("sites")
    context = {"site": site, "form": form, "cameras": site.cameras.count()}
    return render(request, "site/delete.html", context, status=_status(request))


def _form_page(request: HttpRequest, form: SiteForm, stored_name: str = "") -> HttpResponse:
    context = {
        "form": form,
        "site": form.instance if stored_name else None,
        "stored_name": stored_name,
        "time_zones": sorted(name for name in available_timezones() if "/" in name or name == "UTC"),
    }
    return render(request, "site/edit.html", context, status=_status(request))


def _status(request: HttpRequest) -> int:
    """A form that comes back was refused."""
    return 422 if request.method == "POST" else 200


def _field(form: SiteForm, error: SiteError) -> str | None:
    return error.field if error.field in form.fields else None
