"""The few frames that wait for analysis: bounded in age, number and memory; the oldest make room."""

import threading
from collections import deque
from dataclasses import dataclass

from passerby.shapes.frame import Frame


@dataclass(frozen=True, slots=True)
class _Waiting:
    frame: Frame
    arrived: float


class FrameQueue:
    """Frames in the order of arrival, for one reader thread and any number of takers.

    max_lag_s: no frame waits longer than this behind the newest. max_frames, max_bytes: never more than this
    waits, though the newest frame always has a place. dropped: how many frames made room. Times are of a
    monotonic clock.
    """

    def __init__(self, max_lag_s: float, max_frames: int, max_bytes: int) -> None:
        self._max_lag_s, self._max_frames, self._max_bytes = max_lag_s, max_frames, max_bytes
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting] = deque()
        self._bytes = 0
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, frame: Frame, arrived: float) -> None:
        """Add the newest frame, dropping the oldest ones beyond the bounds."""
        with self._lock:
            self._waiting.append(_Waiting(frame, arrived))
            self._bytes += frame.image.nbytes
            while len(self._waiting) > 1 and self._is_over(arrived):
                self._drop_oldest()

    def take(self, now: float) -> Frame | None:
        """The oldest frame still worth analysing, or None. Only a lone frame may be older than max_lag_s."""
        with self._lock:
            while len(self._waiting) > 1 and now - self._waiting[0].arrived > self._max_lag_s:
                self._drop_oldest()
            if not self._waiting:
                return None
            oldest = self._waiting.popleft()
            self._bytes -= oldest.frame.image.nbytes
            return oldest.frame

    def clear(self) -> None:
        """Let go of every waiting picture, uncounted: nobody will ask for them any more."""
        with self._lock:
            self._waiting.clear()
            self._bytes = 0

    def _is_over(self, now: float) -> bool:
        return (
            len(self._waiting) > self._max_frames
            or self._bytes > self._max_bytes
            or now - self._waiting[0].arrived > self._max_lag_s
        )

    def _drop_oldest(self) -> None:
        self._bytes -= self._waiting.popleft().frame.image.nbytes
        self.dropped += 1
