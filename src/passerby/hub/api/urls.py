"""Addresses of the API. Its rules are told by operation in its own description; see `hub.access_table`."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from passerby.hub.access import BY_TOKEN, EVERYBODY, access, ruled
from passerby.hub.api.errors import Code, answer
from passerby.hub.api.root import API


@access(EVERYBODY)
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """An address that is none, told in the form of the API's errors."""
    return answer(Code.NOT_FOUND, "there is no such address in the API; see /api/v1/openapi.json")


_patterns, _app, _namespace = API.urls

urlpatterns = [
    path("", include((ruled(BY_TOKEN, _patterns), _app), namespace=_namespace)),
    path("<path:rest>", unknown, name="api_unknown"),
]
