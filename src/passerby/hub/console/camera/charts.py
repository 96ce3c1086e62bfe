"""The charts of one camera, each built by one function of what is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from passerby.hub.charts.model import BarChart, Chart, HeatChart, TimeChart
from passerby.hub.console import figure_charts
from passerby.hub.console.time_ranges import TimeRange
from passerby.hub.crowd import queries
from passerby.hub.sites.models import Camera

_WEEK_DAYS, _FOUR_WEEKS_DAYS = 7, 28


@dataclass(frozen=True, slots=True)
class Shown:
    """What a chart is drawn of. name: of the zone or line; "" is the whole view."""

    camera: Camera
    range: TimeRange
    name: str = ""

    @property
    def camera_ids(self) -> list[str]:
        """The one camera."""
        return [self.camera.pk]


def people_chart(shown: Shown) -> TimeChart:
    """People in the whole view or a zone."""
    title = f"People in {shown.name}" if shown.name else "People in view"
    return figure_charts.people_chart(shown.camera_ids, shown.range, title, zone=shown.name)


def crossings_chart(shown: Shown) -> BarChart:
    """Who came in and who went out over one line."""
    title = f"In and out: {shown.name}"
    return figure_charts.crossings_chart(shown.camera_ids, shown.range.span, title, line=shown.name)


def stays_chart(shown: Shown) -> BarChart:
    """How long people stayed in a zone."""
    figures = queries.dwell(shown.camera.pk, shown.name, shown.range.span)
    return figure_charts.dwell_chart(figures, shown.name)


def week_chart(shown: Shown) -> HeatChart:
    """How many people a typical week has: over the range, or the four weeks up to its end."""
    range_ = shown.range
    if (range_.last - range_.first).days + 1 < _WEEK_DAYS:
        range_ = replace(range_, first=range_.last - timedelta(days=_FOUR_WEEKS_DAYS - 1))
    return figure_charts.week_chart(shown.camera_ids, range_.span, "People by weekday and hour")


CHARTS: Mapping[str, Callable[[Shown], Chart]] = {
    "people": people_chart,
    "crossings": crossings_chart,
    "dwell": stays_chart,
    "week": week_chart,
}
"""Each chart by the part of its address that names it."""
