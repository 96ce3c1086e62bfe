"""Playing a file at its own speed."""

from collections.abc import Callable


class Pacer:
    """Says when each frame is due: the first at once, the others by their media time after it.

    Every wait is measured against the start, so that late wake-ups do not add up. now: monotonic seconds.
    wait: sleeps for so many seconds; it may return early.
    """

    def __init__(self, now: Callable[[], float], wait: Callable[[float], object]) -> None:
        self._now, self._wait = now, wait
        self._started: float | None = None

    def due(self, media_s: float) -> float:
        """When the frame with this media time is due, on the monotonic clock."""
        if self._started is None:
            self._started = self._now() - media_s
        return self._started + media_s

    def await_due(self, media_s: float) -> float:
        """Wait until the frame is due; returns by how many seconds it is late."""
        due = self.due(media_s)
        if due > self._now():
            self._wait(due - self._now())
        return max(0.0, self._now() - due)
