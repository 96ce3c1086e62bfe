from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.charts.model import Band, BarChart, BarSeries, HeatChart, Series, TimeChart, shift_days
from passerby.shapes.errors import ChartError

OSLO = ZoneInfo("Europe/Oslo")


def test_points_out_of_order_are_refused() -> None:
    with pytest.raises(ChartError, match=r"today: points must be in order of time.* got 2 then 1"):
        Series("today", ((2, 1.0), (1, 1.0)))


def test_a_time_that_comes_twice_is_refused() -> None:
    with pytest.raises(ChartError, match="each once"):
        Band("usual", ((1, 0.0, 1.0), (1, 0.0, 1.0)))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ChartError, match="None for a gap"):
        Series("today", ((1, value),))
    with pytest.raises(ChartError, match="finite"):
        BarSeries("in", (value,))
    with pytest.raises(ChartError, match="finite"):
        Band("usual", ((1, 0.0, value),))
    with pytest.raises(ChartError, match="finite"):
        TimeChart("a", "", OSLO, (0, 1), (), limit=value)


@pytest.mark.parametrize("span", [(1.0, 1.0), (2.0, 1.0), (float("nan"), 1.0), (0.0, float("inf"))])
def test_a_span_that_does_not_begin_before_it_ends_is_refused(span: tuple[float, float]) -> None:
    with pytest.raises(ChartError, match="begin before it ends"):
        TimeChart("a", "", OSLO, span, ())


def test_a_step_of_nothing_is_refused() -> None:
    with pytest.raises(ChartError, match="longer than 0 s"):
        TimeChart("a", "", OSLO, (0, 1), (), step_s=0)


def test_bars_without_a_value_for_each_category_are_refused() -> None:
    with pytest.raises(ChartError, match="each of the 2 categories; got 1"):
        BarChart("In", "people", "hour", ("00", "01"), (BarSeries("in", (1.0,)),))


def test_a_week_that_is_not_seven_by_twenty_four_is_refused() -> None:
    with pytest.raises(ChartError, match="7 rows of 24"):
        HeatChart("Week", "people", ((1.0,) * 24,) * 6)


def test_nine_in_the_morning_stays_nine_over_a_change_of_clocks() -> None:
    before = datetime(2026, 3, 22, 9, tzinfo=OSLO).timestamp()
    ((moved, value),) = shift_days([(before, 5.0)], OSLO, 7)
    assert datetime.fromtimestamp(moved, OSLO) == datetime(2026, 3, 29, 9, tzinfo=OSLO)
    assert value == 5.0


def test_the_hour_that_the_later_day_skips_is_left_out() -> None:
    start = datetime(2026, 3, 22, tzinfo=OSLO).timestamp()
    moved = shift_days([(start + hour * 3600, float(hour)) for hour in range(24)], OSLO, 7)
    assert [value for _, value in moved] == [0.0, 1.0, *map(float, range(3, 24))]


@given(st.datetimes(datetime(2001, 1, 1), datetime(2036, 1, 1)), st.integers(-400, 400))
def test_shifted_points_stay_in_order_and_keep_their_clock(start: datetime, days: int) -> None:
    begin = start.replace(tzinfo=OSLO).timestamp()
    points = [(begin + hour * 3600.0, float(hour)) for hour in range(60)]
    moved = shift_days(points, OSLO, days)
    Series("shifted", moved)
    clocks = dict(points)
    for at, value in moved:
        there = datetime.fromtimestamp(at, OSLO).replace(tzinfo=None) - timedelta(days=days)
        assert any(
            clocks[from_at] == value and datetime.fromtimestamp(from_at, OSLO).replace(tzinfo=None) == there
            for from_at in clocks
        )
