"""How well distances tell pairs of one person from pairs of two."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FALSE_ACCEPT_RATES = (0.1, 0.01, 0.001)

Distances = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Distances of pairs, and which of them are of one person: parallel arrays of length N, in any order."""

    distances: Distances
    same: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, distances: Iterable[float], same: Iterable[bool]) -> "Labelled":
        """From as many distances as labels."""
        found = cls(np.fromiter(distances, np.float64), np.fromiter(same, np.bool_))
        if found.distances.shape != found.same.shape:
            raise ValueError(f"{len(found.distances)} distances have {len(found.same)} labels")
        return found

    def __len__(self) -> int:
        return len(self.distances)

    def correct_at(self, threshold: float) -> int:
        """How many pairs a threshold decides rightly: a distance up to it says one person."""
        return int(((self.distances <= threshold) == self.same).sum())


def best_threshold(pairs: Labelled) -> float:
    """The threshold that decides the most pairs rightly, of several the one amid the widest gap. pairs: not
    none. It is fitted to these very pairs, so others will do a little worse by it.
    """
    order = np.argsort(pairs.distances)
    distances, same = pairs.distances[order], pairs.same[order]
    # After the k nearest: those of one person among them, and those of two among all others.
    correct = np.concatenate([[0], np.cumsum(same)]) + np.concatenate([np.cumsum(~same[::-1])[::-1], [0]])
    # A threshold below 0 refuses all, also two equal pictures.
    edges = np.concatenate([[-1.0], distances, [distances[-1] + 1.0]])
    gaps = np.diff(edges)
    # Equal distances cannot be told apart by any threshold.
    best = np.lexsort([gaps, np.where(gaps > 0, correct, -1)])[-1]
    return float((edges[best] + edges[best + 1]) / 2)


def tar_at_far(pairs: Labelled, rates: Iterable[float] = FALSE_ACCEPT_RATES) -> dict[float, float | None]:
    """Of pairs of one person the share, 0..1, that is accepted where at most such a share of pairs of two is.

    A rate below 1 / (pairs of two) asks for no false accept at all. None where there are no pairs of one
    kind.
    """
    same, different = pairs.distances[pairs.same], np.sort(pairs.distances[~pairs.same])
    if not len(same) or not len(different):
        return dict.fromkeys(rates)
    return {rate: float((same < _first_refused(different, rate)).mean()) for rate in rates}


def _first_refused(different: Distances, rate: float) -> float:
    """The nearest pair of two that must be refused; different: sorted."""
    # Exact for whole numbers that a product of floats misses by a hair.
    allowed = int(np.floor(rate * len(different) + 1e-9))
    return float(different[allowed]) if allowed < len(different) else float("inf")
