"""A chart in a sentence or two, for those who hear it and those who have no time."""

from passerby.hub.charts.model import WEEKDAYS, BarChart, Chart, HeatChart, TimeChart
from passerby.hub.charts.time_axis import moment_text
from passerby.hub.charts.time_svg import inside
from passerby.hub.charts.words import number_text

NOTHING = "Nothing was observed in this time."


def describe(chart: Chart) -> str:
    """One or two sentences with the most and the latest of the chart's first series."""
    match chart:
        case TimeChart():
            return _over_time(chart)
        case BarChart():
            return _by_category(chart)
        case HeatChart():
            return _by_week(chart)


def _over_time(chart: TimeChart) -> str:
    points = inside(chart, chart.series[0].points) if chart.series else []
    known = [(value, at) for at, value in points if value is not None]
    if not known:
        return NOTHING
    most, at = max(known, key=lambda each: each[0])
    last, last_at = known[-1]
    peak = f"Most: {number_text(most)} at {moment_text(at, chart.zone, chart.step_s)}."
    return f"{peak} Last: {number_text(last)} at {moment_text(last_at, chart.zone, chart.step_s)}."


def _by_category(chart: BarChart) -> str:
    said = []
    for series in chart.series:
        known = [
            (value, name)
            for name, value in zip(chart.categories, series.values, strict=True)
            if value is not None
        ]
        if known:
            most, name = max(known, key=lambda each: each[0])
            total = sum(value for value, _ in known)
            subject = series.name[:1].upper() + series.name[1:]
            said.append(f"{subject}: {number_text(total)} in all, most at {name} ({number_text(most)}).")
    return " ".join(said) or NOTHING


def _by_week(chart: HeatChart) -> str:
    known = [
        (value, f"{WEEKDAYS[index]} {hour:02}:00")
        for index, row in enumerate(chart.rows)
        for hour, value in enumerate(row)
        if value is not None
    ]
    if not known:
        return NOTHING
    most, when = max(known, key=lambda each: each[0])
    return f"Most: {number_text(most)} on {when}."
