"""The numbers that describe a face, as a value that does not slip out and that can be overwritten."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from passerby.shapes.errors import TemplateError

Numbers = npt.NDArray[np.float32]

MAX_DIMENSION = 1024
MAX_LENGTH = 1e6
"""Templates of known models are about 1 long; sums of squares of anything up to here are exact enough."""


class Template:
    """A biometric reference (ISO/IEC 24745) and the id of the model that made it.

    numbers: (D,) float32, finite; the template's own copy, which `wipe` overwrites. Has no repr, is not
    pickled, copied, hashed or compared with ==: two templates meet in `distance` or in a gallery alone.
    """

    __slots__ = ("_model_id", "_numbers")

    def __init__(self, model_id: str, numbers: Numbers) -> None:
        if numbers.ndim != 1 or not 1 <= len(numbers) <= MAX_DIMENSION:
            raise TemplateError(
                f"a template is a row of 1 to {MAX_DIMENSION} numbers; got the shape {numbers.shape}"
            )
        own = np.array(numbers, np.float32)
        if not np.isfinite(own).all():
            raise TemplateError("a template's numbers must be finite; the picture of the face is unusable")
        self._model_id = model_id
        self._numbers: Numbers | None = own

    @property
    def model_id(self) -> str:
        """The model that made it; templates of two models cannot be compared."""
        return self._model_id

    @property
    def numbers(self) -> Numbers:
        """The numbers (D,) themselves, not a copy: they become zeros when it is wiped.

        Raises TemplateError once it was.
        """
        if self._numbers is None:
            raise TemplateError("this template was overwritten after its use")
        return self._numbers

    def wipe(self) -> None:
        """Overwrite the numbers. May be called again."""
        if self._numbers is not None:
            self._numbers.fill(0)
            self._numbers = None

    def __repr__(self) -> str:
        return "Template()"

    # Equality by ==, and a place in a table, would show which templates are alike.
    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> NoReturn:
        raise TypeError("a template is no key of a table; use the id of its pass")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a template is not copied or pickled; seal it, or hand over the object itself")


def distance(a: Template, b: Template) -> float:
    """The Euclidean distance of two templates of one model. Raises TemplateError for two models."""
    if a.model_id != b.model_id or a.numbers.shape != b.numbers.shape:
        raise TemplateError(
            f"templates of {a.model_id} and {b.model_id} cannot be compared; enrol again with the one in use"
        )
    return math.dist(a.numbers.tolist(), b.numbers.tolist())


@contextmanager
def wiped_after(*templates: Template) -> Iterator[None]:
    """Overwrite the templates when the block ends, however it ends."""
    try:
        yield
    finally:
        for template in templates:
            template.wipe()
