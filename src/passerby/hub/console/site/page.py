"""What a site's page shows, gathered by few queries."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from passerby.hub.charts.model import Chart, TimeChart
from passerby.hub.charts.view import ChartView, chart_view
from passerby.hub.console.queue_figures import QueueFigures, queue_figures
from passerby.hub.console.site.camera_lines import CameraLine, camera_line
from passerby.hub.console.site.charts import (
    Shown,
    crossings_chart,
    people_chart,
    queue_name,
    queues,
    week_chart,
)
from passerby.hub.console.site_lines import SiteLine, counting, site_line
from passerby.hub.console.time_ranges import TimeRange
from passerby.hub.console.usual_words import usual_words
from passerby.hub.crowd import queries
from passerby.hub.crowd.answers import Crossed
from passerby.hub.sites.models import Camera, FloorPlan, Site, Zone

MAX_QUEUES = 12
"""Queues whose dwell one page shows: each is a question of its own. Their cameras' pages show the others."""

WALL = 12
"""Cameras on the wall before the further ones are asked for: the rest of the page stays within reach."""

WEEK_DAYS = 7
"""A typical week is shown of ranges that hold at least one."""


@dataclass(frozen=True, slots=True)
class ExportedChart:
    """A chart and the part of its address that names it."""

    name: str
    view: ChartView


@dataclass(frozen=True, slots=True)
class SitePage:
    """Everything on the page."""

    site: Site
    line: SiteLine
    usual: str
    today: Crossed
    local_time: str
    cameras: tuple[CameraLine, ...]
    plans: tuple[FloorPlan, ...]
    range: TimeRange
    charts: tuple[ExportedChart, ...]
    queues: tuple[QueueFigures, ...]
    further_queues: int
    observed: bool

    @property
    def wall(self) -> tuple[CameraLine, ...]:
        """The cameras that the wall shows at once."""
        return self.cameras[:WALL]

    @property
    def further_wall(self) -> tuple[CameraLine, ...]:
        """Those that it shows when asked."""
        return self.cameras[WALL:]

    @property
    def nothing_words(self) -> str:
        """What to do where the range holds no figures."""
        if not self.line.live:
            return (
                f"No figures of {self.range.words} are here, and no camera answers just now. "
                "Look at the cameras below, or choose another range."
            )
        return (
            f"No figures of {self.range.words} are here. Choose another range; figures of now are of today."
        )


def cameras_of(site: Site) -> list[Camera]:
    """The site's cameras with their zones, in two queries; Gate 2 before Gate 10."""
    zones = Prefetch("zones", Zone.objects.only("camera_id", "name", "kind"))
    return sorted(site.cameras.prefetch_related(zones), key=_counted_name)


def _counted_name(camera: Camera) -> list[tuple[bool, int, str]]:
    """The name with its numbers as numbers, which go before words."""
    parts = re.findall(r"[0-9]+|[^0-9]+", camera.name.casefold())
    is_word = [part[0] not in "0123456789" for part in parts]
    return [(word, 0 if word else int(part), part) for word, part in zip(is_word, parts, strict=True)]


def plans_of(site: Site) -> list[FloorPlan]:
    """The site's floor plans without their pictures, which are megabytes."""
    return list(site.floor_plans.defer("image"))


def site_page(site: Site, chosen: TimeRange, now_s: float) -> SitePage:
    """Gather the page."""
    cameras = cameras_of(site)
    queueing = queues(cameras)
    charts = _charts(Shown(site, cameras, chosen)) if cameras else {}
    return SitePage(
        site=site,
        line=site_line(site, cameras),
        usual=usual_words(counting(cameras), now_s, ZoneInfo(site.time_zone)),
        today=queries.entered_today(site),
        local_time=f"{datetime.fromtimestamp(now_s, ZoneInfo(site.time_zone)):%H:%M}",
        cameras=tuple(camera_line(camera) for camera in cameras),
        plans=tuple(plans_of(site)),
        range=chosen,
        charts=tuple(ExportedChart(name, chart_view(chart, name)) for name, chart in charts.items()),
        queues=tuple(
            queue_figures(zone, chosen.span, queue_name(camera, zone))
            for camera, zone in queueing[:MAX_QUEUES]
        ),
        further_queues=max(len(queueing) - MAX_QUEUES, 0),
        observed=_is_observed(charts.get("people")),
    )


def _charts(shown: Shown) -> dict[str, Chart]:
    charts: dict[str, Chart] = {"people": people_chart(shown), "crossings": crossings_chart(shown)}
    if (shown.range.last - shown.range.first).days + 1 >= WEEK_DAYS:
        charts["week"] = week_chart(shown)
    return charts


def _is_observed(chart: Chart | None) -> bool:
    if not isinstance(chart, TimeChart):
        return False
    return any(value is not None for series in chart.series for _, value in series.points)
