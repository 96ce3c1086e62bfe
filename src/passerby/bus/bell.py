"""How those who wait learn that something was written."""

import threading
import time


class Bell:
    """Rung at every write; who remembers how often it rang before looking misses nothing."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rung = 0
        self._listeners = 0

    @property
    def rung(self) -> int:
        """How often it has rung."""
        return self._rung

    def ring(self) -> None:
        """Wake everybody who waits."""
        with self._condition:
            self._rung += 1
            self._condition.notify_all()

    def wait(self, rung: int, timeout_s: float) -> None:
        """Return when it has rung more often than this, or when the time is over."""
        deadline = time.monotonic() + timeout_s
        with self._condition:
            self._listeners += 1
            # Whoever waits for somebody to listen waits on the same condition.
            self._condition.notify_all()
            try:
                while self._rung == rung and (left_s := deadline - time.monotonic()) > 0:
                    self._condition.wait(left_s)
            finally:
                self._listeners -= 1

    def wait_for_listener(self, rung: int) -> None:
        """Return when somebody waits for the bell, or when it has rung more often than this."""
        with self._condition:
            while not self._listeners and self._rung == rung:
                self._condition.wait()
