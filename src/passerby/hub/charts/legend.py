"""What the colours of a chart mean."""

from dataclasses import dataclass

from passerby.hub.charts.markup import Markup, element
from passerby.hub.charts.model import BarChart, Chart, TimeChart
from passerby.hub.charts.time_svg import unobserved_spans


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and the piece of SVG, 22 by 10, that shows how it is drawn."""

    name: str
    sample: Markup


def legend_entries(chart: Chart, chart_id: str = "chart") -> list[Entry]:
    """An entry per series, and for the band, the limit and unobserved stretches where there are any."""
    if isinstance(chart, BarChart):
        return [Entry(series.name, _square(f"chart-bar {series.kind}")) for series in chart.series]
    if not isinstance(chart, TimeChart):
        return []
    entries = [Entry(series.name, _stroke(f"chart-line {series.kind}")) for series in chart.series]
    if chart.band is not None:
        entries.append(Entry(chart.band.name, _square("chart-band")))
    if chart.limit is not None:
        entries.append(Entry("limit", _stroke("chart-limit")))
    if unobserved_spans(chart):
        entries.append(Entry("not observed", _square("chart-unobserved", f"url(#{chart_id}-hatch)")))
    return entries


def legend_markup(chart: Chart, chart_id: str = "chart") -> Markup:
    """The legend as a list; nothing where one series alone needs no name."""
    entries = legend_entries(chart, chart_id)
    if len(entries) < 2:
        return Markup()
    items = [
        element("li", (element("svg", [entry.sample], viewBox="0 0 22 10", aria_hidden="true"), entry.name))
        for entry in entries
    ]
    return element("ul", items, class_="chart-legend")


def _stroke(style: str) -> Markup:
    return element("path", class_=style, d="M1 5h20")


def _square(style: str, fill: str | None = None) -> Markup:
    return element("rect", class_=style, fill=fill, x=3, y=0, width=16, height=10, rx=2)
