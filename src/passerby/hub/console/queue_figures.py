"""How long people waited in one queue, with its chart, for the pages of a site and of a camera alike."""

from dataclasses import dataclass

from passerby.hub.charts.model import WIDE, ChartSize
from passerby.hub.charts.view import ChartView, chart_view
from passerby.hub.console.figure_charts import dwell_chart
from passerby.hub.crowd import queries
from passerby.hub.crowd.answers import DwellFigures
from passerby.hub.crowd.spans import Span
from passerby.hub.sites.models import Zone


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """The dwell of one queue zone over a span."""

    zone: Zone
    figures: DwellFigures
    chart: ChartView

    @property
    def visits(self) -> int:
        """How many stays ended."""
        return sum(self.figures.counts)


def queue_figures(zone: Zone, span: Span, name: str, size: ChartSize = WIDE) -> QueueFigures:
    """The figures of the queue, whose chart is called by `name`."""
    figures = queries.dwell(zone.camera_id, zone.name, span)
    return QueueFigures(zone, figures, chart_view(dwell_chart(figures, name), f"queue-{zone.pk}", size))
