"""`passerby up --demo` as a process of its own, in a home folder that is gone afterwards."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from passerby.shapes.errors import BenchError

START_WITHIN_S = 90.0
_LINK = re.compile(r"https?://\S+/link/\S+")
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Console:
    """A console that runs. started_at: when its process was begun, of a monotonic clock."""

    home: Path
    url: str
    link: str = field(repr=False)
    started_at: float
    pid: int

    def memory_mb(self) -> float:
        """Resident memory of the hub's process; 0 where it is gone."""
        for child in psutil.Process(self.pid).children(recursive=True):
            words = child.cmdline()
            if "hub" in words:
                return float(child.memory_info().rss) / _MEGABYTE
        return 0.0


@contextmanager
def demo_console() -> Iterator[Console]:
    """Start it on a free port of the loopback; end it, its children included. Raises BenchError."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="passerby-bench-") as home:
        command = [sys.executable, "-m", "passerby.cli.main", "up", "--demo", "--no-open"]
        started_at = time.monotonic()
        process = subprocess.Popen(
            [*command, "--home", home, "--port", str(port)],
            stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        try:
            link = _link_of(process, started_at)
            yield Console(Path(home), f"http://127.0.0.1:{port}", link, started_at, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20.0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _link_of(process: "subprocess.Popen[str]", started_at: float) -> str:
    for line in process.stdout or ():
        if found := _LINK.search(line):
            return found.group()
        if time.monotonic() - started_at > START_WITHIN_S:
            break
    raise BenchError("the console did not start; what it said stands above")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
