"""Processes that are kept running: started anew when they die, and ended in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

import typer

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
WELL_AFTER_S = 60.0
"""A child that ran for so long begins with the shortest wait again when it dies."""

END_WITHIN_S = 20.0


PASSERBY = (sys.executable, "-m", "passerby.cli.main")


class Child:
    """One `passerby` command in a process of its own, whose last line to us and whose death we notice.

    It runs in a session of its own: Control-C in a terminal reaches the parent alone, which then ends its
    children one after the other. shared: file descriptors that it is to inherit.
    """

    def __init__(
        self, name: str, words: Sequence[str], shared: Sequence[int] = (), program: Sequence[str] = PASSERBY
    ) -> None:
        self.name = name
        self._words = [*program, *words]
        self._shared = tuple(shared)
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe = -1
        self._heard = b""
        self._started_at = self._start_at = 0.0
        self._wait_s = FIRST_WAIT_S
        self.was_ready = False

    def start(self) -> None:
        """Start it."""
        self._pipe, theirs = os.pipe()
        os.set_blocking(self._pipe, False)
        try:
            self._process = subprocess.Popen(
                [*self._words, "--parent-fd", str(theirs)],
                pass_fds=(theirs, *self._shared),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(theirs)
        self._started_at = time.monotonic()

    @property
    def pid(self) -> int | None:
        """The process that runs; None while none does."""
        return self._process.pid if self._process else None

    def line(self) -> str | None:
        """What it said since the last call; None while it has said nothing whole."""
        try:
            self._heard += os.read(self._pipe, 65536) if self._pipe >= 0 else b""
        except BlockingIOError:
            return None
        line, newline, rest = self._heard.partition(b"\n")
        if not newline:
            return None
        self._heard, self.was_ready = rest, True
        return line.decode()

    def mind(self) -> int | None:
        """Start it again when its time has come. If it died just now, the status with which it ended."""
        if self._process is None:
            if time.monotonic() >= self._start_at:
                self.start()
            return None
        status = self._process.poll()
        if status is not None:
            self._let_go()
            self._postpone()
        return status

    def tell_death(self, status: int) -> None:
        """Say that it ended, and when it is started again."""
        how = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
        wait_s = max(0.0, self._start_at - time.monotonic())
        typer.echo(f"passerby: the {self.name} {how}; it is started again in {wait_s:.0f} s", err=True)

    def end(self) -> None:
        """Tell it to end, and wait until it has; one that does not is killed with all that it started."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            typer.echo(f"passerby: the {self.name} does not end by itself, and is killed", err=True)
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._let_go()

    def _let_go(self) -> None:
        self._process = None
        os.close(self._pipe)
        self._pipe, self._heard = -1, b""

    def _postpone(self) -> None:
        now = time.monotonic()
        if now - self._started_at >= WELL_AFTER_S:
            self._wait_s = FIRST_WAIT_S
        self._start_at = now + self._wait_s
        self._wait_s = min(self._wait_s * 2, LONGEST_WAIT_S)
