"""What the crowd lane counted: windows as they came, and sums of them over time."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from passerby.hub.accounts.scopes import Scope
from passerby.hub.api.door import caller_of, operation
from passerby.hub.api.parameters import DEFAULT_LIMIT, HistoryQuery, Id, Limit, Name, SpanQuery
from passerby.hub.crowd import queries
from passerby.hub.crowd.answers import StoredWindow
from passerby.hub.sites.models import Site
from passerby.shapes.window import DWELL_EDGES_S, ZoneFigures

router = Router(tags=["figures"])


class PeoplePointOut(Schema):
    """People over one step of time that begins at at_s, summed over cameras; null where nobody watched.

    peak: the sum of the cameras' peaks. partial: some cameras had no figures then, and are missing in it.
    """

    at_s: int
    mean: float | None
    peak: int | None
    partial: bool


class CrossingPointOut(Schema):
    """Crossings over one step of time that begins at at_s; null where nobody watched."""

    at_s: int
    entered: int | None
    left: int | None


class DwellPointOut(Schema):
    """Stays that ended in one step of time; mean_s and p90_s are null when none did."""

    at_s: int
    count: int
    mean_s: float | None
    p90_s: float | None


class PeopleOut(Schema):
    """People over time, in order."""

    points: list[PeoplePointOut]


class CrossingsOut(Schema):
    """Crossings over time, in order."""

    points: list[CrossingPointOut]


class DwellOut(Schema):
    """Dwell over time, in order."""

    points: list[DwellPointOut]


class ZoneOut(Schema):
    """One zone in one window. dwell_ended: counts by the bins whose lower edges are dwell_edges_s."""

    name: str
    people_now: int
    people_mean: float
    people_peak: int
    people_per_m2: float | None
    dwell_ended: list[int]
    dwell_ended_mean_s: float
    dwell_ended_max_s: float
    dwell_current_mean_s: float
    dwell_current_max_s: float


class LineOut(Schema):
    """Crossings of one line in one window."""

    name: str
    entered: int
    left: int


class WindowOut(Schema):
    """The figures of one camera over one short span. observed_s: for how long of it pictures arrived."""

    started_ms: int
    ended_ms: int
    observed_s: float
    frames: int
    dropped: int
    skipped: int
    people_now: int
    people_mean: float
    people_peak: int
    zones: list[ZoneOut]
    lines: list[LineOut]


class WindowsOut(Schema):
    """Some windows in order of time. next: ask for the following ones with `after`; null at the end."""

    dwell_edges_s: list[float] = list(DWELL_EDGES_S)
    items: list[WindowOut]
    next: int | None


class PeopleQuery(HistoryQuery):
    """zone: of zones of this name; empty for the whole view."""

    zone: Name = ""


class CrossingsQuery(HistoryQuery):
    """line: of lines of this name; empty for all."""

    line: Name = ""


class DwellQuery(HistoryQuery):
    """zone: the zone's name."""

    zone: Annotated[Name, Field(min_length=1)]


class WindowsQuery(SpanQuery):
    """after: only windows that began later, in milliseconds; `next` of the page before."""

    limit: Limit = DEFAULT_LIMIT
    after: Annotated[int, Field(ge=-1, le=2**43)] = -1


@operation(router, "GET", "/sites/{site_id}/people", Scope.READ_FIGURES, PeopleOut)
def site_people(request: HttpRequest, site_id: Id, query: Query[PeopleQuery]) -> dict[str, Any]:
    """People at a site over time: of the cameras that count for it."""
    site = caller_of(request).site(site_id)
    span = query.span(site.time_zone)
    return {"points": queries.people(_counted(site), span, query.resolution, query.zone)}


@operation(router, "GET", "/sites/{site_id}/crossings", Scope.READ_FIGURES, CrossingsOut)
def site_crossings(request: HttpRequest, site_id: Id, query: Query[HistoryQuery]) -> dict[str, Any]:
    """People who entered and left a site by its entrances over time."""
    site = caller_of(request).site(site_id)
    cameras = list(site.cameras.values_list("pk", flat=True))
    span = query.span(site.time_zone)
    return {"points": queries.crossings(cameras, span, query.resolution, entrances_only=True)}


@operation(router, "GET", "/cameras/{camera_id}/people", Scope.READ_FIGURES, PeopleOut)
def camera_people(request: HttpRequest, camera_id: Id, query: Query[PeopleQuery]) -> dict[str, Any]:
    """People at a camera, or in one of its zones, over time."""
    camera = caller_of(request).camera(camera_id)
    span = query.span(camera.site.time_zone)
    return {"points": queries.people([camera.pk], span, query.resolution, query.zone)}


@operation(router, "GET", "/cameras/{camera_id}/crossings", Scope.READ_FIGURES, CrossingsOut)
def camera_crossings(request: HttpRequest, camera_id: Id, query: Query[CrossingsQuery]) -> dict[str, Any]:
    """Crossings of a camera's lines, or of one of them, over time."""
    camera = caller_of(request).camera(camera_id)
    span = query.span(camera.site.time_zone)
    return {"points": queries.crossings([camera.pk], span, query.resolution, query.line)}


@operation(router, "GET", "/cameras/{camera_id}/dwell", Scope.READ_FIGURES, DwellOut)
def camera_dwell(request: HttpRequest, camera_id: Id, query: Query[DwellQuery]) -> dict[str, Any]:
    """How long people stayed in a zone, over time, by the minute at the finest."""
    camera = caller_of(request).camera(camera_id)
    span = query.span(camera.site.time_zone)
    return {"points": queries.dwell_over_time(camera.pk, query.zone, span, query.resolution)}


@operation(router, "GET", "/cameras/{camera_id}/windows", Scope.READ_FIGURES, WindowsOut)
def camera_windows(request: HttpRequest, camera_id: Id, query: Query[WindowsQuery]) -> dict[str, Any]:
    """A camera's windows that began in a span, page by page."""
    camera = caller_of(request).camera(camera_id)
    span = query.span(camera.site.time_zone)
    found = queries.windows(camera.pk, span, query.after, query.limit + 1)
    items = found[: query.limit]
    last = items[-1].started_ms if len(found) > query.limit else None
    return {"items": [_window(window) for window in items], "next": last}


def _counted(site: Site) -> list[str]:
    return list(site.cameras.filter(counts_for_site=True).values_list("pk", flat=True))


def _window(window: StoredWindow) -> dict[str, Any]:
    return {
        "started_ms": window.started_ms,
        "ended_ms": window.ended_ms,
        "observed_s": window.observed_s,
        "frames": window.frames,
        "dropped": window.dropped,
        "skipped": window.skipped,
        "people_now": window.people_now,
        "people_mean": window.people_mean,
        "people_peak": window.people_peak,
        "zones": [_zone(zone) for zone in window.items.zones],
        "lines": window.items.lines,
    }


def _zone(zone: ZoneFigures) -> dict[str, Any]:
    dwell = zone.dwell
    return {
        "name": zone.name,
        "people_now": zone.people_now,
        "people_mean": zone.people_mean,
        "people_peak": zone.people_peak,
        "people_per_m2": zone.people_per_m2,
        "dwell_ended": dwell.ended,
        "dwell_ended_mean_s": dwell.ended_mean_s,
        "dwell_ended_max_s": dwell.ended_max_s,
        "dwell_current_mean_s": dwell.current_mean_s,
        "dwell_current_max_s": dwell.current_max_s,
    }
