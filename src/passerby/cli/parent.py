"""A child's line to the process that started it: says when it is ready, and ends with it."""

import os
import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOOK_EVERY_S = 0.5


class Parent:
    """The other end is `children.Child`."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def tell(self, line: str) -> None:
        """Say one line. Of a parent that is gone nobody hears it, and the process ends anyway."""
        try:
            os.write(self._fd, line.encode() + b"\n")
        except BrokenPipeError:
            return

    def watch(self, stopping: threading.Event) -> None:
        """Set the event when the parent is gone, however it ended; return when the event is set."""
        poller = select.poll()
        poller.register(self._fd, 0)
        while not stopping.is_set():
            if poller.poll(_LOOK_EVERY_S * 1000):
                stopping.set()


@contextmanager
def parent_at(fd: int | None, stopping: threading.Event) -> Iterator[Parent | None]:
    """The parent at the other end of this pipe, None for no pipe; `stopping` is set when it is gone."""
    if fd is None:
        yield None
        return
    parent = Parent(fd)
    watching = threading.Thread(target=parent.watch, args=(stopping,), name="parent", daemon=True)
    watching.start()
    try:
        yield parent
    finally:
        stopping.set()
        watching.join()
        os.close(fd)
