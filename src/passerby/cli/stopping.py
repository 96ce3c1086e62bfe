"""Ending in good order when told to."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stoppable() -> Iterator[threading.Event]:
    """An event that Control-C, and SIGTERM from a service manager, set: what was begun is then finished."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        # In a thread: the main one may just hold the event's own lock, and would wait for itself for ever.
        threading.Thread(target=stopping.set, name="stopping", daemon=True).start()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM ends the block as Control-C does: by KeyboardInterrupt, so that what was opened is closed."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
