"""A chart as SVG for a page: colours come from the page's style sheet, by class."""

from passerby.hub.charts.bar_svg import bar_svg
from passerby.hub.charts.description import describe
from passerby.hub.charts.heat_svg import heat_svg
from passerby.hub.charts.markup import Markup
from passerby.hub.charts.model import WIDE, BarChart, Chart, ChartSize, HeatChart, TimeChart
from passerby.hub.charts.time_svg import time_svg


def render_svg(chart: Chart, size: ChartSize = WIDE, chart_id: str = "chart") -> Markup:
    """The chart as an <svg> element without styles or scripts. chart_id: unique on its page."""
    description = describe(chart)
    match chart:
        case TimeChart():
            return time_svg(chart, size, chart_id, description)
        case BarChart():
            return bar_svg(chart, size, chart_id, description)
        case HeatChart():
            return heat_svg(chart, size, chart_id, description)
