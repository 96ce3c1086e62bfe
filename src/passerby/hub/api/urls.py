"""Addresses of the API. Its rules are told by operation in its own description; see `hub.access_table`."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.utils.decorators import decorator_from_middleware
from django.utils.deprecation import MiddlewareMixin

from passerby.hub.access import BY_TOKEN, EVERYBODY, access, ruled
from passerby.hub.api.errors import Code, answer
from passerby.hub.api.root import API


@access(EVERYBODY)
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address that is none, told in the form of the API's errors."""
    return answer(Code.NOT_FOUND, "there is no such address in the API; see /api/v1/openapi.json")


class _WrongMethods(MiddlewareMixin):
    """Tells a method that an address does not answer in the form of the API's errors.

    The framework answers it before an operation is found, and so before any handler of errors.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The response, or another in the place of the framework's own 405."""
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        allowed = ", ".join(sorted(response.headers["Allow"].split(", ")))
        told = answer(Code.WRONG_METHOD, f"this address answers {allowed}, not {request.method}")
        told.headers["Allow"] = allowed
        return told


_in_our_form = decorator_from_middleware(_WrongMethods)


def _told(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    """The framework's patterns, whose own answers are told in the form of the API's errors too."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            # The framework needs the name of its root, and would answer it with a page.
            is_root = pattern.name == "api-root"
            pattern.callback = unknown if is_root else _in_our_form(pattern.callback)
        yield pattern


_patterns, _app, _namespace = API.urls

urlpatterns = [
    path("v1/", include((ruled(BY_TOKEN, list(_told(_patterns))), _app), namespace=_namespace)),
    path("", unknown, name="api_nothing"),
    path("<path:rest>", unknown, name="api_unknown"),
]
