"""How far a measurement is."""

from collections.abc import Callable

Progress = Callable[[int, int | None], None]
"""Called with what is done, and what there is to do in all; None while that is not known."""


def unwatched(_done: int, _expected: int | None) -> None:
    """The progress that nobody looks at."""
