"""The one door: what each page and route asks of whoever comes, and the check, closed by default.

Every view carries a rule, put on it by `access` (or by `ruled`, for views of packages). A view without one
answers nobody. What a role may do is written here and nowhere else; which sites a person sees is their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils.deprecation import MiddlewareMixin
from django.views.defaults import permission_denied

from passerby.hub.accounts.models import Role, Staff, Token
from passerby.hub.confirming import WITHIN_S, ask_to_confirm, confirmed_lately
from passerby.hub.sites.models import Camera, Site

View = TypeVar("View", bound=Callable[..., Any])


class Action(StrEnum):
    """What somebody may do. Each view asks for one."""

    VIEW = "view"
    """See figures, live views and alerts of one's sites."""
    ACKNOWLEDGE = "acknowledge"
    """Say that one looks after an alert."""
    EDIT = "edit"
    """Add and change cameras, zones, lines, floor plans and alert rules of one's sites."""
    MANAGE = "manage"
    """Add and remove sites; staff, tokens and settings of the installation."""
    AUDIT = "audit"
    """See who looked at what."""


MAY: dict[str, frozenset[Action]] = {
    Role.ADMIN: frozenset(Action),
    Role.OPERATOR: frozenset({Action.VIEW, Action.ACKNOWLEDGE, Action.EDIT}),
    Role.OFFICER: frozenset({Action.VIEW, Action.AUDIT}),
}


_CONFIRMED = f"; sending something asks for a sign-in within the last {WITHIN_S // 60} minutes"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a view asks.

    action: None asks for no role. signed_in: whether anybody unknown is sent away. second_factor: whether
    who has none yet must set it up first. by_token: the view reads a token or a session itself, as the API's
    do, and asks for a scope. confirmed: whoever sends something signed in, or confirmed that it is them, a
    short while ago.
    """

    signed_in: bool = True
    action: Action | None = None
    second_factor: bool = True
    by_token: bool = False
    confirmed: bool = False

    def __str__(self) -> str:
        if self.by_token:
            return "token or session, by scope"
        if not self.signed_in:
            return "everybody"
        if self.action is not None:
            return f"staff who may {self.action}{_CONFIRMED if self.confirmed else ''}"
        return "all staff" if self.second_factor else "all staff, also before a second factor is set up"


EVERYBODY = Rule(signed_in=False)
ALL_STAFF = Rule()
SETTING_UP = Rule(second_factor=False)
"""Pages that are needed to get a second factor."""
ACCESS_OF_OTHERS = Rule(action=Action.MANAGE, confirmed=True)
"""What gives or takes the access of other people, and of programs."""
BY_TOKEN = Rule(signed_in=False, by_token=True)

_RULE = "access_rule"
_READING = ("GET", "HEAD", "OPTIONS")


def access(rule: Rule | Action) -> Callable[[View], View]:
    """Put a rule on a view."""

    def mark(view: View) -> View:
        setattr(view, _RULE, Rule(action=rule) if isinstance(rule, Action) else rule)
        return view

    return mark


def ruled(rule: Rule, patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The URL patterns of a package, each of whose views gets the rule unless it has one."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            ruled(rule, pattern.url_patterns)
        elif rule_of(pattern.callback) is None:
            setattr(pattern.callback, _RULE, rule)
    return list(patterns)


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """The rule on a view, or None."""
    rule = getattr(view, _RULE, None)
    return rule if isinstance(rule, Rule) else None


def may(staff: Staff, action: Action) -> bool:
    """Whether the person's role allows it at all; at which sites is asked of `sites_of`."""
    return staff.is_active and action in MAY.get(staff.role, frozenset())


def staff_of(request: HttpRequest) -> Staff:
    """Whose request it is. Raises PermissionDenied for nobody, should a view without a rule ever ask."""
    if not isinstance(request.user, Staff):
        raise PermissionDenied
    return request.user


def sites_of(who: Staff | Token) -> QuerySet[Site]:
    """The sites that a person or a token is let into; what may be done there is asked apart."""
    return Site.objects.all() if who.all_sites else who.sites.all()


def site_or_404(request: HttpRequest, site_id: str) -> Site:
    """The site with its agent, or Http404, which does not tell whether it exists for others."""
    site = _sites(request).select_related("agent").filter(pk=site_id).first()
    if site is None:
        raise Http404("no such site, or it is not one of yours")
    return site


def camera_or_404(request: HttpRequest, camera_id: str) -> Camera:
    """The camera with its site and agent, or Http404 as above."""
    cameras = Camera.objects.select_related("site__agent")
    camera = cameras.filter(pk=camera_id, site__in=_sites(request)).first()
    if camera is None:
        raise Http404("no such camera, or it is not at one of your sites")
    return camera


def _sites(request: HttpRequest) -> QuerySet[Site]:
    """Closed for whoever is not known, should a view without a rule ever come here."""
    staff = request.user
    return sites_of(staff) if isinstance(staff, Staff) and staff.is_active else Site.objects.none()


class AccessMiddleware(MiddlewareMixin):
    """Asks the rule of the view before it runs."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Let the request through, or answer it."""
        rule = rule_of(view)
        if rule is None:
            return _refused(request)
        return _answer_instead(request, rule) if rule.signed_in else None


def _answer_instead(request: HttpRequest, rule: Rule) -> HttpResponseBase | None:
    """What whoever the view is not for is told; None for who may go on."""
    staff = request.user
    if not isinstance(staff, Staff) or not staff.is_active:
        return _sent_away(request)
    if rule.action is not None and not may(staff, rule.action):
        return _refused(request)
    if rule.second_factor and staff_needs_second_factor(request):
        return redirect("second_factor")
    if rule.confirmed and request.method not in _READING and not confirmed_lately(request):
        return ask_to_confirm(request)
    return None


BY_LINK = "by_link"
"""The session key whose value is the id of who came in by a one-time link of the machine's own terminal."""
HAS_FACTOR = "has_factor"
"""The session key whose value is the id of who was found to have a second factor, to ask once a session."""


def staff_needs_second_factor(request: HttpRequest) -> bool:
    """Whether this person must set up a second factor before anything else.

    A session that began with a link printed on the machine's own terminal needs none: whoever reads that
    terminal owns the machine.
    """
    staff = request.user
    if not isinstance(staff, Staff) or staff.pk in (
        request.session.get(BY_LINK),
        request.session.get(HAS_FACTOR),
    ):
        return False
    if not is_mfa_enabled(staff, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
        return True
    request.session[HAS_FACTOR] = staff.pk
    return False


def _refused(request: HttpRequest) -> HttpResponseBase:
    # Answered, not raised: Django would log each refusal with a traceback.
    return permission_denied(request, PermissionDenied())


def _sent_away(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = redirect_to_login("/").url
        return answer
    if request.headers.get("Accept", "").startswith(("text/event-stream", "application/json")):
        return JsonResponse({"detail": "sign in first", "code": "signed_out"}, status=401)
    return redirect_to_login(request.get_full_path())
