from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footage.studio.casting.choice import Candidate, Floats, choose_cast
from footage.studio.casting.distance_report import report_distances
from footage.studio.errors import CastingError


def people(count: int, seed: int = 0) -> list[Candidate]:
    draw = np.random.default_rng(seed)
    return [
        Candidate(100 + k, "fm"[draw.integers(2)], "abc"[draw.integers(3)], "yo"[draw.integers(2)])
        for k in range(count)
    ]


def scattered(count: int, seed: int) -> Floats:
    points = np.random.default_rng(seed).normal(0, 0.3, (count, 3))
    return np.asarray(np.linalg.norm(points[:, None] - points[None], axis=2))


def alike(count: int, *exceptions: tuple[int, int, float], otherwise: float = 0.9) -> Floats:
    distances = np.full((count, count), otherwise)
    np.fill_diagonal(distances, 0)
    for first, second, distance in exceptions:
        distances[first, second] = distances[second, first] = distance
    return distances


def imbalance(candidates: Sequence[Candidate], members: Sequence[int]) -> int:
    chosen = [candidates[k] for k in members]
    counts = (Counter(getattr(each, name) for each in chosen) for name in ("sex", "skin", "age"))
    return sum(heads**2 for count in counts for heads in count.values())


def best_by_trying_all(
    candidates: Sequence[Candidate], distances: Floats, size: int, above: float
) -> list[int]:
    """Places of the best cast, or none: by what choose_cast promises, over every group there is."""
    casts = [
        (imbalance(candidates, members), -float(nearest), sum(members), list(members))
        for members in combinations(range(len(candidates)), size)
        if (nearest := min(distances[pair] for pair in combinations(members, 2))) > above
    ]
    return min(casts)[3] if casts else []


@given(count=st.integers(4, 9), size=st.integers(2, 4), seed=st.integers(0, 10**6), above=st.floats(0.1, 0.6))
def test_the_cast_is_the_best_of_all_that_there_are(count: int, size: int, seed: int, above: float) -> None:
    candidates, distances = people(count, seed), scattered(count, seed)
    best = best_by_trying_all(candidates, distances, size, above)
    if not best:
        with pytest.raises(CastingError, match=f"wanted {size} people"):
            choose_cast(candidates, distances, size, above)
        return
    cast = choose_cast(candidates, distances, size, above)
    chosen = [number - 100 for number in cast.numbers]
    nearest = min(distances[pair] for pair in combinations(chosen, 2))
    assert cast.min_distance == pytest.approx(nearest)
    assert imbalance(candidates, chosen) == imbalance(candidates, best)
    assert nearest == min(distances[pair] for pair in combinations(best, 2))


@pytest.mark.parametrize("seed", range(8))
def test_among_casts_of_one_variety_the_two_most_alike_are_farthest_apart(seed: int) -> None:
    candidates = [Candidate(k, "f", "a", "y") for k in range(12)]
    distances = scattered(12, seed)
    farthest = max(
        min(distances[pair] for pair in combinations(members, 2)) for members in combinations(range(12), 4)
    )
    assert choose_cast(candidates, distances, 4, above=0.01).min_distance == farthest


def test_a_distance_equal_to_the_limit_is_too_near() -> None:
    distances = alike(4, (0, 1, 0.65), (2, 3, 0.65))
    assert choose_cast(people(4), distances, 2).min_distance == 0.9
    with pytest.raises(CastingError):
        choose_cast(people(4), distances, 3)


def test_variety_comes_before_distance() -> None:
    candidates = [Candidate(k, sex, "a", "y") for k, sex in enumerate("mmf")]
    assert choose_cast(candidates, alike(3, (0, 2, 0.7), (1, 2, 0.75)), 2).numbers == (1, 2)


def test_among_equals_the_first_in_the_list_are_taken() -> None:
    candidates = [Candidate(9 - k, "m", "a", "y") for k in range(6)]
    assert choose_cast(candidates, alike(6), 3).numbers == (7, 8, 9)


def test_twelve_are_chosen_of_sixty_and_the_same_twelve_each_time() -> None:
    candidates, distances = people(60), 1.2 * scattered(60, 1)
    cast = choose_cast(candidates, distances, above=0.3)
    chosen = [number - 100 for number in cast.numbers]
    assert len(chosen) == 12
    assert min(distances[pair] for pair in combinations(chosen, 2)) == cast.min_distance > 0.3
    assert choose_cast(candidates, distances, above=0.3) == cast


def test_where_there_is_no_cast_the_error_says_how_far_there_is_one() -> None:
    # Three pairs of near twins: of five people two are always 0.4 or less apart.
    distances = alike(6, (0, 1, 0.3), (2, 3, 0.4), (4, 5, 0.25))
    with pytest.raises(CastingError, match=r"above 0\.65; among 6 candidates the largest such group has 3"):
        choose_cast(people(6), distances, 4)
    with pytest.raises(CastingError, match=r"the best 4 come as near as 0\.400 to one another; make more"):
        choose_cast(people(6), distances, 4)


def test_where_all_are_alike_the_largest_group_is_one() -> None:
    with pytest.raises(
        CastingError, match=r"largest such group has 1, and the best 2 come as near as 0\.100"
    ):
        choose_cast(people(3), alike(3, otherwise=0.1), 2)


@pytest.mark.parametrize(
    ("candidates", "distances", "size", "text"),
    [
        (people(5), alike(5), 6, "wanted a cast of 6, found 5 candidates"),
        (people(5), alike(5), 1, "wanted a cast of 1"),
        (people(5), alike(4), 3, r"wanted 5×5 distances.*found \(4, 4\)"),
        ([*people(4), people(1)[0]], alike(5), 3, "found a number twice"),
        (people(3), np.triu(alike(3)), 2, "wanted symmetric"),
        (people(3), alike(3, (0, 1, np.nan)), 2, "finite"),
        (people(3), alike(3, (0, 1, -0.1)), 2, "0 or more"),
    ],
)
def test_what_cannot_be_chosen_from_is_refused(
    candidates: list[Candidate], distances: Floats, size: int, text: str
) -> None:
    with pytest.raises(CastingError, match=text):
        choose_cast(candidates, distances, size)


def test_the_report_says_who_are_most_alike_and_how_distances_spread() -> None:
    # 0.35 / 0.05 is a little less than 7 in floating point, and belongs to the step of 0.35 all the same.
    report = report_distances((3, 7, 9), alike(3, (0, 1, 0.35), (0, 2, 0.47), (1, 2, 0.49)))
    assert (report.people, report.minimum, report.median, report.closest) == (3, 0.35, 0.47, (3, 7))
    assert report.text().splitlines() == [
        "3 people, 3 pairs: smallest distance 0.350 (3 and 7), median 0.470",
        " 0.35     1 ####################",
        " 0.40     0",
        " 0.45     2 ########################################",
    ]


@given(count=st.integers(2, 20), seed=st.integers(0, 10**6))
def test_the_report_counts_every_pair_once(count: int, seed: int) -> None:
    report = report_distances(range(count), scattered(count, seed))
    assert sum(report.counts) == count * (count - 1) // 2
    assert report.counts[0] > 0
    assert report.counts[-1] > 0
    assert report.first_step * 0.05 <= report.minimum + 1e-9 < (report.first_step + 1) * 0.05 + 1e-9


def test_a_report_on_one_person_is_refused() -> None:
    with pytest.raises(CastingError, match="found 1 of them"):
        report_distances((3,), alike(1))
