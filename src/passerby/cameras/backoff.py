"""How long to wait before trying a camera again."""

import random
from collections.abc import Callable

_MOST_DOUBLINGS = 32


class Backoff:
    """Exponential backoff with full jitter: a wait is drawn between 0 and a bound that doubles to a limit.

    The jitter keeps cameras that failed together (a switch was unplugged) from coming back together. After
    Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """

    def __init__(
        self, first_s: float, limit_s: float, draw: Callable[[float, float], float] = random.uniform
    ) -> None:
        self._first_s, self._limit_s, self._draw = first_s, limit_s, draw
        self._failures = 0

    def next_delay_s(self) -> float:
        """The wait after one more failure in a row, in seconds."""
        bound_s = min(self._limit_s, self._first_s * 2**self._failures)
        self._failures = min(self._failures + 1, _MOST_DOUBLINGS)
        return self._draw(0.0, bound_s)

    def reset(self) -> None:
        """Forget the failures: the camera was healthy again."""
        self._failures = 0
