"""The passes that are open at a site now, in memory alone."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import NoReturn

import numpy as np

from passerby.passes.member_keys import TAG_BYTES
from passerby.passes.nearest import Mask, Nearest, distances, nearest_two
from passerby.passes.pass_columns import PassColumns, pass_number
from passerby.passes.site_passes import Pass
from passerby.passes.template_rows import Indices, TemplateRows
from passerby.passes.templates import MAX_LENGTH, Numbers, Template
from passerby.shapes.errors import PassError, TemplateError
from passerby.shapes.identity import is_id


@dataclass(frozen=True, slots=True)
class Match:
    """What a search found.

    best: the pass with the nearest template, of equally near ones the one whose id is first in the alphabet;
    "" where no pass is open. distance: to that template. second_distance: to the nearest template of another
    person, which is one with another card. Both Euclidean, infinite where there is none.
    """

    best: str = ""
    distance: float = math.inf
    second_distance: float = math.inf


class Gallery:
    """Passes and their templates, all of one model. Any number of threads may use it.

    A search sees the passes as they were before a change or as they are after it, never in between. Has no
    way to list templates and is not pickled or copied. What is withdrawn or expired is overwritten before
    the call returns; the axes of the search codes, fitted to a thousand templates or more, are not fitted
    anew for it.
    """

    def __init__(self, model_id: str, dimension: int) -> None:
        self._model_id = model_id
        self._dimension = dimension
        # A search takes milliseconds at most, so that one lock for all is no wait; and what is overwritten
        # under it can be in nobody's hands.
        self._lock = Lock()
        self._rows = TemplateRows(dimension)
        self._columns = PassColumns()
        self._passes = 0

    @property
    def model_id(self) -> str:
        """The model whose templates are here."""
        return self._model_id

    @property
    def nbytes(self) -> int:
        """Bytes of memory that templates, search codes and passes take."""
        with self._lock:
            return self._rows.nbytes + self._columns.nbytes

    def __len__(self) -> int:
        """How many passes there are, with those that are over and were not swept out yet."""
        return self._passes

    @property
    def template_count(self) -> int:
        """How many templates the passes have: as many comparisons a search makes, in effect."""
        return len(self._columns)

    def __repr__(self) -> str:
        return "Gallery()"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a gallery is not copied or pickled; open the sealed passes again where needed")

    def add(self, opened: Pass) -> None:
        """Open a pass here; one with the same id is replaced. Copies its templates: wipe the pass's own.

        Raises TemplateError for templates of another model, and for numbers no model makes.
        """
        self.add_all([opened])

    def add_all(self, opened: Iterable[Pass]) -> None:
        """Open many passes in one change; of those with one id the last counts. As `add` otherwise."""
        latest = {each.pass_id: each for each in opened}
        for each in latest.values():
            for template in each.templates:
                self._check(template)
        with self._lock:
            self._remove(self._columns.of_passes(np.array([pass_number(key) for key in latest], np.int64)))
            self._append(list(latest.values()))

    def withdraw(self, pass_id: str) -> bool:
        """Forget a pass and overwrite its templates. Whether there was one."""
        if not is_id(pass_id):
            return False
        with self._lock:
            return self._remove(self._columns.of_passes(np.array([pass_number(pass_id)]))) > 0

    def expire(self, now: float) -> int:
        """Forget all passes that are over at `now` (UTC s) and overwrite their templates. How many."""
        with self._lock:
            return self._remove(self._columns.ended_at(now))

    def clear(self) -> None:
        """Forget everything and overwrite it."""
        with self._lock:
            self._remove(np.arange(len(self._columns)))

    def search(self, template: Template, now: float) -> Match:
        """The nearest pass among all that are valid at `now` (UTC s), and how near the next person's is.

        Exact: as if the template had been compared with every one. Raises TemplateError for one of another
        model.
        """
        self._check(template)
        with self._lock:
            found = nearest_two(self._rows, _OpenNow(self._columns, now), template.numbers)
            return self._told(found)

    def distance_to(self, template: Template, card_tag: bytes, now: float) -> float | None:
        """How far the template is from those of this card's pass; None if no pass of it is valid at `now`.

        Raises TemplateError for a template of another model, and PassError for a tag of another length.
        """
        self._check(template)
        with self._lock:
            rows = self._of_card(card_tag, now)
            if not len(rows):
                return None
            numbers = self._rows.numbers(rows)
            least = float(distances(numbers, template.numbers).min())
            numbers.fill(0)
            return least

    def pass_of_card(self, card_tag: bytes, now: float) -> str | None:
        """The pass of this card that is valid at `now`; of several the one that is valid longest.

        Raises PassError for a tag of another length.
        """
        with self._lock:
            rows = self._of_card(card_tag, now).tolist()
            if not rows:
                return None
            ends = {self._columns.pass_id(row): self._columns.valid_until(row) for row in rows}
            return max(sorted(ends), key=ends.__getitem__)

    def _told(self, found: Nearest) -> Match:
        if found.row < 0:
            return Match()
        return Match(self._columns.pass_id(found.row), found.distance, found.second_distance)

    def _of_card(self, card_tag: bytes, now: float) -> Indices:
        if len(card_tag) != TAG_BYTES:
            raise PassError(f"a card's tag has {TAG_BYTES} bytes; got {len(card_tag)}")
        return self._columns.of_card(card_tag, now)

    def _check(self, template: Template) -> None:
        if template.model_id != self._model_id or len(template.numbers) != self._dimension:
            raise TemplateError(
                f"this gallery holds templates of {self._model_id} with {self._dimension} numbers; got one "
                f"of {template.model_id} with {len(template.numbers)}: enrol again with the model in use "
                "here, or take the one of the pass"
            )
        if not np.linalg.norm(template.numbers.astype(np.float64)) <= MAX_LENGTH:
            raise TemplateError(
                f"a template is no longer than {MAX_LENGTH:g}; this one was not made by {self._model_id}"
            )

    def _append(self, opened: list[Pass]) -> None:
        templates = [template for each in opened for template in each.templates]
        numbers: Numbers = np.zeros((len(templates), self._dimension), np.float32)
        for row, template in enumerate(templates):
            numbers[row] = template.numbers
        self._rows.append(numbers)
        numbers.fill(0)
        for each in opened:
            self._columns.append(
                pass_number(each.pass_id),
                each.card_tag,
                each.valid_from,
                each.valid_until,
                len(each.templates),
            )
        self._passes += len(opened)

    def _remove(self, rows: Indices) -> int:
        """Overwrite these rows, in rising order, which are whole passes. How many passes they were."""
        if not len(rows):
            return 0
        passes = len(np.unique(self._columns.passes[rows]))
        self._rows.remove(rows)
        self._columns.remove(rows)
        self._passes -= passes
        return passes


@dataclass(frozen=True, slots=True)
class _OpenNow:
    """The rows of a gallery at a moment."""

    columns: PassColumns
    now: float

    def are_open(self, rows: Indices) -> Mask:
        return self.columns.open_at(rows, self.now)

    def differ(self, rows: Indices, row: int) -> Mask:
        return self.columns.differ(rows, row)

    def first(self, rows: Indices) -> int:
        return int(rows[self.columns.passes[rows].argmin()])
