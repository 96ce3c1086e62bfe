"""Every part and chart on one page, with invented figures, for eyes, for axe and for a browser's tests."""

from datetime import date, datetime
from math import cos, pi, sin
from pathlib import Path
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from passerby.hub.charts.model import (
    TALL,
    Band,
    BarChart,
    BarSeries,
    HeatChart,
    Point,
    Series,
    TimeChart,
    shift_days,
)
from passerby.hub.charts.small_svg import Part, ratio_svg, sparkline_svg
from passerby.hub.charts.view import chart_view
from passerby.hub.console.navigation import Entry

OSLO = ZoneInfo("Europe/Oslo")
STEP_S = 900.0


def gallery_html(live_url: str = "") -> str:
    """The page. live_url: where its live figures come from; "" for none."""
    template = engines["django"].from_string((Path(__file__).parent / "gallery.html").read_text())
    return str(template.render(_context() | {"live_url": live_url}, RequestFactory().get("/gallery?page=2")))


class CameraForm(forms.Form):
    """One of each kind of field."""

    name = forms.CharField(help_text="As your colleagues call it.")
    address = forms.CharField(label="Address", help_text="rtsp://, http:// or a file.")
    frames = forms.IntegerField(label="Frames a second", required=False)
    detector = forms.ChoiceField(choices=[("motion", "motion, built in"), ("yolox", "YOLOX-nano")])
    enabled = forms.BooleanField(label="Count with this camera", required=False)
    mode = forms.ChoiceField(
        label="Live view", choices=[("ghost", "Ghosts"), ("pixelated", "Pixelated")], widget=forms.RadioSelect
    )
    notes = forms.CharField(widget=forms.Textarea, required=False)

    def clean(self) -> dict[str, object]:
        """Find something wrong with the whole."""
        raise forms.ValidationError("The camera did not answer at this address.")


def _context() -> dict[str, object]:
    return {
        "navigation": [
            Entry("Overview", "/", "overview", True),
            Entry("Sites", "/sites/", "sites", False),
            Entry("Alerts", "/alerts/", "alerts", False, 2),
            Entry("Settings", "/settings/", "settings", False),
        ],
        "signed_in": "alice",
        "role": "admin",
        "csrf_token": "invented",
        "messages": [Message(25, "Zone Queue is saved.")],
        "tabs": [
            {"name": name, "url": f"/{name}", "current": name == "Live"}
            for name in ("Live", "History", "Plan", "Health")
        ],
        "ranges": [
            {"name": name, "url": f"?{name}", "current": name == "Today"}
            for name in ("Today", "7 days", "30 days")
        ],
        "compare": [{"name": "Compare with nothing", "value": "", "current": True}],
        "start": date(2026, 3, 29),
        "end": date(2026, 3, 29),
        "today": date(2026, 3, 30),
        "zone_name": "Europe/Oslo",
        "page": Paginator(range(60), 20).page(2),
        "form": CameraForm({"name": "West entrance", "detector": "motion", "mode": "ghost"}),
        "entered_spark": sparkline_svg([31, 40, 90, 180, None, 210, 190, 205]),
        "ratio": ratio_svg([Part("in", 214), Part("out", 187, "second")]),
        **_charts(),
    }


def _charts() -> dict[str, object]:
    in_by_hour = tuple(float(round(90 * sin(pi * hour / 24) ** 2)) for hour in range(24))
    out_by_hour = tuple(float(round(80 * sin(pi * (hour - 1) / 24) ** 2)) for hour in range(24))
    hours = tuple(f"{hour:02}" for hour in range(24))
    in_and_out = (BarSeries("in", in_by_hour), BarSeries("out", out_by_hour, "second"))
    stays = ("under 30 s", "to 1 min", "to 2 min", "to 5 min", "longer")
    return {
        "day": chart_view(the_day(), "day", TALL),
        "bars": chart_view(BarChart("In and out by hour", "people", "hour", hours, in_and_out), "bars"),
        "dwell": chart_view(
            BarChart(
                "Dwell in the queue", "visits", "stayed", stays, (BarSeries("visits", (12, 40, 66, 31, 4)),)
            ),
            "dwell",
        ),
        "week": chart_view(the_week(), "week"),
        "month": chart_view(_month(), "month"),
        "nothing": chart_view(TimeChart("A year of nothing", "people", OSLO, _span(365), ()), "nothing"),
    }


def the_day() -> TimeChart:
    """A day of 23 hours until 18:00, with a gap in the morning, last week beside it, and what is usual."""
    start, end = _span(1)
    times = [start + index * STEP_S for index in range(int((end - start) / STEP_S))]
    today: tuple[Point, ...] = tuple(
        (at, None if start + 25000 < at < start + 31000 else _people(at, start))
        for at in times
        if at < start + 61200
    )
    earlier = start - 7 * 86400.0
    last_week = tuple((earlier + index * STEP_S, 0.8 * _people(index * STEP_S, 0.0)) for index in range(96))
    hours = [start + hour * 3600.0 for hour in range(24)]
    usual = tuple((at, max(_people(at, start) - 60, 0.0), _people(at, start) + 70) for at in hours)
    series = (
        Series("today", today),
        Series("same day last week", shift_days(last_week, OSLO, 7), "comparison"),
    )
    return TimeChart(
        "People on site", "people", OSLO, (start, end), series, Band("usual", usual), STEP_S, 700.0
    )


def the_week() -> HeatChart:
    """A week with nothing observed on Wednesday night."""
    rows = tuple(
        tuple(
            None if day == 2 and hour < 5 else round(max(0.0, 100 * sin(pi * hour / 24) - 9 * day), 1)
            for hour in range(24)
        )
        for day in range(7)
    )
    return HeatChart("A typical week", "people on average", rows)


def _month() -> TimeChart:
    start, end = _span(31)
    points = tuple((start + day * 86400.0, 900.0 + 300 * cos(day * 2 * pi / 7)) for day in range(31))
    return TimeChart(
        "Entered by day", "people", OSLO, (start, end), (Series("entered", points),), None, 86400.0
    )


def _span(days: int) -> tuple[float, float]:
    start = datetime(2026, 3, 29, tzinfo=OSLO)
    end = datetime.fromordinal(start.toordinal() + days).replace(tzinfo=OSLO)
    return start.timestamp(), end.timestamp()


def _people(at: float, start: float) -> float:
    return float(round(330 - 300 * cos(2 * pi * (at - start) / 86400)))
