"""The charts of a site's page, each built by one function of the site's cameras and the chosen range."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from passerby.hub.charts.model import BarChart, Chart, HeatChart, Series, TimeChart
from passerby.hub.console import figure_charts
from passerby.hub.console.site_lines import counting
from passerby.hub.console.time_ranges import TimeRange
from passerby.hub.sites.models import Camera, Site, Zone

LIMIT_FROM = 0.5
"""The rule of a capacity that nobody comes near would only press the figures flat."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What charts are drawn of. cameras: all of the site, with their zones prefetched."""

    site: Site
    cameras: Sequence[Camera]
    range: TimeRange

    @property
    def camera_ids(self) -> list[str]:
        """The cameras whose people are part of the site's number."""
        return counting(self.cameras)


def people_chart(shown: Shown) -> TimeChart:
    """People over time, with the site's capacity where they come near it."""
    chart, capacity = (
        figure_charts.people_chart(shown.camera_ids, shown.range, "On site"),
        shown.site.capacity,
    )
    near = bool(capacity) and _highest(chart.series) >= LIMIT_FROM * (capacity or 0)
    return replace(chart, limit=capacity if near else None)


def crossings_chart(shown: Shown) -> BarChart:
    """Who came in and who went out over the site's entrances."""
    return figure_charts.crossings_chart(
        shown.camera_ids, shown.range.span, "In and out", entrances_only=True
    )


def week_chart(shown: Shown) -> HeatChart:
    """How many people a typical week has."""
    return figure_charts.week_chart(shown.camera_ids, shown.range.span, "A typical week")


def queues(cameras: Iterable[Camera]) -> list[tuple[Camera, Zone]]:
    """The queue zones of cameras whose zones are prefetched."""
    return [
        (camera, zone) for camera in cameras for zone in camera.zones.all() if zone.kind == Zone.Kind.QUEUE
    ]


def queue_name(camera: Camera, zone: Zone) -> str:
    """A queue's name on the site's page, where cameras have zones of the same name."""
    return f"{camera.name}, {zone.name}"


CHARTS: Mapping[str, Callable[[Shown], Chart]] = {
    "people": people_chart,
    "crossings": crossings_chart,
    "week": week_chart,
}
"""The charts that have an address of their own to export from, beside those of queues."""


def _highest(series: Iterable[Series]) -> float:
    return max((value for one in series for _, value in one.points if value is not None), default=0.0)
