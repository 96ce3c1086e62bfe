"""The addresses of a hub that can be asked for without changing anything, with ids of what is there."""

from django.db.models import Count

from passerby.hub.console.camera.charts import CHARTS as CAMERA_CHARTS
from passerby.hub.console.site.charts import CHARTS as SITE_CHARTS
from passerby.hub.routes import Route, routes
from passerby.hub.sites.models import Camera, Site

_NOT_PAGES = ("/accounts/", "/set-up/", "/invite/", "/link/", "/live/", "/api/v1/live")
"""Signing in and out, whose slowness is meant; and streams, which do not end."""

_NOTHING = ("api:api-root", "api_nothing", "api_unknown")
"""The names of addresses that say that there is nothing."""

_RANGES = (
    "",
    "?range=yesterday",
    "?range=7d",
    "?range=30d",
    "?range=12m",
    "?range=today&compare=week",
    "?range=12m&compare=year",
)
_RANGED = ("overview", "site", "camera", "camera_history", "site_chart", "camera_chart")
_CHARTS = {"site_chart": SITE_CHARTS, "camera_chart": CAMERA_CHARTS}
_DAY_S = 86_400
_STEPS = {
    "site_people": (("minute", 1), ("hour", 365)),
    "site_crossings": (("minute", 1), ("hour", 30)),
    "camera_people": (("window", 1), ("minute", 6), ("hour", 365)),
    "camera_crossings": (("minute", 6), ("hour", 365)),
}
"""As finely as a program may ask, and for how many days."""


def addresses(end_s: int) -> list[str]:
    """Every page and list, of the largest site and a camera there, at the ranges that it knows.

    end_s: the end of the history.
    """
    site = Site.objects.annotate(size=Count("cameras")).order_by("-size").first()
    camera = Camera.objects.filter(site=site).order_by("pk").first()
    known = {"site_id": site.pk if site else "", "camera_id": camera.pk if camera else ""}
    found: list[str] = []
    for route in routes():
        is_page = route.name not in _NOTHING and not route.address.startswith(_NOT_PAGES)
        if is_page and "GET" in route.methods:
            found += [filled + query for filled in _filled(route, known) for query in _queries(route, end_s)]
    return found


def _filled(route: Route, known: dict[str, str]) -> list[str]:
    """The address with its ids; one for each chart; none where something else would have to be known."""
    charts = _CHARTS.get(route.name)
    if any(name not in known and not (charts and name == "chart") for name in route.parameters):
        return []
    address = route.address
    for name, value in known.items():
        address = address.replace(f"<{name}>", value)
    return [address.replace("<chart>", chart) for chart in charts] if charts else [address]


def _queries(route: Route, end_s: int) -> list[str]:
    if route.name in _CHARTS:
        asked = [query or "?range=today" for query in _RANGES]
        return [f"{query}&format={file_format}" for query in asked for file_format in ("csv", "parquet")]
    if route.name in _RANGED:
        return list(_RANGES)
    if route.name.startswith("api:"):
        return _api_queries(route.name.removeprefix("api:"), end_s)
    return [""]


def _api_queries(name: str, end_s: int) -> list[str]:
    if not name.startswith(("site_", "camera_")):
        return [""]
    spans = [f"?start_s={end_s - days * _DAY_S}&end_s={end_s}" for days in (1, 30, 365)]
    if name in _STEPS:
        spans += [
            f"?start_s={end_s - days * _DAY_S}&end_s={end_s}&resolution={step}" for step, days in _STEPS[name]
        ]
    if name == "camera_dwell":
        return [f"{span}&zone=square" for span in spans]
    return spans
