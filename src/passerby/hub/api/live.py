"""What is counted at this moment, as server-sent events."""

import copy

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router, Schema

from passerby.hub.accounts.scopes import Scope
from passerby.hub.api.door import Door, caller_of, operation
from passerby.hub.api.errors import ApiError
from passerby.hub.api.parameters import Id
from passerby.hub.live.event_stream import stream
from passerby.hub.live.figure_streams import FIGURES
from passerby.hub.live.figures import Roster
from passerby.hub.live.rosters import roster_of
from passerby.hub.live.visits import Visit, as_of_now

router = Router(tags=["live"])

_DOOR = Door(Scope.READ_LIVE)
_STREAM = {
    "responses": {
        200: {
            "description": (
                "An endless stream. The event `figures` is JSON with sites, cameras and alerts_open; what "
                "a later event leaves out is as before. `heartbeat` comes when nothing changes, and `gone` "
                "says why the stream ends."
            ),
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    }
}


class LiveQuery(Schema):
    """site: of this site only, with its zones and lines."""

    site: Id | None = None


@operation(router, "GET", "/live", Scope.READ_LIVE, None, extra=_STREAM)
async def live(request: HttpRequest, query: Query[LiveQuery]) -> HttpResponseBase:
    """Live counts as server-sent events."""

    def find_roster(request: HttpRequest) -> Roster:
        caller = caller_of(request)
        if query.site is None:
            return roster_of(caller.sites, in_detail=False)
        return roster_of([caller.site(query.site)], in_detail=True)

    visit = Visit(request, find_roster, _renewed)
    return stream(visit.parts(FIGURES, await visit.key()))


def _renewed(request: HttpRequest) -> HttpRequest:
    """The request with its token or session as it is by now. Raises PermissionDenied."""
    has_token = "Authorization" in request.headers
    fresh = copy.copy(request) if has_token else as_of_now(request)
    try:
        fresh.auth = _DOOR.caller(fresh)  # type: ignore[attr-defined] # where the framework keeps it
    except ApiError as error:
        raise PermissionDenied from error
    return fresh
