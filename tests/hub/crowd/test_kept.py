"""How long figures are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.crowd.kept import RETENTION_KEYS, change_retention, retention, retention_problems
from passerby.hub.crowd.models import Retention
from passerby.shapes.errors import RetentionError


@pytest.mark.django_db
def test_there_is_one_row_however_often_it_is_changed() -> None:
    change_retention(window_days=7)
    change_retention(minute_days=60)
    assert Retention.objects.count() == 1
    assert (retention().window_days, retention().minute_days) == (7, 60)


@pytest.mark.django_db
def test_what_is_named_is_held_against_what_is_stored() -> None:
    change_retention(window_days=7, minute_days=10)
    with pytest.raises(RetentionError, match=r"minute_days: coarser sums .* here 20 days; got 10"):
        change_retention(window_days=20)
    assert retention().window_days == 7


@given(days=st.fixed_dictionaries(dict.fromkeys(RETENTION_KEYS, st.integers(-1, 40_000))))
def test_coarser_sums_are_never_kept_for_less_time(days: dict[str, int]) -> None:
    in_range = all(1 <= each <= 36_500 for each in days.values())
    in_order = days["window_days"] <= days["minute_days"] <= days["hour_days"]
    assert (retention_problems(days) == {}) == (in_range and in_order)
