"""Waiting for something that happens in another thread or process."""

import time
from collections.abc import Callable


def eventually(happened: Callable[[], bool], patience_s: float = 30.0) -> None:
    """Return as soon as it has happened; fail the test where it has not within a generous time."""
    limit = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < limit, f"did not happen within {patience_s:g} s"
        time.sleep(0.01)
