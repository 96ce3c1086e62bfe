from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.charts.value_axis import nice_step, value_axis

numbers = st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-6)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([630], (0, 200, 400, 600, 800)),
        ([4], (0, 1, 2, 3, 4)),
        ([1, 0, None], (0, 1)),
        ([2], (0, 1, 2)),
        ([0.3], (0, 0.1, 0.2, 0.3)),
        ([-3, 5], (-4, -2, 0, 2, 4, 6)),
        ([], (0, 1)),
        ([0, 0], (0, 1)),
        ([None], (0, 1)),
    ],
)
def test_ticks_are_round_and_hold_every_value(values: list[float | None], ticks: tuple[float, ...]) -> None:
    assert value_axis(values).ticks == pytest.approx(ticks)


@given(st.lists(numbers, min_size=1))
def test_every_value_and_zero_lie_on_the_axis(values: list[float]) -> None:
    axis = value_axis(values)
    assert all(-1e-6 <= axis.share(value) <= 1 + 1e-6 for value in [0.0, *values])


@given(st.lists(numbers, min_size=1))
def test_ticks_are_few_and_evenly_apart(values: list[float]) -> None:
    ticks = value_axis(values).ticks
    steps = [after - before for before, after in pairwise(ticks)]
    assert 2 <= len(ticks) <= 7
    assert max(steps) == pytest.approx(min(steps), rel=1e-6)


@given(st.floats(1e-6, 1e12), st.integers(1, 12))
def test_steps_are_one_two_or_five_of_a_power_of_ten(span: float, at_most: int) -> None:
    digits = f"{nice_step(span, at_most):.6e}".split("e")[0]
    assert float(digits) in (1, 2, 5)


@given(st.floats(1e-6, 1e12), st.integers(1, 12))
def test_a_step_cuts_the_span_into_no_more_parts_than_asked(span: float, at_most: int) -> None:
    assert span / nice_step(span, at_most) <= at_most * (1 + 1e-6)
