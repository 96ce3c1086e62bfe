"""A clock that passes are held against: it never runs back."""

import time
from collections.abc import Callable

_WORTH_TELLING_S = 5.0


class ForwardClock:
    """The machine's time, UTC seconds, or the latest seen where that was set back.

    A pass that has ended must not open again because somebody turned the clock.
    """

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall
        self._latest = wall()
        self._told = False

    def now(self) -> float:
        """The time, never earlier than before."""
        self._latest = max(self._latest, self._wall())
        return self._latest

    def trouble(self) -> str:
        """That the clock was set back by more than moments, once for each time; else ""."""
        behind_s = self._latest - self._wall()
        if behind_s < _WORTH_TELLING_S:
            self._told = False
            return ""
        if self._told:
            return ""
        self._told = True
        return (
            f"this machine's clock was set back by {behind_s:.0f} s; until it has caught up, passes are held "
            "against the later time, so that none that ended opens again. If the later time was wrong, start "
            "the gate again"
        )
