"""The nearest template and the nearest of another person: exact, as if every number had been compared.

First the codes of all rows are scanned (see `folding`); the exact distances of a few that look nearest give
a reach that cannot be too short, and the proven bound then leaves few rows to compare number by number. Where
it leaves many, as with templates that are all alike, or few people, all rows are compared.
"""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from passerby.passes.template_rows import PIECE_ROWS, Indices, TemplateRows
from passerby.passes.templates import Numbers

Mask = npt.NDArray[np.bool_]
Squares = npt.NDArray[np.float32]
Distances = npt.NDArray[np.float64]

LIKELY_ROWS = 12
"""More than one pass has templates, so that another person is mostly among them."""
_MANY = 8
"""More than one row in so many, and comparing all is quicker than picking them."""
_TINY = 1e-30
"""Squares of differences that vanish in float32 are together smaller than this."""


class People(Protocol):
    """Whose the rows are."""

    def are_open(self, rows: Indices) -> Mask:
        """Which of these rows (N,) may be found at all."""

    def differ(self, rows: Indices, row: int) -> Mask:
        """Which of these rows (N,) belong to another person than `row`."""

    def first(self, rows: Indices) -> int:
        """Which of these rows, one at least, goes first where all are equally near."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """row: the nearest, and -1 where nobody is. distance: its own. second_distance: of the nearest row of
    another person. Both Euclidean, infinite where there is none.
    """

    row: int = -1
    distance: float = math.inf
    second_distance: float = math.inf


def nearest_two(rows: TemplateRows, people: People, query: Numbers) -> Nearest:
    """Compare a query (D,) with all rows that are open."""
    scan = rows.scan(query)
    if scan is not None:
        try:
            likely = scan.nearest(LIKELY_ROWS)
            found = _compared(rows, people, likely, query)
            if found.second_distance < math.inf:
                near = scan.within(found.second_distance)
                if len(near) <= len(rows) // _MANY:
                    near = _nearer(rows, near, query, found.second_distance)
                    # Mostly nothing is left that was not compared already.
                    return found if _all_in(near, likely) else _compared(rows, people, near, query)
        finally:
            scan.wipe()
    return _among_all(rows, people, query)


def distances(numbers: Numbers, query: Numbers) -> Distances:
    """Euclidean distances (N,) of rows (N, D) to a query (D,), in float64."""
    differences, wide_query = numbers.astype(np.float64), query.astype(np.float64)
    differences -= wide_query
    squares = np.vecdot(differences, differences)
    for used in (differences, wide_query):
        used.fill(0)
    return np.asarray(np.sqrt(squares))


def _compared(rows: TemplateRows, people: People, among: Indices, query: Numbers) -> Nearest:
    """The nearest two among these rows, by exact distances."""
    among = among[people.are_open(among)]
    if not len(among):
        return Nearest()
    found = _exact(rows, among, query)
    least = found.min()
    tied = among[found == least]
    best = int(tied[0]) if len(tied) == 1 else people.first(tied)
    others = found[people.differ(among, best)]
    return Nearest(best, float(least), float(others.min()) if len(others) else math.inf)


def _exact(rows: TemplateRows, among: Indices, query: Numbers) -> Distances:
    found = np.empty(len(among))
    for first in range(0, len(among), PIECE_ROWS):
        numbers = rows.numbers(among[first : first + PIECE_ROWS])
        found[first : first + PIECE_ROWS] = distances(numbers, query)
        numbers.fill(0)
    return found


def _nearer(rows: TemplateRows, among: Indices, query: Numbers, reach: float) -> Indices:
    """Of these rows those that float32 cannot tell to be farther than `reach`."""
    squares = np.empty(len(among), np.float32)
    for first in range(0, len(among), PIECE_ROWS):
        numbers = rows.numbers(among[first : first + PIECE_ROWS])
        np.subtract(numbers, query, out=numbers)
        np.vecdot(numbers, numbers, out=squares[first : first + PIECE_ROWS])
        numbers.fill(0)
    return among[squares <= _limit(reach, len(query))]


def _all_in(some: Indices, rows: Indices) -> bool:
    return len(some) <= len(rows) and set(some.tolist()) <= set(rows.tolist())


def _limit(reach: float, dimension: int) -> float:
    """What a sum of squares in float32 is at most, if the distance is at most `reach`.

    Each difference and square is off by 2⁻²⁴ of itself, and each of the D sums by as much: together by less
    than (D + 4) · 2⁻²⁴; twice that is allowed.
    """
    return reach * reach * (1 + (dimension + 4) * 2.0**-23) + _TINY


def _among_all(rows: TemplateRows, people: People, query: Numbers) -> Nearest:
    if not len(rows):
        return Nearest()
    squares = _all_squares(rows, query)
    everyone = np.arange(len(rows))
    squares[~people.are_open(everyone)] = np.inf
    nearest = int(squares.argmin())
    if squares[nearest] == np.inf:
        return Nearest()
    others = np.where(people.differ(everyone, nearest), squares, np.float32(np.inf))
    other = int(others.argmin())
    pair = np.array([nearest] if others[other] == np.inf else [nearest, other])
    # Whoever the two are, the second nearest person is no farther than the farther of them.
    reach = float(_exact(rows, pair, query).max())
    near = np.flatnonzero(squares <= _limit(reach, len(query)))
    return _compared(rows, people, near, query)


def _all_squares(rows: TemplateRows, query: Numbers) -> Squares:
    squares = np.empty(len(rows), np.float32)
    differences = np.empty((min(PIECE_ROWS, len(rows)), len(query)), np.float32)
    for first, numbers in rows.pieces():
        part = np.subtract(numbers, query, out=differences[: len(numbers)])
        np.vecdot(part, part, out=squares[first : first + len(numbers)])
    differences.fill(0)
    return squares
