"""Whose the rows of a gallery are: for each row its pass, its card's tag, and when it is open.

A table of plain numbers, for a million passes as Python objects would take more memory than their templates.
"""

import math

import numpy as np
import numpy.typing as npt

from passerby.passes.template_rows import Indices
from passerby.shapes.identity import ID_LENGTH

Mask = npt.NDArray[np.bool_]
PassNumbers = npt.NDArray[np.int64]

_ROW = np.dtype(
    [
        ("pass", np.int64),
        ("tag", np.uint64),
        ("tag_rest", np.uint64),
        ("from", np.float64),
        ("until", np.float64),
    ]
)
_DIGITS = 36
_GROWTH = 32


def pass_number(pass_id: str) -> int:
    """An id of 12 characters from a-z and 0-9 as a number below 36¹² < 2⁶³; keeps their order."""
    return int(pass_id, _DIGITS)


def pass_id_of(number: int) -> str:
    """The id that `pass_number` read."""
    return np.base_repr(number, _DIGITS).lower().zfill(ID_LENGTH)


class PassColumns:
    """Rows 0..len - 1, in the order of the gallery's templates. Not for two threads at once."""

    def __init__(self) -> None:
        self._count = 0
        self._rows = np.zeros(0, _ROW)
        # Between these two moments every pass that is here is valid.
        self._last_from, self._first_until = -math.inf, math.inf

    def __len__(self) -> int:
        return self._count

    @property
    def nbytes(self) -> int:
        """Bytes of memory held."""
        return self._rows.nbytes

    @property
    def passes(self) -> PassNumbers:
        """The pass of each row (N,)."""
        return np.asarray(self._rows["pass"][: self._count])

    def append(self, number: int, tag: bytes, valid_from: float, valid_until: float, rows: int) -> None:
        """So many rows of one pass at the end."""
        end = self._count + rows
        if end > len(self._rows):
            grown = np.zeros(max(end, end + end // _GROWTH), _ROW)
            grown[: self._count] = self._rows[: self._count]
            self._rows[:] = np.zeros((), _ROW)
            self._rows = grown
        self._rows[self._count : end] = (number, *_words(tag), valid_from, valid_until)
        self._count = end
        self._last_from = max(self._last_from, valid_from)
        self._first_until = min(self._first_until, valid_until)

    def remove(self, rows: Indices) -> None:
        """Forget these rows, the last of them first; each time the last of all moves into the place."""
        for row in rows[::-1].tolist():
            self._count -= 1
            self._rows[row] = self._rows[self._count]
            self._rows[self._count] = np.zeros((), _ROW)
        left = self._rows[: self._count]
        self._last_from = float(left["from"].max(initial=-math.inf))
        self._first_until = float(left["until"].min(initial=math.inf))

    def pass_id(self, row: int) -> str:
        """The pass that a row belongs to."""
        return pass_id_of(int(self._rows["pass"][row]))

    def valid_until(self, row: int) -> float:
        """When the pass of a row ends, UTC seconds."""
        return float(self._rows["until"][row])

    def open_at(self, rows: Indices, now: float) -> Mask:
        """Which of these rows belong to a pass that is valid at `now`."""
        if self._last_from <= now < self._first_until:
            return np.ones(len(rows), np.bool_)
        chosen = self._rows[rows]
        return np.asarray((chosen["from"] <= now) & (now < chosen["until"]))

    def ended_at(self, now: float) -> Indices:
        """The rows of passes that are over at `now`."""
        return np.flatnonzero(self._rows["until"][: self._count] <= now)

    def of_passes(self, numbers: PassNumbers) -> Indices:
        """The rows of these passes."""
        return np.flatnonzero(np.isin(self.passes, numbers))

    def of_card(self, tag: bytes, now: float) -> Indices:
        """The rows of the passes with this tag that are valid at `now`."""
        begin, rest = _words(tag)
        rows = np.flatnonzero(self._rows["tag"][: self._count] == begin)
        rows = rows[self._rows["tag_rest"][rows] == rest]
        return np.asarray(rows[self.open_at(rows, now)])

    def differ(self, rows: Indices, row: int) -> Mask:
        """Which of these rows belong to a card other than that of `row`."""
        begins, rests = self._rows["tag"], self._rows["tag_rest"]
        return np.asarray((begins[rows] != begins[row]) | (rests[rows] != rests[row]))


def _words(tag: bytes) -> npt.NDArray[np.uint64]:
    return np.frombuffer(tag, np.uint64)
