import json
from zoneinfo import ZoneInfo

import pytest

from passerby.hub.charts.description import NOTHING, describe
from passerby.hub.charts.model import BarChart, BarSeries, Chart, HeatChart, Series, TimeChart
from passerby.hub.charts.view import chart_view

OSLO = ZoneInfo("Europe/Oslo")
CHART = TimeChart(
    "People",
    "people",
    OSLO,
    (0, 7200),
    (Series("now", ((0, 3.0), (3600, None), (7200, 1284.0))),),
    step_s=3600,
)
BARS = BarChart("In", "people", "hour", ("00", "01"), (BarSeries("in", (2.0, None)),))
WEEK = HeatChart("Week", "people", ((None, *(5.0,) * 23),) * 7)


@pytest.mark.parametrize(
    ("chart", "text"),
    [
        (CHART, "Most: 1,284 at Thu 1 Jan, 03:00. Last: 1,284 at Thu 1 Jan, 03:00."),
        (BARS, "In: 2 in all, most at 00 (2)."),
        (WEEK, "Most: 5 on Monday 01:00."),
        (TimeChart("None", "", OSLO, (0, 1), ()), NOTHING),
        (BarChart("None", "", "hour", (), ()), NOTHING),
        (HeatChart("None", "", ((None,) * 24,) * 7), NOTHING),
    ],
)
def test_a_chart_says_its_most_and_its_latest(chart: Chart, text: str) -> None:
    assert describe(chart) == text


def test_the_table_has_the_words_that_the_read_out_says() -> None:
    view = chart_view(CHART, "here")
    assert view.rows == (
        ("Thu 1 Jan, 01:00", "3"),
        ("Thu 1 Jan, 02:00", "not observed"),
        ("Thu 1 Jan, 03:00", "1,284"),
    )
    assert json.loads(view.readout) == {
        "positions": [0, 0.5, 1],
        "labels": [row[0] for row in view.rows],
        "series": [{"name": "now", "values": ["3", "not observed", "1,284"]}],
    }


def test_the_read_out_of_bars_points_at_their_middles() -> None:
    assert json.loads(chart_view(BARS, "here").readout)["positions"] == [0.25, 0.75]


def test_the_read_out_of_a_week_goes_through_its_rows() -> None:
    readout = json.loads(chart_view(WEEK, "here").readout)
    assert readout["rows"] == 7
    assert readout["labels"][25] == "Tuesday 01:00"
    assert readout["series"][0]["values"][24] == "not observed"
    assert len(readout["positions"]) == 24


def test_a_name_cannot_end_the_script_that_holds_the_read_out() -> None:
    name = "</script><b>&"
    view = chart_view(TimeChart("a", "", OSLO, (0, 2), (Series(name, ((1, 1.0),)),)), "here")
    assert "<" not in view.readout
    assert json.loads(view.readout)["series"][0]["name"] == name


def test_one_series_alone_needs_no_legend() -> None:
    assert chart_view(BARS, "here").legend == ""


def test_gaps_are_named_in_the_legend() -> None:
    legend = chart_view(CHART, "here").legend
    assert "not observed" in legend
    assert "url(#here-hatch)" in legend


def test_two_charts_of_a_page_share_no_id() -> None:
    first, second = (chart_view(CHART, name) for name in ("one", "two"))
    assert not {part for part in first.svg.split() if part.startswith("id=")} & set(second.svg.split())
