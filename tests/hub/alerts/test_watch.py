"""The life of one alert: it begins late, ends late, and stays silent for a while."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.alerts.watch import ENDS_AFTER_S, Change, Terms, Watch, end, step

TERMS = Terms(threshold=80, lasts_s=5, cool_down_s=60)


def play(
    values: Sequence[float | None], terms: Terms = TERMS, begins: float = 0.0
) -> list[tuple[float, Change]]:
    """What changes while these values come, one a second."""
    watch = Watch()
    told: list[tuple[float, Change]] = []
    for second, value in enumerate(values):
        watch, change = step(watch, terms, value, second)
        if change is not Change.NONE:
            told.append((second, change))
    return told


def test_it_begins_only_when_the_value_has_stayed_above_long_enough() -> None:
    assert play([81] * 5) == []
    assert play([81] * 6) == [(5, Change.BEGAN)]


def test_exactly_the_threshold_is_not_above_it() -> None:
    assert play([80] * 100) == []


def test_a_dip_starts_the_wait_again() -> None:
    assert play([81, 81, 81, 79, 81, 81, 81, 81, 81, 81]) == [(9, Change.BEGAN)]


def test_what_is_unknown_neither_begins_nor_ends_anything() -> None:
    assert play([None] * 100) == []
    assert play([81] * 6 + [None] * 100) == [(5, Change.BEGAN)]


def test_it_ends_only_when_the_value_has_stayed_below() -> None:
    values = [81] * 6 + [10] * 5 + [81] + [10] * 20
    assert play(values) == [(5, Change.BEGAN), (12 + ENDS_AFTER_S, Change.ENDED)]


def test_it_stays_silent_for_the_cool_down() -> None:
    told = play([81] * 6 + [10] * 12 + [81] * 100)
    ended = next(at for at, change in told if change is Change.ENDED)
    again = [at for at, change in told if change is Change.BEGAN][1]
    assert again == ended + TERMS.cool_down_s


def test_a_higher_value_is_told_as_worse_and_kept() -> None:
    assert play([81] * 6 + [90, 85, 91]) == [(5, Change.BEGAN), (6, Change.WORSE), (8, Change.WORSE)]


def test_a_rule_that_is_no_longer_in_force_ends_its_alert() -> None:
    watch = Watch(above_since=0, is_open=True, worst=90)
    after, change = end(watch, TERMS, 100)
    assert change is Change.ENDED
    assert not after.is_open
    assert after.silent_until == 160
    assert end(Watch(above_since=3), TERMS, 100) == (Watch(), Change.NONE)


@given(st.lists(st.none() | st.floats(0, 200), max_size=200), st.floats(0, 30), st.floats(0, 120))
def test_beginning_and_ending_take_turns(
    values: list[float | None], lasts_s: float, cool_down_s: float
) -> None:
    told = [change for _, change in play(values, Terms(80, lasts_s, cool_down_s))]
    ends = [change for change in told if change is not Change.WORSE]
    assert ends == [Change.BEGAN, Change.ENDED] * (len(ends) // 2) + [Change.BEGAN] * (len(ends) % 2)


@given(st.lists(st.floats(0, 200), min_size=1, max_size=200))
def test_the_worst_is_the_highest_value_seen_while_it_was_open(values: list[float]) -> None:
    watch, highest = Watch(), 0.0
    for second, value in enumerate(values):
        before = watch.is_open
        watch, change = step(watch, Terms(80, 0, 0), value, second)
        highest = max(highest if before else 0.0, value) if watch.is_open else 0.0
        if watch.is_open and change is not Change.NONE:
            assert watch.worst == pytest.approx(highest)
