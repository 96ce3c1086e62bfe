"""Thresholds and hits, by hand and against trying every threshold there is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.bench.verification import Labelled, best_threshold, tar_at_far

pairs = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.4, 0.41, 0.6, 0.9]), st.booleans()), min_size=1, max_size=30
).map(lambda rows: Labelled.of([row[0] for row in rows], [row[1] for row in rows]))


@given(pairs)
def test_no_threshold_does_better_than_the_best(labelled: Labelled) -> None:
    tried = [-0.5, *labelled.distances, 2.0]
    assert labelled.correct_at(best_threshold(labelled)) == max(map(labelled.correct_at, tried))


def test_of_several_best_thresholds_the_middle_of_the_widest_gap_is_taken() -> None:
    labelled = Labelled.of([0.3, 0.5, 0.7, 0.72], [True, True, False, False])
    assert best_threshold(labelled) == pytest.approx(0.6)


def test_a_distance_on_the_threshold_says_one_person() -> None:
    assert Labelled.of([0.6], [True]).correct_at(0.6) == 1


@pytest.mark.parametrize(
    ("rate", "share"), [(0.4, 1.0), (0.3999, 2 / 3), (0.2, 2 / 3), (0.1999, 1 / 3), (0.0, 1 / 3)]
)
def test_hits_at_a_rate_of_false_ones(rate: float, share: float) -> None:
    same, different = [0.1, 0.45, 0.55], [0.4, 0.5, 0.8, 0.9, 1.0]
    labelled = Labelled.of(same + different, [True] * 3 + [False] * 5)
    assert tar_at_far(labelled, [rate]) == {rate: pytest.approx(share)}


@given(pairs, st.floats(0, 1))
def test_the_rate_of_false_ones_is_kept(labelled: Labelled, rate: float) -> None:
    different = labelled.distances[~labelled.same]
    share = tar_at_far(labelled, [rate])[rate]
    if share is None:
        assert labelled.same.all() or not labelled.same.any()
        return
    accepted = np.sort(labelled.distances[labelled.same])[: round(share * labelled.same.sum())]
    furthest = accepted[-1] if len(accepted) else -1.0
    assert (different <= furthest).sum() <= rate * len(different) + 1e-6


def test_without_pairs_of_two_people_no_rate_can_be_told() -> None:
    assert tar_at_far(Labelled.of([0.1], [True])) == {0.1: None, 0.01: None, 0.001: None}


def test_distances_without_labels_are_refused() -> None:
    with pytest.raises(ValueError, match="2 distances have 1 labels"):
        Labelled.of([0.1, 0.2], [True])
