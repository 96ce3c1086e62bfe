"""The pages behind one-time links, and the one that asks for a second factor.

A link's secret never stays in the address of a page: the first request moves its hash into the session and
sends the browser on. So it is in no history entry that answers, in no referrer, and in no log line of a form.
Opening a link uses nothing up; that takes a button, for programs that preview messages open links too.
"""

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from passerby.hub.access import BY_LINK, EVERYBODY, SETTING_UP, access, staff_needs_second_factor
from passerby.hub.accounts.forms import PasswordForm, SetUpForm
from passerby.hub.accounts.links import Purpose, open_link, use_link
from passerby.hub.accounts.models import OneTimeLink, Staff, hashed
from passerby.hub.accounts.services import accept, set_up
from passerby.hub.confirming import note_sign_in

_LINK = "one_time_link"
_ONWARD = "after_second_factor"


# Without a proof of origin, for its absence would be logged with the address; nothing is changed here.
@csrf_exempt
@access(EVERYBODY)
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the link out of the address."""
    link = open_link(hashed(secret))
    if link is not None:
        request.session[_LINK] = link.secret_hash
    answer = redirect("opened_link")
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@access(EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def opened_link(request: HttpRequest) -> HttpResponse:
    """What a link is for, and the button that does it."""
    link = open_link(request.session.get(_LINK, ""))
    if link is None:
        return _no_longer(request)
    match link.purpose:
        case Purpose.SET_UP:
            return _set_up(request, link)
        case Purpose.INVITE:
            return _invite(request, link)
        case _:
            return _sign_in(request, link)


@access(SETTING_UP)
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor, and which; sends on who has one."""
    if staff_needs_second_factor(request):
        return render(request, "accounts/second_factor.html")
    return redirect(request.session.pop(_ONWARD, settings.LOGIN_REDIRECT_URL))


def _set_up(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    form = SetUpForm(_posted(request))
    if not form.is_valid():
        return render(request, "accounts/set_up.html", {"form": form})
    staff = set_up(link, form.cleaned_data["username"], form.cleaned_data["password1"])
    return _no_longer(request) if staff is None else _welcome(request, staff)


def _invite(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    form = PasswordForm(_posted(request), staff=link.staff)
    if not form.is_valid():
        return render(request, "accounts/invite.html", {"form": form, "invited": link.staff})
    staff = accept(link, form.cleaned_data["password1"])
    return _no_longer(request) if staff is None else _welcome(request, staff)


def _sign_in(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/link.html", {"invited": link.staff})
    if link.staff is None or not use_link(link):
        return _no_longer(request)
    # This ends whatever session the browser had, unless it was the same person's.
    login(request, link.staff)
    request.session[BY_LINK] = link.staff.pk
    note_sign_in(request, link.staff, "link")
    return redirect(settings.LOGIN_REDIRECT_URL)


def _welcome(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Sign in who has just chosen a password; who has a second factor already is asked for it first."""
    logout(request)
    answer: HttpResponse = perform_login(request, staff, redirect_url=resolve_url("second_factor"))
    if request.user == staff:
        # They typed it twice a moment ago, and would be asked again before setting up a second factor.
        reauthenticate_by_password(request)
        request.session[_ONWARD] = resolve_url("welcome")
    return answer


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _no_longer(request: HttpRequest) -> HttpResponse:
    request.session.pop(_LINK, None)
    return render(request, "accounts/link_gone.html", status=410)
