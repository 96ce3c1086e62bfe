"""For how long a frame speaks: time between frames is observed only while frames come as they used to."""

from collections import deque

MAX_GAP_S = 1.0
"""A pause up to this long is observed whatever the camera's rate: people do little in a second."""

GAP_INTERVALS = 3.0
"""A longer pause is observed up to so many of the camera's usual intervals: for cameras slower than 3 fps."""

LONGEST_S = 60.0
"""No picture speaks for more than a minute: time-lapse is a row of moments, not of observed days."""

_REMEMBERED = 31
_ENOUGH = 3


class FrameWatch:
    """Learns a camera's usual interval, and tells a pause from a gap."""

    def __init__(self) -> None:
        self._intervals: deque[float] = deque(maxlen=_REMEMBERED)

    def observed(self, interval_s: float) -> bool:
        """Whether the time since the last frame counts as observed. Learns from each interval asked about."""
        self._intervals.append(interval_s)
        if interval_s <= MAX_GAP_S:
            return True
        if len(self._intervals) < _ENOUGH or interval_s > LONGEST_S:
            return False
        usual = sorted(self._intervals)[(len(self._intervals) - 1) // 2]
        return interval_s <= GAP_INTERVALS * usual
