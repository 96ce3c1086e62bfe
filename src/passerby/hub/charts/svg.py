"""A chart as SVG for a page: colours come from the page's style sheet, by class."""

from passerby.hub.charts.bar_svg import bar_svg
from passerby.hub.charts.description import describe
from passerby.hub.charts.heat_svg import heat_svg
from passerby.hub.charts.markup import Markup
from passerby.hub.charts.model import WIDE, BarChart, Chart, ChartSize, HeatChart, TimeChart
from passerby.hub.charts.time_svg import time_svg


def render_svg(chart: Chart, size: ChartSize = WIDE, chart_id: str = "chart", fixed: bool = False) -> Markup:
    """The chart as an <svg> element without styles or scripts.

    chart_id: unique on its page. fixed: whether it is drawn at just the width of its size, as in a picture;
    otherwise it takes the width of its place, and brings labels for narrow and for wide ones.
    """
    description = describe(chart)
    match chart:
        case TimeChart():
            return time_svg(chart, size, chart_id, description, fixed)
        case BarChart():
            return bar_svg(chart, size, chart_id, description, fixed)
        case HeatChart():
            return heat_svg(chart, size, chart_id, description)
