"""Who may ask the API what: a token by its scopes, or a person's session by their role.

Every operation is made by `operation`, which asks for a scope, so none can be without a rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Router
from ninja.operation import Operation
from ninja.security.base import AuthBase
from ninja.utils import check_csrf, contribute_operation_callback

from passerby.hub.access import Action, may, sites_of, staff_needs_second_factor
from passerby.hub.accounts.models import Staff, Token
from passerby.hub.accounts.scopes import Scope
from passerby.hub.accounts.tokens import token_of
from passerby.hub.api.errors import ERRORS, ApiError, Code
from passerby.hub.sites.models import Camera, Site

View = TypeVar("View", bound=Callable[..., Any])

_ACTION = {
    Scope.READ_SITES: Action.VIEW,
    Scope.READ_FIGURES: Action.VIEW,
    Scope.READ_LIVE: Action.VIEW,
    Scope.READ_ALERTS: Action.VIEW,
    Scope.WRITE_CAMERAS: Action.EDIT,
    Scope.WRITE_ALERTS: Action.ACKNOWLEDGE,
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a person with a session, or a program with a token."""

    who: Staff | Token

    @property
    def answerable(self) -> Staff:
        """The person behind it: of a token, who made it."""
        return self.who if isinstance(self.who, Staff) else self.who.created_by

    @property
    def sites(self) -> QuerySet[Site]:
        """The sites that the caller is let into."""
        return sites_of(self.who)

    def site(self, site_id: str) -> Site:
        """One of these sites. Raises Http404."""
        site = self.sites.select_related("agent").filter(pk=site_id).first()
        if site is None:
            raise Http404("there is no such site, or it is not open to you")
        return site

    def camera(self, camera_id: str) -> Camera:
        """A camera at one of these sites. Raises Http404."""
        cameras = Camera.objects.select_related("site__agent")
        camera = cameras.filter(pk=camera_id, site__in=self.sites).first()
        if camera is None:
            raise Http404("there is no such camera, or its site is not open to you")
        return camera


class Door(AuthBase):
    """Lets a request in that carries the scope, or whose session's person may do the like.

    scope None: any token that works, and all staff.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, scope: Scope | None) -> None:
        self._scope = scope
        self._parameters: frozenset[str] = frozenset()
        super().__init__()

    def __str__(self) -> str:
        """The rule in words."""
        if self._scope is None:
            return "any token, or all staff"
        return f"token with {self._scope}, or staff who may {_ACTION[self._scope]}"

    def __call__(self, request: HttpRequest) -> Caller:
        """Who asks. Raises ApiError for whoever may not, and for a parameter that is none."""
        caller = self.caller(request)
        unknown = next((name for name in request.GET if name not in self._parameters), None)
        if unknown is not None:
            known = ", ".join(sorted(self._parameters)) or "none"
            raise ApiError(
                Code.UNKNOWN_PARAMETER, f"there is no parameter {unknown[:60]!r} here; known are: {known}"
            )
        return caller

    def caller(self, request: HttpRequest) -> Caller:
        """Who asks, by their token or session. Raises ApiError."""
        if "Authorization" in request.headers:
            return Caller(self._token(request.headers["Authorization"]))
        return Caller(self._staff(request))

    def learn(self, operation: Operation) -> None:
        """Note which query parameters the operation has."""
        for model in operation.models:
            if model.__ninja_param_source__ == "query":
                self._parameters |= frozenset(getattr(model, "__ninja_flatten_map__", {}))

    def _token(self, header: str) -> Token:
        scheme, _, secret = header.partition(" ")
        token = token_of(secret.strip()) if scheme.lower() == "bearer" else None
        if token is None:
            raise ApiError(
                Code.UNKNOWN_CALLER,
                "this token does not work: it is unknown, revoked or expired; send Authorization: Bearer "
                "pby_… with one that an admin made under Settings, Tokens",
            )
        if self._scope is not None and self._scope not in token.scopes:
            raise ApiError(Code.NOT_ALLOWED, f"this token lacks the scope {self._scope}")
        return token

    def _staff(self, request: HttpRequest) -> Staff:
        staff = request.user
        if not isinstance(staff, Staff) or not staff.is_active:
            raise ApiError(Code.UNKNOWN_CALLER, "send Authorization: Bearer pby_…, or sign in first")
        if self._scope is not None and not may(staff, _ACTION[self._scope]):
            raise ApiError(Code.NOT_ALLOWED, f"your role does not allow to {_ACTION[self._scope]}")
        if staff_needs_second_factor(request):
            raise ApiError(Code.SECOND_FACTOR, "set up a second factor in the console first")
        if check_csrf(request) is not None:
            raise ApiError(Code.FORGED, "a change by a session needs the header X-CSRFToken of its page")
        return staff


def caller_of(request: HttpRequest) -> Caller:
    """Who the door let in. Raises ApiError where no door was passed."""
    caller = getattr(request, "auth", None)
    if not isinstance(caller, Caller):
        raise ApiError(Code.UNKNOWN_CALLER, "send Authorization: Bearer pby_…, or sign in first")
    return caller


def operation(
    router: Router,
    method: str,
    path: str,
    scope: Scope | None,
    response: Any,
    *,
    errors: Mapping[int, Any] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Callable[[View], View]:
    """Make a function an operation of the API. response: the schema of success; None describes it in `extra`.

    The rule goes into the published description as `x-access`.
    """
    door = Door(scope)

    def make(view: View) -> View:
        contribute_operation_callback(view, door.learn)
        register = router.api_operation(
            [method],
            path,
            auth=door,
            response={200: response, **ERRORS, **(errors or {})},
            operation_id=view.__name__,
            summary=(view.__doc__ or "").splitlines()[0].rstrip("."),
            openapi_extra={"x-access": str(door), **(extra or {})},
        )
        return register(view)

    return make
