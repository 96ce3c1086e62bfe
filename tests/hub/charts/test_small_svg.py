import pytest

from passerby.hub.charts.small_svg import Part, ratio_svg, sparkline_svg
from passerby.shapes.errors import ChartError
from tests.hub.charts.parsing import parse


def test_a_sparkline_is_broken_where_nothing_was_observed() -> None:
    assert len(parse(sparkline_svg([1, 2, None, 4, 5]))) == 2


@pytest.mark.parametrize("values", [[], [None, None], [0, 0], [3], [-1, 1]])
def test_a_sparkline_of_little_or_nothing_is_still_whole(values: list[float | None]) -> None:
    assert "nan" not in sparkline_svg(values)
    parse(sparkline_svg(values))


def test_a_sparkline_lies_between_its_largest_value_and_zero() -> None:
    (line,) = parse(sparkline_svg([0, 8]))
    assert line.get("d") == "M0 31 200 3"


def test_parts_of_a_whole_fill_the_bar_in_their_order() -> None:
    (picture,) = parse(ratio_svg([Part("in", 30), Part("out", 10, "second")]))
    assert [(part.get("x"), part.get("width")) for part in picture] == [("0", "75"), ("75", "25")]


def test_parts_are_named_for_a_screen_reader() -> None:
    assert parse(ratio_svg([Part("in", 1300)])).get("aria-label") == "in 1,300"


def test_parts_of_nothing_are_an_empty_bar() -> None:
    (picture,) = parse(ratio_svg([Part("in", 0), Part("out", 0)]))
    assert {part.get("width") for part in picture} == {"0"}


def test_a_part_below_zero_is_refused() -> None:
    with pytest.raises(ChartError, match="out: a part of a whole must be 0 or more; got -1"):
        Part("out", -1)
