"""From a rate of errors to a distance and back."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from passerby.gate.thresholds import (
    DLIB_IMPOSTORS,
    DLIB_MEMBERS,
    ImpostorModel,
    MemberModel,
    identify_threshold,
    pair_rate,
    verify_threshold,
)
from passerby.shapes.errors import PolicyError

CEILING = 0.51
UNMEASURED = ImpostorModel(0.15, 80.0, measured=False)


@given(rate=st.floats(1e-12, 0.9))
def test_the_distance_of_a_rate_has_that_rate(rate: float) -> None:
    assert DLIB_IMPOSTORS.false_match_rate(DLIB_IMPOSTORS.distance_at(rate)) == pytest.approx(rate, rel=1e-6)


@given(passes=st.integers(1, 10_000_000), chance=st.floats(1e-9, 0.05))
def test_so_many_comparisons_together_have_the_chance_that_was_chosen(passes: int, chance: float) -> None:
    together = -math.expm1(passes * math.log1p(-pair_rate(passes, chance)))
    assert together == pytest.approx(chance, rel=1e-6)


@given(fewer=st.integers(1, 1_000_000), more=st.integers(1, 1_000_000), chance=st.floats(1e-9, 0.05))
def test_more_passes_are_never_compared_less_strictly(fewer: int, more: int, chance: float) -> None:
    fewer, more = sorted((fewer, more))
    strict = identify_threshold(DLIB_IMPOSTORS, CEILING, more, chance)
    assert 0 < strict <= identify_threshold(DLIB_IMPOSTORS, CEILING, fewer, chance) <= CEILING


def test_the_model_is_a_scaled_chi() -> None:
    model = ImpostorModel(0.2, 7.0)
    assert model.false_match_rate(0.4) == pytest.approx(stats.chi.cdf(2.0, 7.0))
    assert model.mean == pytest.approx(0.2 * stats.chi.mean(7.0))
    assert MemberModel(0.2, 7.0).miss_rate(0.4) == pytest.approx(stats.chi.sf(2.0, 7.0))


def test_dlibs_strangers_are_spread_as_the_sources_say() -> None:
    assert DLIB_IMPOSTORS.mean == pytest.approx(0.84, abs=0.005)
    assert DLIB_IMPOSTORS.false_match_rate(0.6) == pytest.approx(0.0062, abs=0.0002)
    # Of 150 pairs the nearest was .632: a model that says fewer there would promise more than was seen.
    assert 150 * DLIB_IMPOSTORS.false_match_rate(0.632) > 1


def test_dlibs_members_are_spread_as_the_sources_say() -> None:
    assert DLIB_MEMBERS.mean == pytest.approx(0.42, abs=0.005)
    assert 0.0062 <= DLIB_MEMBERS.miss_rate(0.6) < 0.01


def test_nobody_matches_where_no_pass_is_open() -> None:
    assert identify_threshold(DLIB_IMPOSTORS, CEILING, 0, 1e-4) == 0


def test_a_single_pass_keeps_the_ceiling() -> None:
    assert identify_threshold(DLIB_IMPOSTORS, CEILING, 1, 0.05) == CEILING


def test_verify_never_exceeds_the_shipped_threshold_and_may_be_stricter() -> None:
    assert verify_threshold(DLIB_IMPOSTORS, 0.6, 0.04) == 0.6
    assert verify_threshold(DLIB_IMPOSTORS, 0.6, 0.001) == DLIB_IMPOSTORS.distance_at(0.001) < 0.6


def test_strangers_who_were_not_measured_allow_verify_alone() -> None:
    assert verify_threshold(UNMEASURED, 1.128, 0.001) == 1.128
    with pytest.raises(PolicyError, match="use verify"):
        identify_threshold(UNMEASURED, 1.0, 5, 1e-4)


@pytest.mark.parametrize("rate", [0.0, 1.0, -0.1, math.nan])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(PolicyError, match="between 0 and 1"):
        DLIB_IMPOSTORS.distance_at(rate)
    with pytest.raises(PolicyError, match="between 0 and 1"):
        identify_threshold(DLIB_IMPOSTORS, CEILING, 5, rate)
    with pytest.raises(PolicyError, match="between 0 and 1"):
        verify_threshold(DLIB_IMPOSTORS, 0.6, rate)


@pytest.mark.parametrize(
    ("scale", "dimensions"), [(0.0, 5.0), (-1.0, 5.0), (0.1, 0.5), (np.inf, 5.0), (0.1, np.nan)]
)
def test_a_spread_that_is_none_is_refused(scale: float, dimensions: float) -> None:
    with pytest.raises(PolicyError, match="scale above 0"):
        ImpostorModel(scale, dimensions)
