"""How the detector learns how tall people look."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.vision.motion_height import HeightModel


def taught(foot: np.ndarray, height: np.ndarray) -> HeightModel:
    model = HeightModel()
    for row, tall in zip(foot, height, strict=True):
        model.add(float(row), float(tall))
    return model


@given(
    slope=st.floats(0.0, 0.8),
    offset=st.floats(0.05, 0.2),
    seed=st.integers(0, 1000),
)
def test_a_street_is_learnt_in_spite_of_groups_taken_for_one(slope: float, offset: float, seed: int) -> None:
    chance = np.random.default_rng(seed)
    foot = chance.uniform(0.2, 1.0, 120)
    truth = slope * foot + offset
    seen = truth * chance.normal(1, 0.04, 120)
    seen[::6] *= chance.uniform(1.5, 2.0, 20)
    model = taught(foot, seen)
    rows = np.array([0.3, 0.6, 0.9])
    assert model.at(rows) == pytest.approx(slope * rows + offset, rel=0.12)


def test_little_is_not_enough() -> None:
    model = taught(np.linspace(0.3, 0.9, 11), np.full(11, 0.2))
    assert not model.known
    model.add(0.5, 0.2)
    assert model.known


def test_feet_on_one_row_give_one_height_everywhere() -> None:
    chance = np.random.default_rng(1)
    model = taught(chance.normal(0.6, 0.002, 40), chance.normal(0.3, 0.01, 40))
    assert model.at([0.2, 0.6, 1.0]) == pytest.approx([0.3] * 3, rel=0.1)


def test_far_from_where_people_were_seen_heights_stay_within_reason() -> None:
    foot = np.linspace(0.5, 0.6, 40)
    model = taught(foot, 1.5 * foot - 0.6)
    assert (model.at([-1.0, 0.0, 0.4]) > 0.05).all()
    assert (model.at([1.0, 2.0]) < 0.5).all()
