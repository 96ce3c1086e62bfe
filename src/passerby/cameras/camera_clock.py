"""A camera's clock: the machine's clocks and the stream's own timestamps, brought together."""

import threading
import time
from collections.abc import Callable

from passerby.cameras.clock import SteadyClock, StreamClock


class CameraClock:
    """Dates a camera's pictures in UTC; lives as long as the camera, so its times grow over reconnects.

    Safe to use from several threads. monotonic, wall: the machine's clocks, in seconds.
    """

    def __init__(
        self, monotonic: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time
    ) -> None:
        self._monotonic, self._wall = monotonic, wall
        self._lock = threading.Lock()
        self._steady = SteadyClock(monotonic(), wall())
        self._stream = StreamClock()

    @property
    def jumps(self) -> int:
        """How often the machine's clock or the stream's was found set."""
        return self._steady.jumps + self._stream.jumps

    def now(self) -> float:
        """The time in UTC seconds; never goes back."""
        with self._lock:
            return self._utc(self._monotonic())

    def reconnect(self) -> None:
        """A new connection begins."""
        with self._lock:
            self._stream.reconnect()

    def anchor(self, stream_s: float, arrived: float) -> None:
        """Before a connection's first picture: a timestamp, and when it came without having waited."""
        with self._lock:
            self._stream.anchor(stream_s, self._utc(arrived))

    def stamp(self, stream_s: float | None, arrived: float) -> float:
        """When a picture was taken, UTC seconds, from its timestamp and its arrival (monotonic)."""
        with self._lock:
            jumps = self._steady.jumps
            arrived_at = self._utc(arrived)
            if self._steady.jumps != jumps:
                self._stream.reconnect()
            return self._stream.stamp(stream_s, arrived_at)

    def _utc(self, monotonic: float) -> float:
        now = self._monotonic()
        return self._steady.at(now, self._wall()) - (now - monotonic)
