"""Sites and cameras."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema

from passerby.hub.accounts.scopes import Scope
from passerby.hub.api.door import caller_of, operation
from passerby.hub.api.parameters import DEFAULT_LIMIT, Id, Limit
from passerby.hub.sites.models import Camera, Site

router = Router(tags=["sites"])


class SiteOut(Schema):
    """A place."""

    id: str
    name: str
    city: str
    latitude: float | None
    longitude: float | None
    time_zone: str
    capacity: int | None
    is_synthetic: bool


class SitesOut(Schema):
    """Some sites, in the order of their ids. next: ask for those that follow with `after`."""

    items: list[SiteOut]
    next: str | None


class CameraOut(Schema):
    """One video source. address_shown: without its password and its way in."""

    id: str
    site_id: str
    name: str
    lane: str
    address_shown: str
    enabled: bool
    counts_for_site: bool
    window_s: int
    fps: float | None
    scene_revision: int


class CamerasOut(Schema):
    """Some cameras, in the order of their ids. next: ask for the following ones with `after`."""

    items: list[CameraOut]
    next: str | None


class PageQuery(Schema):
    """Which part of a list."""

    limit: Limit = DEFAULT_LIMIT
    after: Id | None = None


class CamerasQuery(PageQuery):
    """Which part of the list of cameras; site: of this site only."""

    site: Id | None = None


@operation(router, "GET", "/sites", Scope.READ_SITES, SitesOut)
def list_sites(request: HttpRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """The sites that are open to the caller."""
    return _page(caller_of(request).sites, query)


@operation(router, "GET", "/sites/{site_id}", Scope.READ_SITES, SiteOut)
def get_site(request: HttpRequest, site_id: Id) -> Site:
    """One site."""
    return caller_of(request).site(site_id)


@operation(router, "GET", "/cameras", Scope.READ_SITES, CamerasOut)
def list_cameras(request: HttpRequest, query: Query[CamerasQuery]) -> dict[str, Any]:
    """The cameras at the sites that are open to the caller."""
    caller = caller_of(request)
    cameras = Camera.objects.filter(site__in=[caller.site(query.site)] if query.site else caller.sites)
    return _page(cameras, query)


@operation(router, "GET", "/cameras/{camera_id}", Scope.READ_SITES, CameraOut)
def get_camera(request: HttpRequest, camera_id: Id) -> Camera:
    """One camera."""
    return caller_of(request).camera(camera_id)


def _page(rows: QuerySet[Any], query: PageQuery) -> dict[str, Any]:
    if query.after is not None:
        rows = rows.filter(pk__gt=query.after)
    # One more than asked for tells whether there are others.
    found = list(rows.order_by("pk")[: query.limit + 1])
    items = found[: query.limit]
    return {"items": items, "next": items[-1].pk if len(found) > query.limit else None}
