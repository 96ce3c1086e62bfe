"""How far apart the faces of a cast are, in figures and as text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footage.studio.errors import CastingError

STEP = 0.05
_BAR_WIDTH = 40


@dataclass(frozen=True, slots=True)
class DistanceReport:
    """Pairwise distances of so many people.

    `closest` are the numbers of the two who are most alike. `counts[k]` pairs have a distance from
    `(first_step + k) * STEP` up to the next step.
    """

    people: int
    minimum: float
    median: float
    closest: tuple[int, int]
    first_step: int
    counts: tuple[int, ...]

    def text(self) -> str:
        """A few lines for a terminal: the figures, then the histogram."""
        widest = max(self.counts)
        head = (
            f"{self.people} people, {sum(self.counts)} pairs: smallest distance {self.minimum:.3f} "
            f"({self.closest[0]} and {self.closest[1]}), median {self.median:.3f}"
        )
        bars = (
            f"{(self.first_step + k) * STEP:5.2f} {count:5d} {'#' * -(-count * _BAR_WIDTH // widest)}"
            for k, count in enumerate(self.counts)
        )
        return "\n".join([head, *(bar.rstrip() for bar in bars)])


def report_distances(numbers: Sequence[int], distances: NDArray[np.float64]) -> DistanceReport:
    """The report over people of these numbers and their distances (n, n). Raises CastingError below two."""
    if len(numbers) < 2 or distances.shape != (len(numbers), len(numbers)):
        raise CastingError(
            f"wanted two people or more, and a distance for each pair; found {len(numbers)} of them and "
            f"distances {distances.shape}; report on the people who were measured"
        )
    firsts, seconds = np.triu_indices(len(numbers), 1)
    pairs = distances[firsts, seconds]
    nearest = int(pairs.argmin())
    # Steps are compared in whole numbers: a distance of 0.65 belongs to the step of 0.65, rounded or not.
    steps = np.floor(np.round(pairs / STEP, 9)).astype(np.int64)
    return DistanceReport(
        people=len(numbers),
        minimum=float(pairs[nearest]),
        median=float(np.median(pairs)),
        closest=(numbers[firsts[nearest]], numbers[seconds[nearest]]),
        first_step=int(steps.min()),
        counts=tuple(np.bincount(steps - steps.min()).tolist()),
    )
