"""Two ends of one bus, and processes that stand at another end."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from passerby.bus.bus import ACK_WAIT_S, MAX_WAITING, Bus
from passerby.bus.local import LocalBus
from passerby.bus.memory import Exchange, MemoryBus


class Ends:
    """Opens ends of one bus, as many as a test wants, and closes them after it."""

    def __init__(self, kind: str, home: Path) -> None:
        self._kind = kind
        self._home = home
        self._exchange: Exchange | None = None
        self._opened: list[Bus] = []

    def open(self, ack_wait_s: float = ACK_WAIT_S, max_waiting: int = MAX_WAITING) -> Bus:
        bus: Bus
        if self._kind == "local":
            bus = LocalBus(self._home, ack_wait_s=ack_wait_s, max_waiting=max_waiting)
        else:
            self._exchange = self._exchange or Exchange(max_waiting)
            bus = MemoryBus(self._exchange, ack_wait_s)
        self._opened.append(bus)
        return bus

    def close(self) -> None:
        for bus in self._opened:
            bus.close()


@contextmanager
def another_process(home: Path, body: str) -> Iterator[subprocess.Popen[str]]:
    """A process in which `bus` is a local bus of the home folder; killed, not asked, at the end."""
    code = (
        "import os, sys, time; from pathlib import Path; from passerby.bus.local import LocalBus; "
        f"bus = LocalBus(Path(sys.argv[1]))\n{body}"
    )
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", code, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line_of(process: subprocess.Popen[str]) -> str:
    """The next line that the process writes."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


Handler = Callable[[bytes], bytes]
