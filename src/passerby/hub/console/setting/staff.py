"""Staff: who works here, in what role, at which sites."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from passerby.hub.access import ACCESS_OF_OTHERS, Action, access, staff_of
from passerby.hub.accounts import services
from passerby.hub.accounts.models import Role, Staff
from passerby.hub.confirming import typed_before
from passerby.hub.console.setting.forms import InviteForm, StaffForm
from passerby.hub.console.setting.sections import sections
from passerby.shapes.errors import StaffError


def _base_url(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")


@require_safe
@access(Action.MANAGE)
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody, with role and sites."""
    everybody = Staff.objects.prefetch_related("sites").order_by("-is_active", "username")
    context = {"sections": sections(request, "settings_staff"), "everybody": everybody}
    return render(request, "setting/staff.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access(ACCESS_OF_OTHERS)
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account, and show once the link with which its person sets a password."""
    form = InviteForm(request.POST or typed_before(request))
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        try:
            link = services.invite(
                fields["username"], Role(fields["role"]), by=staff_of(request), base_url=_base_url(request),
                sites=form.sites_chosen(), all_sites=fields["all_sites"],
            )  # fmt: skip
        except StaffError as error:
            form.add_error("username", str(error))
        else:
            return _shown_once(request, fields["username"], link)
    return _form_page(request, form, "Invite somebody")


@require_http_methods(["GET", "HEAD", "POST"])
@access(ACCESS_OF_OTHERS)
def edit(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Change a role, or sites."""
    person = get_object_or_404(Staff, pk=staff_id)
    form = StaffForm.of(person, request.POST or typed_before(request))
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        try:
            services.change_staff(
                person, by=staff_of(request), role=Role(fields["role"]),
                sites=form.sites_chosen(), all_sites=fields["all_sites"],
            )  # fmt: skip
        except StaffError as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, f"{person.username} is saved.")
            return redirect("settings_staff")
    return _form_page(request, form, person.username, person)


@require_POST
@access(ACCESS_OF_OTHERS)
def deactivate(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Let somebody in no more, or in again."""
    person = get_object_or_404(Staff, pk=staff_id)
    try:
        if person.is_active:
            services.deactivate(person, by=staff_of(request))
            messages.success(request, f"{person.username} is signed out everywhere and can sign in no more.")
        else:
            services.activate(person, by=staff_of(request))
            messages.success(request, f"{person.username} may sign in again.")
    except StaffError as error:
        messages.error(request, str(error))
    return redirect("settings_staff")


@never_cache
@require_POST
@access(ACCESS_OF_OTHERS)
def new_link(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Another link for who lost the first one, or their password."""
    person = get_object_or_404(Staff, pk=staff_id)
    try:
        link = services.password_link(person, by=staff_of(request), base_url=_base_url(request))
    except StaffError as error:
        messages.error(request, str(error))
        return redirect("settings_staff")
    return _shown_once(request, person.username, link)


@require_POST
@access(ACCESS_OF_OTHERS)
def reset_second_factor(request: HttpRequest, staff_id: int) -> HttpResponse:
    """For who lost it; they set up a new one when they sign in next."""
    person = get_object_or_404(Staff, pk=staff_id)
    services.reset_second_factor(person, by=staff_of(request))
    messages.success(request, f"{person.username} sets up a new second factor when signing in next.")
    return redirect("settings_staff")


def _shown_once(request: HttpRequest, username: str, link: str) -> HttpResponse:
    context = {"sections": sections(request, "settings_staff"), "username": username, "link": link}
    return render(request, "setting/invited.html", context)


def _form_page(
    request: HttpRequest, form: StaffForm, title: str, person: Staff | None = None
) -> HttpResponse:
    context = {
        "sections": sections(request, "settings_staff"), "form": form, "title": title, "person": person,
    }  # fmt: skip
    return render(request, "setting/person.html", context, status=422 if request.method == "POST" else 200)
