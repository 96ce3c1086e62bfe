"""Short codes of templates whose distance is never much more than that of the templates themselves.

A template x of D numbers is turned onto the axes along which templates differ most (principal components)
and *folded*: of all but the first 63 coordinates only the length is kept. With P the turned and cut part and
r the length of the rest, the triangle inequality in the rest gives

    |P(x) - P(y)|² + (r(x) - r(y))² ≤ |P(x) - P(y)|² + |rest(x) - rest(y)|² = |x - y|².

Folded numbers beyond 126 steps are brought back to there, for templates and queries alike; that brings no two
of them further apart. What is left is rounded to bytes times a step. If e(x) is how far the rounding moves x,
then again by the triangle inequality

    |x - y| ≥ |cut(fold(x)) - cut(fold(y))| ≥ |bytes(x) - bytes(y)| · step - e(x) - e(y),

whatever the axes, the step, and however badly a template fits them: those decide how fast a search is, and
never what it finds.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from passerby.passes.dot_products import Bytes, SmallNumbers
from passerby.passes.templates import MAX_LENGTH, Numbers

Floats = npt.NDArray[np.float64]

CODE_BYTES = 64
LARGEST_CODE = 126
QUERY_ZERO = 64
"""The codes of a query are half as fine as those of templates, and written as 1..127 with 64 for nothing."""

_LARGEST_QUERY = LARGEST_CODE // 2
_ROUNDING = 1e-12 * MAX_LENGTH
"""Folding in float64 is off by less than this."""
_ROOM = 1.05
"""How much farther out than the templates at hand others may lie and still get bytes that fit."""


@dataclass(frozen=True, slots=True, eq=False)
class Folding:
    """How to fold. centre: (D,). axes: (K - 1, D), orthonormal rows. step: > 0, of the bytes."""

    centre: Floats
    axes: Floats
    step: float

    @classmethod
    def fitted(cls, numbers: Numbers) -> "Folding":
        """The folding that tells these templates (N, D) apart best."""
        centre = numbers.mean(axis=0, dtype=np.float64)
        away = numbers - centre
        _, axes = np.linalg.eigh(away.T @ away)
        kept = min(CODE_BYTES - 1, numbers.shape[1])
        folding = cls(centre, np.ascontiguousarray(axes.T[::-1][:kept]), 1.0)
        widest = float(np.abs(folding._fold(away)).max(initial=0.0))
        away.fill(0)
        # Templates that are all the same need any step that is not 0.
        return cls(centre, folding.axes, max(widest, 1e-6) * _ROOM / LARGEST_CODE)

    @property
    def length(self) -> int:
        """How many bytes a code has: K."""
        return len(self.axes) + 1

    @property
    def error(self) -> float:
        """How far a code may be off: each of its bytes by half a step."""
        return self.step * math.sqrt(self.length) / 2 + _ROUNDING

    def encode(self, numbers: Numbers) -> Bytes:
        """Codes (N, K) of templates (N, D)."""
        away = numbers - self.centre
        folded = self._fold(away)
        folded /= self.step
        np.clip(folded, -LARGEST_CODE, LARGEST_CODE, out=folded)
        codes = np.rint(folded).astype(np.int8)
        away.fill(0)
        folded.fill(0)
        return codes

    def encode_query(self, numbers: Numbers, code: SmallNumbers) -> tuple[float, int]:
        """Write the code of one query (D,) into `code` (K,), with 2 · step and moved by QUERY_ZERO.

        Tells how far it is off, and the square of its length in steps.
        """
        away = numbers - self.centre
        folded = self._fold(away)
        folded /= 2 * self.step
        np.minimum(folded, _LARGEST_QUERY, out=folded)
        np.maximum(folded, -_LARGEST_QUERY, out=folded)
        whole = np.rint(folded)
        np.add(whole, QUERY_ZERO, out=code, casting="unsafe")
        folded -= whole
        off = math.sqrt(float(folded @ folded)) * 2 * self.step
        query_length = 4 * int(whole @ whole)
        for used in (away, folded, whole):
            used.fill(0)
        return off + _ROUNDING, query_length

    def _fold(self, away: Floats) -> Floats:
        """Folded numbers (…, K) of rows (…, D), which become what the axes leave out."""
        folded = np.empty((*away.shape[:-1], self.length))
        leading = np.matmul(away, self.axes.T, out=folded[..., :-1])
        away -= leading @ self.axes
        folded[..., -1] = np.sqrt(np.vecdot(away, away))
        return folded
