import re
from datetime import datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.charts.frame import FIELD_WIDTH, TIERS, Label, fit
from passerby.hub.charts.model import (
    WIDE,
    Band,
    BarChart,
    BarSeries,
    Chart,
    ChartSize,
    HeatChart,
    Point,
    Series,
    TimeChart,
)
from passerby.hub.charts.svg import render_svg
from tests.hub.charts.parsing import parse

OSLO = ZoneInfo("Europe/Oslo")
WEEK = HeatChart("Week", "people", ((None, *(5.0,) * 23),) * 7)
BARS = BarChart(
    "In", "people", "hour", ("00", "01"), (BarSeries("in", (2.0, None)), BarSeries("out", (1.0, 0.0)))
)


def day(points: tuple[Point, ...], step_s: float | None = 3600.0, band: Band | None = None) -> TimeChart:
    """Ten hours of one series that begin at 0."""
    return TimeChart("People", "people", ZoneInfo("UTC"), (0, 36000), (Series("now", points),), band, step_s)


def parsed(chart: Chart, size: ChartSize = WIDE, fixed: bool = False) -> ElementTree.Element:
    return parse(render_svg(chart, size, "here", fixed))


def drawn(chart: Chart, style: str) -> list[ElementTree.Element]:
    return [part for part in parsed(chart).iter() if style in part.get("class", "").split()]


def coordinates(path: ElementTree.Element) -> list[tuple[float, float]]:
    numbers = [float(text) for text in re.findall(r"-?\d+\.?\d*", path.get("d", ""))]
    return list(zip(numbers[::2], numbers[1::2], strict=False))


@pytest.mark.parametrize("chart", [day(((0, 1.0), (3600, 2.0))), day(()), BARS, WEEK])
def test_a_chart_carries_no_style_and_no_script(chart: Chart) -> None:
    svg = render_svg(chart)
    assert "style" not in svg
    assert "<script" not in svg
    assert not re.search(r"\son\w+=", svg)


@pytest.mark.parametrize("chart", [day(((0, 1.0), (3600, 2.0))), day(()), BARS, WEEK])
def test_a_chart_is_named_and_described_for_a_screen_reader(chart: Chart) -> None:
    svg = parsed(chart)
    assert svg.get("role") == "img"
    named = {part.get("id"): part.text for part in svg if part.tag in ("title", "desc")}
    assert named[svg.get("aria-labelledby")] == chart.title
    assert named[svg.get("aria-describedby")]


def test_names_cannot_break_out_of_the_markup() -> None:
    chart = TimeChart('<b>&"', "people", OSLO, (0, 10), (Series("<i>", ((1, 1.0),)),))
    assert parsed(chart)[0].text == '<b>&"'


def test_a_gap_is_drawn_as_a_gap_and_never_as_zero() -> None:
    chart = day(((0, 4.0), (3600, 4.0), (7200, None), (10800, 4.0), (14400, 4.0)))
    first, second = drawn(chart, "chart-line")
    assert [x for x, _ in coordinates(first)] == [0, 100]
    assert [x for x, _ in coordinates(second)] == [300, 400]
    assert {y for line in (first, second) for _, y in coordinates(line)} == {0.0}


def test_the_unobserved_stretch_between_two_values_is_hatched() -> None:
    (gap,) = drawn(day(((0, 4.0), (3600, 4.0), (7200, None), (10800, 4.0))), "chart-unobserved")
    assert (gap.get("x"), gap.get("width")) == ("10%", "20%")
    assert gap.get("fill") == "url(#here-hatch)"


def test_what_has_not_come_yet_is_not_called_unobserved() -> None:
    assert not drawn(day(((0, 4.0), (3600, 4.0))), "chart-unobserved")


def test_points_too_far_apart_are_not_joined() -> None:
    assert len(drawn(day(((0, 4.0), (3600, 4.0), (10800, 4.0), (14400, 4.0))), "chart-line")) == 2


def test_without_a_step_points_are_joined_however_far() -> None:
    assert len(drawn(day(((0, 4.0), (30000, 4.0)), step_s=None), "chart-line")) == 1


def test_a_value_alone_between_gaps_is_a_dot() -> None:
    (dot,) = drawn(day(((0, None), (3600, 4.0), (7200, None))), "chart-dot")
    assert dot.get("d") == "M100 0h0"


def test_points_outside_of_the_span_are_left_out() -> None:
    (line,) = drawn(day(((-3600, 9.0), (0, 4.0), (3600, 4.0), (39600, 9.0))), "chart-line")
    assert coordinates(line) == [(0, 0), (100, 0)]


def test_the_usual_band_lies_between_its_two_values_and_breaks_where_unknown() -> None:
    band = Band(
        "usual", ((0, 0.0, 4.0), (3600, 2.0, 4.0), (7200, None, None), (10800, 0.0, 4.0), (14400, 0.0, 4.0))
    )
    first, second = drawn(day(((0, 4.0),), band=band), "chart-band")
    height = float(WIDE.height)
    assert coordinates(first) == [(0, 0), (100, 0), (100, height / 2), (0, height)]
    assert [x for x, _ in coordinates(second)] == [300, 400, 400, 300]


def test_a_day_of_twenty_three_hours_is_drawn_true_to_time() -> None:
    start, end = (datetime(2026, 3, date, tzinfo=OSLO).timestamp() for date in (29, 30))
    noon = datetime(2026, 3, 29, 12, tzinfo=OSLO).timestamp()
    chart = TimeChart("Day", "", OSLO, (start, end), (Series("now", ((start, 1.0), (noon, 1.0))),))
    (line,) = drawn(chart, "chart-line")
    assert coordinates(line)[1][0] == pytest.approx(FIELD_WIDTH * 11 / 23, abs=0.1)
    word = next(part for part in parsed(chart).iter("text") if part.text == "12:00")
    assert word.get("x") == f"{100 * 11 / 23:.2f}%"


def test_hours_without_a_figure_have_no_bar_and_zero_has_none_either() -> None:
    assert len(drawn(BARS, "chart-bar")) == 2


def test_an_hour_of_the_week_without_a_figure_is_an_empty_cell() -> None:
    assert len(drawn(WEEK, "chart-heat-none")) == 7
    assert len(drawn(WEEK, "chart-heat")) == 7 * 23


def test_a_week_of_zeros_is_faint_and_not_empty() -> None:
    cells = drawn(HeatChart("Week", "", ((0.0,) * 24,) * 7), "chart-heat")
    assert {cell.get("fill-opacity") for cell in cells} == {"0.08"}


def test_a_limit_above_every_value_is_still_on_the_chart() -> None:
    chart = TimeChart("Day", "", OSLO, (0, 10), (Series("now", ((1, 5.0),)),), limit=90.0)
    (rule,) = drawn(chart, "chart-limit")
    assert 0 <= float(rule.get("y1", "-1")) <= WIDE.height


def words_of_tier(chart: Chart, tier: str) -> list[Label]:
    return [
        Label(float(part.get("x", "").removesuffix("%")) / 100, part.text or "")
        for part in parsed(chart).iter("text")
        if tier in part.get("class", "").split()
    ]


@given(
    st.floats(0, 2e9),
    st.sampled_from([3600, 6 * 3600, 86400, 3 * 86400, 7 * 86400, 31 * 86400, 92 * 86400, 366 * 86400]),
)
def test_words_under_a_chart_never_lie_over_one_another(start: float, span_s: int) -> None:
    chart = TimeChart("Any", "", OSLO, (start, start + span_s), ())
    for tier, width in TIERS.items():
        words = words_of_tier(chart, tier)
        assert words
        assert fit(words, width)


@pytest.mark.parametrize("count", [1, 2, 5, 24, 25, 60])
def test_words_under_bars_never_lie_over_one_another(count: int) -> None:
    names = tuple(f"category {index}" for index in range(count))
    chart = BarChart("Any", "", "name", names, (BarSeries("in", (1.0,) * count),))
    for tier, width in TIERS.items():
        words = words_of_tier(chart, tier)
        assert words
        assert fit(words, width)


def test_a_picture_has_the_words_of_its_own_width_alone() -> None:
    chart = day(((0, 1.0),))
    assert not [part for part in parsed(chart, fixed=True).iter("text") if "at-" in part.get("class", "")]


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=30))
def test_any_figures_give_whole_markup_within_the_plot(values: list[float | None]) -> None:
    chart = day(tuple((index * 1000.0, value) for index, value in enumerate(values)))
    for path in drawn(chart, "chart-line"):
        assert all(0 <= x <= FIELD_WIDTH and -0.1 <= y <= WIDE.height + 0.1 for x, y in coordinates(path))
