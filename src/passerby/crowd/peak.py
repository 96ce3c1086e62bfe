"""The largest number of people that was there for longer than a blink."""

from bisect import bisect_right

HOLD_S = 0.2
"""For how long a number must hold to be a peak: one frame of a 5 fps camera. On a faster one, a single frame
in which a person is counted twice, or a box trembles over a zone's edge, makes no peak."""

_ROUNDING_S = 1e-6


class HeldPeak:
    """Follows one count. `_since[n]` tells since when more than n people have been there without a break."""

    def __init__(self) -> None:
        self._since: list[float] = []
        self.peak = 0

    def hold(self, until: float) -> None:
        """The count has not changed up to `until`."""
        # More people cannot have been there for longer than fewer, so the times never fall.
        held = bisect_right(self._since, until - HOLD_S + _ROUNDING_S)
        self.peak = max(self.peak, held)

    def change(self, count: int, now: float) -> None:
        """From `now` on there are `count` people."""
        del self._since[count:]
        self._since.extend([now] * (count - len(self._since)))

    def restart(self) -> None:
        """Pictures were missing: nothing has been held."""
        self._since.clear()
