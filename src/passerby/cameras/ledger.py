"""The book in which a camera's reader and keeper write, and from which anyone reads its health."""

import threading
from collections import deque

from passerby.cameras.health import CameraHealth, CameraState

_FPS_OVER_FRAMES = 50


class Ledger:
    """One camera's state and counters, safe to use from several threads. at: UTC seconds."""

    def __init__(self, name: str, address: str, at: float) -> None:
        self._lock = threading.Lock()
        self._name, self._address = name, address
        self._state, self._reason = CameraState.STOPPED, ""
        self._since = at
        self._next_try_at: float | None = None
        self._received = self._late = self._damaged = self._reconnects = 0
        self._codec, self._size_wh = "", (0, 0)
        self._stamps: deque[float] = deque(maxlen=_FPS_OVER_FRAMES)

    def enter(
        self, state: CameraState, at: float, reason: str = "", next_try_at: float | None = None
    ) -> None:
        """Change the state; `since` is kept where the state stays the same."""
        with self._lock:
            if state is not self._state:
                self._since = at
            self._state, self._reason, self._next_try_at = state, reason, next_try_at

    def try_again(self) -> None:
        """A new attempt begins; the state stays until it has come to something."""
        with self._lock:
            self._next_try_at = None
            self._reconnects += 1
            self._stamps.clear()

    def opened(self, codec: str) -> None:
        """A connection has been made."""
        with self._lock:
            self._codec = codec

    def received(self, captured_at: float, size_wh: tuple[int, int]) -> int:
        """A frame has arrived, so the camera is live; returns how many came before it."""
        self.enter(CameraState.LIVE, captured_at)
        with self._lock:
            self._size_wh = size_wh
            self._stamps.append(captured_at)
            self._received += 1
            return self._received - 1

    def came_late(self, at: float) -> None:
        """A frame of a paced file was due too long ago to be worth converting: received, and dropped."""
        self.enter(CameraState.LIVE, at)
        with self._lock:
            self._received += 1
            self._late += 1

    def damaged(self, packets: int) -> None:
        """So many more packets could not be decoded."""
        with self._lock:
            self._damaged += packets

    def health(self, dropped: int, clock_jumps: int) -> CameraHealth:
        """The camera just now. dropped: by its queue. clock_jumps: by its clocks."""
        with self._lock:
            return CameraHealth(
                name=self._name,
                address=self._address,
                state=self._state,
                reason=self._reason,
                since=self._since,
                next_try_at=self._next_try_at,
                received=self._received,
                dropped=dropped + self._late,
                damaged=self._damaged,
                reconnects=self._reconnects,
                clock_jumps=clock_jumps,
                codec=self._codec,
                size_wh=self._size_wh,
                fps=self._fps(),
            )

    def _fps(self) -> float:
        span_s = self._stamps[-1] - self._stamps[0] if len(self._stamps) > 1 else 0.0
        return (len(self._stamps) - 1) / span_s if span_s > 0 else 0.0
