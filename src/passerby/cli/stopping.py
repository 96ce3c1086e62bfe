"""Ending in good order when told to."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], None]


@contextmanager
def stoppable() -> Iterator[threading.Event]:
    """An event that Control-C, and SIGTERM from a service manager, set: what was begun is then finished."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        # In a thread: the main one may just hold the event's own lock, and would wait for itself for ever.
        threading.Thread(target=stopping.set, name="stopping", daemon=True).start()

    with _handled(stop, signal.SIGINT, signal.SIGTERM):
        yield stopping


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM ends the block as Control-C does: by KeyboardInterrupt, so that what was opened is closed."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handled(interrupt, signal.SIGTERM):
        yield


@contextmanager
def _handled(handler: Handler, *numbers: signal.Signals) -> Iterator[None]:
    """These signals are handled so in the block, and afterwards as before."""
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
