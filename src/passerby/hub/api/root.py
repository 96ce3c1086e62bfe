"""The API as a whole: what it consists of, its health, and its own description."""

from importlib.metadata import version
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI, Router, Schema

from passerby.hub.api import alerts, errors, figures, live, scenes, sites
from passerby.hub.api.door import operation

_ABOUT = """What a Passerby installation counts, for programs.

Send `Authorization: Bearer pby_…` with a token that an admin made under Settings, Tokens; a signed-in
person's session works too. Each operation's rule is its `x-access`. Errors are `{"detail": …, "code": …}`.
Lists are told in pages: ask again with what `next` says, until it is null."""

router = Router(tags=["about"])


class HealthOut(Schema):
    """That the API answers, and which version it is of."""

    status: str
    version: str


@operation(router, "GET", "/health", None, HealthOut)
def health(request: HttpRequest) -> dict[str, str]:
    """Whether the API and its database answer."""
    # The door has just asked the database who is there.
    return {"status": "ok", "version": version("passerby")}


@operation(router, "GET", "/openapi.json", None, dict[str, Any])
def openapi(request: HttpRequest) -> dict[str, Any]:
    """This description."""
    return dict(API.get_openapi_schema())


def _api() -> NinjaAPI:
    api = NinjaAPI(
        title="Passerby",
        version="1",
        description=_ABOUT,
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
    )
    errors.connect(api)
    for part in (sites, scenes, figures, live, alerts):
        api.add_router("", part.router)
    api.add_router("", router)
    return api


API = _api()
