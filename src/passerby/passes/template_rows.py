"""Many templates as rows of numbers, with codes beside them that are quick to scan. Knows nobody's name.

Rows are kept in blocks, so that more of them need no second copy of all; a row that is removed is
overwritten, and the last one takes its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from passerby.passes.dot_products import DotProducts
from passerby.passes.folding import QUERY_ZERO, Folding
from passerby.passes.templates import Numbers

Indices = npt.NDArray[np.intp]
Scores = npt.NDArray[np.int32]

BLOCK_ROWS = 1 << 16
CHUNK_ROWS = 256
"""Room for rows comes in multiples of this."""
CODED_FROM = 1024
"""Fewer rows are scanned as they are: that takes no longer, and axes of few people would tell about them."""
PIECE_ROWS = 2048

_GROWTH = 32
_FIT_ROWS = 1 << 14
_FIT_AGAIN = 4
_NO_ROW = 1 << 29
"""The weight of room without a row. Those of rows, and all scores' other parts, are smaller than a tenth."""
_ROUNDING = 1 + 1e-9


class _Block:
    """numbers: (room, D). codes: (K, room) and weights (room,), once there is a folding."""

    def __init__(self, dimension: int) -> None:
        self.numbers: Numbers = np.zeros((0, dimension), np.float32)
        self.codes = np.zeros((0, 0), np.int8)
        self.weights: Scores = np.zeros(0, np.int32)
        self.products: DotProducts | None = None

    @property
    def room(self) -> int:
        return len(self.numbers)

    @property
    def nbytes(self) -> int:
        return self.numbers.nbytes + self.codes.nbytes + self.weights.nbytes

    def make_room(self, rows: int) -> None:
        """Room for so many rows. What is left behind is overwritten."""
        wanted = min(BLOCK_ROWS, max(rows, self.room + self.room // _GROWTH))
        room = -(-wanted // CHUNK_ROWS) * CHUNK_ROWS
        self.products = None
        numbers = np.zeros((room, self.numbers.shape[1]), np.float32)
        numbers[: self.room] = self.numbers
        codes = np.zeros((len(self.codes), room), np.int8)
        weights = np.full(room, _NO_ROW, np.int32)
        if len(self.codes):
            codes[:, : self.room] = self.codes
            weights[: self.room] = self.weights
        self._overwrite()
        self.numbers, self.codes, self.weights = numbers, codes, weights

    def _overwrite(self) -> None:
        for array in (self.numbers, self.codes, self.weights):
            array.fill(0)

    def encode(self, folding: Folding, first: int, last: int) -> None:
        """Codes for the rows from `first` to before `last`; all others that are to stay have theirs."""
        if len(self.codes) != folding.length:
            self.products = None
            self.codes = np.zeros((folding.length, self.room), np.int8)
            self.weights = np.full(self.room, _NO_ROW, np.int32)
        for begin in range(first, last, PIECE_ROWS):
            piece = slice(begin, min(last, begin + PIECE_ROWS))
            codes = folding.encode(self.numbers[piece])
            self.codes[:, piece] = codes.T
            wide = codes.astype(np.int32)
            # |c - 2v|² = |c|² + |2v|² - 4 v·c, and of u = v + 64 the products give u·c. A quarter of that,
            # rounded down, saves the scan a multiplication, and is still no more than it should be.
            self.weights[piece] = np.vecdot(wide, wide) // 4 + QUERY_ZERO * wide.sum(axis=1)

    def forget_codes(self) -> None:
        """Overwrite the codes, and do without."""
        self.products = None
        self.codes.fill(0)
        self.codes = np.zeros((0, 0), np.int8)
        self.weights = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """The scores of all rows for one query: (|c - 2v|² - |2v|²) / 4, c being a row's code and v the query's,
    rounded down.

    scores: whole chunks, in each a row at least; room without one scores higher than any row. step: of the
    codes.
    error: how far a row's code and the query's may be off together, in the templates' own measure.
    query_length: |2v|².
    """

    scores: Scores
    step: float
    error: float
    query_length: int

    def nearest(self, count: int) -> Indices:
        """Rows that are likely to be the nearest, each from another chunk; at most `count`."""
        chunks = self.scores.reshape(-1, CHUNK_ROWS)
        best = chunks.min(axis=1)
        order = np.argpartition(best, count)[:count] if len(best) > count else np.arange(len(best))
        return np.asarray(order * CHUNK_ROWS + chunks[order].argmin(axis=1))

    def within(self, reach: float) -> Indices:
        """All rows that may lie within `reach` of the query, by the bound that `folding` proves."""
        limit = ((reach + self.error) / self.step) ** 2 * _ROUNDING - self.query_length
        return np.flatnonzero(self.scores <= int(min(limit / 4, _NO_ROW // 2)) + 1)

    def wipe(self) -> None:
        """Overwrite the scores: they tell how near the query is to everybody."""
        self.scores.fill(0)


class TemplateRows:
    """Rows 0..len - 1 of D numbers. Not for two threads at once."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._count = 0
        self._blocks: list[_Block] = []
        self._folding: Folding | None = None
        self._fit_at = CODED_FROM
        self._query = np.zeros(0, np.uint8)
        self._products = np.zeros(0, np.int32)
        self._scores: Scores = np.zeros(0, np.int32)

    def __len__(self) -> int:
        return self._count

    @property
    def nbytes(self) -> int:
        """Bytes of memory held, with all that a scan writes into."""
        own = self._query.nbytes + self._products.nbytes + self._scores.nbytes
        axes = 0 if self._folding is None else self._folding.axes.nbytes
        return own + axes + sum(block.nbytes for block in self._blocks)

    def append(self, numbers: Numbers) -> None:
        """Rows (N, D) at the end."""
        taken = 0
        while taken < len(numbers):
            begin = self._count % BLOCK_ROWS
            if begin == 0 and self._count == len(self._blocks) * BLOCK_ROWS:
                self._blocks.append(_Block(self._dimension))
                if self._folding is not None:
                    self._blocks[-1].encode(self._folding, 0, 0)
            block = self._blocks[self._count // BLOCK_ROWS]
            end = min(BLOCK_ROWS, begin + len(numbers) - taken)
            if end > block.room:
                block.make_room(end)
            block.numbers[begin:end] = numbers[taken : taken + end - begin]
            if self._folding is not None:
                block.encode(self._folding, begin, end)
            taken += end - begin
            self._count += end - begin
        if self._count >= self._fit_at:
            self._fit()

    def remove(self, rows: Indices) -> None:
        """Overwrite these rows, the last of them first; each time the last of all moves into the place."""
        for row in rows[::-1].tolist():
            self._remove(row)
        self._give_back()

    def _remove(self, row: int) -> None:
        last = self._count - 1
        (block, at), (end, end_at) = self._place(row), self._place(last)
        block.numbers[at] = end.numbers[end_at]
        end.numbers[end_at] = 0
        if self._folding is not None:
            block.codes[:, at] = end.codes[:, end_at]
            block.weights[at] = end.weights[end_at]
            end.codes[:, end_at] = 0
            end.weights[end_at] = _NO_ROW
        self._count = last

    def numbers(self, rows: Indices) -> Numbers:
        """A copy of these rows (N, D), for whoever asked to overwrite."""
        if len(self._blocks) == 1:
            return self._blocks[0].numbers[rows]
        found = np.empty((len(rows), self._dimension), np.float32)
        blocks = rows // BLOCK_ROWS
        for number in np.unique(blocks).tolist():
            here = blocks == number
            found[here] = self._blocks[number].numbers[rows[here] % BLOCK_ROWS]
        return found

    def pieces(self) -> Iterator[tuple[int, Numbers]]:
        """All rows, a piece at a time: the number of its first row, and its rows, not a copy."""
        for first in range(0, self._count, PIECE_ROWS):
            block, at = self._place(first)
            yield first, block.numbers[at : at + min(PIECE_ROWS, self._count - first)]

    def scan(self, query: Numbers) -> "Scan | None":
        """How near the codes of all rows are to that of a query (D,); None while there are no codes.

        What the scan before has found is lost.
        """
        if self._folding is None:
            return None
        self._make_ready(self._folding)
        error, query_length = self._folding.encode_query(query, self._query)
        for block, scores in self._scored_blocks():
            if block.products is None:
                block.products = DotProducts(self._query, block.codes, self._products[: block.room])
            block.products.run()
            np.subtract(block.weights, self._products[: block.room], out=scores)
        self._query.fill(0)
        chunks = -(-self._count // CHUNK_ROWS)
        scores = self._scores[: chunks * CHUNK_ROWS]
        return Scan(scores, self._folding.step, self._folding.error + error, query_length)

    def _scored_blocks(self) -> Iterator[tuple[_Block, Scores]]:
        for number, block in enumerate(self._blocks):
            begin = number * BLOCK_ROWS
            yield block, self._scores[begin : begin + block.room]

    def _place(self, row: int) -> tuple[_Block, int]:
        return self._blocks[row // BLOCK_ROWS], row % BLOCK_ROWS

    def _make_ready(self, folding: Folding) -> None:
        """Room for what a scan writes."""
        widest = self._blocks[0].room
        if len(self._query) != folding.length or len(self._products) < widest:
            for block in self._blocks:
                block.products = None
            self._query = np.zeros(folding.length, np.uint8)
            self._products = np.zeros(widest, np.int32)
        room = (len(self._blocks) - 1) * BLOCK_ROWS + self._blocks[-1].room
        if len(self._scores) != room:
            self._scores = np.zeros(room, np.int32)

    def _fit(self) -> None:
        """Axes that suit the rows of now; not again once there are so many that more change little."""
        every = -(-self._count // _FIT_ROWS)
        sample = self.numbers(np.arange(0, self._count, every))
        self._folding = Folding.fitted(sample)
        sample.fill(0)
        for number, block in enumerate(self._blocks):
            block.encode(self._folding, 0, min(BLOCK_ROWS, self._count - number * BLOCK_ROWS))
        self._fit_at = max(self._fit_at, self._count) * _FIT_AGAIN if self._count < BLOCK_ROWS else 1 << 62

    def _give_back(self) -> None:
        """Do without blocks that are empty, and without codes for few rows."""
        del self._blocks[-(-self._count // BLOCK_ROWS) :]
        if self._count < CODED_FROM // 2:
            self._folding = None
            self._fit_at = CODED_FROM
            for block in self._blocks:
                block.forget_codes()
