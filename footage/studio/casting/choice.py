"""Chooses a cast whose faces are far apart from one another, and as varied as the candidates allow.

Random faces crowd together, so that many more are made than are wanted. Which of them to keep is a question
with one best answer, put to SciPy's integer solver (HiGHS), which takes a few seconds over 60 candidates.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from footage.studio.errors import CastingError

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

CAST_SIZE = 12
DISTANCE = 0.65
"""Above this the product never takes one member of the cast for another: its limit is 0.6."""

_SOLVED, _INFEASIBLE = 0, 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A synthetic person who may join the cast, and what their body was made from."""

    number: int
    sex: str
    skin: str
    age: str


@dataclass(frozen=True, slots=True)
class Cast:
    """The chosen candidates' numbers, ascending, and the distance between the two who are most alike."""

    numbers: tuple[int, ...]
    min_distance: float


def choose_cast(
    candidates: Sequence[Candidate], distances: Floats, size: int = CAST_SIZE, above: float = DISTANCE
) -> Cast:
    """The most varied cast whose pairwise distances, of the matrix (n, n), are all greater than `above`.

    The most varied is the one with the smallest sum of squared head counts over all sexes, skins and ages;
    among those of the same variety, the one whose smallest distance is largest; then the one of the lowest
    places in the list. Raises CastingError when there is none, with the size of the largest such group and
    the smallest distance that a cast of this size would have.
    """
    check_distances(candidates, distances, size)
    choices = np.unique(distances[np.triu_indices(len(distances), 1)])
    problem = _Problem(distances, _membership(candidates), size)
    allowed = choices[choices > above]
    members = problem.most_varied(allowed[0]) if len(allowed) else None
    if members is None:
        raise _no_cast(distances, choices, size, above)
    members = problem.farthest_apart(members, allowed)
    return Cast(tuple(sorted(candidates[i].number for i in members)), _smallest(distances, members))


def check_distances(candidates: Sequence[Candidate], distances: Floats, size: int) -> None:
    """Raise CastingError unless there are `size` candidates, at least two, and a distance for each pair."""
    count = len(candidates)
    if not 2 <= size <= count:
        raise CastingError(
            f"wanted a cast of {size}, found {count} candidates; ask for 2 to {count}, or make more"
        )
    if len({candidate.number for candidate in candidates}) < count:
        raise CastingError("wanted candidates of different numbers, found a number twice; number them anew")
    if distances.shape != (count, count):
        raise CastingError(f"wanted {count}×{count} distances, one row a candidate; found {distances.shape}")
    if not (
        np.isfinite(distances).all() and np.array_equal(distances, distances.T) and (distances >= 0).all()
    ):
        raise CastingError("wanted symmetric, finite distances of 0 or more, found others; measure them anew")


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """Distances (n, n), who belongs to which group (groups, n) as 0 and 1, and the size of the cast."""

    distances: Floats
    membership: Floats
    size: int

    def most_varied(self, at_least: float) -> Indices | None:
        """The most varied cast with no distance below `at_least`; None when there is no cast at all."""
        return _solve(self._costs(), self._rules(at_least), len(self.distances))

    def farthest_apart(self, members: Indices, choices: Floats) -> Indices:
        """A cast as varied as this one, whose smallest distance is the largest that can be had.

        The choices are the distances that may be the smallest one, ascending. Whether a cast exists only
        turns from yes to no along them, so that halving finds the last yes.
        """
        variety = LinearConstraint(csr_array(self._costs()[None]), ub=self._imbalance(members) + 0.5)
        places = np.zeros(len(self._costs()))
        places[: len(self.distances)] = np.arange(len(self.distances))
        low = int(np.searchsorted(choices, _smallest(self.distances, members)))
        high = len(choices)
        while low < high:
            middle = (low + high) // 2
            found = _solve(places, [*self._rules(choices[middle]), variety], len(self.distances))
            if found is None:
                high = middle
            else:
                members, low = found, middle + 1
        return members

    def _costs(self) -> Floats:
        """What each unknown adds to the sum of squares: people nothing, the k-th head of a group 2k - 1."""
        heads = np.tile(2 * np.arange(self.size) + 1.0, len(self.membership))
        return np.concatenate([np.zeros(len(self.distances)), heads])

    def _rules(self, at_least: float) -> list[LinearConstraint]:
        """Nobody too near another; so many people; as many heads counted in a group as there are chosen."""
        groups, count = self.membership.shape
        heads = np.kron(np.eye(groups), np.ones(self.size))
        everyone = np.concatenate([np.ones(count), np.zeros(groups * self.size)])
        return [
            _apart(self.distances, at_least, groups * self.size),
            LinearConstraint(csr_array(everyone[None]), self.size, self.size),
            LinearConstraint(csr_array(np.hstack([self.membership, -heads])), 0, 0),
        ]

    def _imbalance(self, members: Indices) -> float:
        return float((self.membership[:, members].sum(1) ** 2).sum())


def _membership(candidates: Sequence[Candidate]) -> Floats:
    """One row for each sex, skin and age there is, 1 for the candidates of it: (groups, n)."""
    groups = sorted({group for candidate in candidates for group in _groups(candidate)})
    return np.array([[float(group in _groups(each)) for each in candidates] for group in groups])


def _groups(candidate: Candidate) -> tuple[tuple[str, str], ...]:
    return ("sex", candidate.sex), ("skin", candidate.skin), ("age", candidate.age)


def _apart(distances: Floats, at_least: float, other_unknowns: int = 0) -> LinearConstraint:
    """Of each two who are nearer than that, one at most."""
    pairs = np.argwhere(np.triu(distances < at_least, 1))
    rows = np.repeat(np.arange(len(pairs)), 2)
    shape = (len(pairs), len(distances) + other_unknowns)
    return LinearConstraint(csr_array(coo_array((np.ones(pairs.size), (rows, pairs.ravel())), shape)), ub=1)


def _solve(costs: Floats, rules: Sequence[LinearConstraint], people: int) -> Indices | None:
    """Who is chosen at the least cost; None when the rules cannot be met. People are the first unknowns."""
    whole = np.arange(len(costs)) < people
    answer = milp(costs, integrality=whole, bounds=Bounds(0, 1), constraints=rules)
    if answer.status == _INFEASIBLE:
        return None
    if answer.status != _SOLVED:
        raise CastingError(f"wanted the best cast, found that the solver gave up: {answer.message}")
    return np.flatnonzero(answer.x[:people] > 0.5)


def _no_cast(distances: Floats, choices: Floats, size: int, above: float) -> CastingError:
    """Why there is no cast: how large a group keeps the distance, and what distance a cast would keep."""
    largest = _largest_group(distances, float(np.nextafter(above, np.inf)))
    low, high = 0, len(choices)
    while low + 1 < high:
        middle = (low + high) // 2
        if _largest_group(distances, choices[middle]) >= size:
            low = middle
        else:
            high = middle
    return CastingError(
        f"wanted {size} people with pairwise distances above {above:g}; among {len(distances)} candidates "
        f"the largest such group has {largest}, and the best {size} come as near as {choices[low]:.3f} to "
        "one another; make more candidates, or vary their faces more"
    )


def _largest_group(distances: Floats, at_least: float) -> int:
    """How many people there can be with no distance below `at_least`."""
    chosen = _solve(-np.ones(len(distances)), [_apart(distances, at_least)], len(distances))
    return 0 if chosen is None else len(chosen)


def _smallest(distances: Floats, members: Indices) -> float:
    """The distance between the two who are most alike."""
    return float(distances[np.ix_(members, members)][np.triu_indices(len(members), 1)].min())
