"""Watching live sources: figures on the terminal as they come, until stopped."""

import os
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.live import Live

from passerby.agent.camera_job import Analysis, CameraJob
from passerby.agent.line_totals import LineTotals
from passerby.agent.supervisor import Supervisor, share_threads
from passerby.cli.figures_text import detector_text
from passerby.cli.watch_screen import screen, window_line
from passerby.cli.window_output import open_output
from passerby.settings import Settings
from passerby.shapes.errors import CameraError, OutputError
from passerby.shapes.window import Window

POLL_S = 0.5


def open_supervisor(jobs: list[CameraJob], detector: str, settings: Settings) -> Supervisor:
    """A supervisor for the cameras, with as many workers and threads as the settings say."""
    workers = min(settings.workers or os.cpu_count() or 1, len(jobs))
    threads = share_threads(settings.threads, workers)
    return Supervisor(jobs, Analysis(detector, settings.models, settings.provider, threads), workers)


def watch(
    jobs: list[CameraJob], detector: str, settings: Settings, out: str | None, seconds: float | None
) -> None:
    """Watch until told to stop, until every file has ended, or for so many seconds once all are heard of."""
    watcher = _Watcher(out)
    deadline: float | None = None
    with (
        _stoppable() as stopping,
        open_supervisor(jobs, detector, settings) as supervisor,
        watcher.display() as live,
    ):
        while not (supervisor.is_done or stopping.is_set() or _is_past(deadline)):
            for report in supervisor.poll(POLL_S):
                watcher.take(report.windows)
            watcher.show(live, supervisor)
            if seconds and deadline is None and len(supervisor.cameras) == len(jobs):
                deadline = time.monotonic() + seconds
        watcher.take(supervisor.stop())
        watcher.show(live, supervisor)
    watcher.close(supervisor)


def _is_past(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() >= deadline


class _Watcher:
    """Takes windows to their file and figures to the terminal."""

    def __init__(self, out: str | None) -> None:
        self.console = Console(stderr=True)
        self._output = open_output(out)
        self._totals: defaultdict[str, LineTotals] = defaultdict(LineTotals)
        self._trouble = ""
        self._told_detector = False

    @contextmanager
    def display(self) -> Iterator[Live | None]:
        """A screen that redraws itself, where there is one."""
        if not self.console.is_terminal:
            yield None
            return
        with Live(console=self.console, auto_refresh=False) as live:
            yield live

    def take(self, windows: Iterable[Window]) -> None:
        """Count and write windows. A full disk is told, and what did not fit is tried again with the next."""
        taken = list(windows)
        for window in taken:
            self._totals[window.camera].add([window])
            if not self.console.is_terminal:
                self.console.print(window_line(window), highlight=False, soft_wrap=True)
        try:
            self._output.write(taken)
            self._trouble = ""
        except OutputError as error:
            if not self._trouble and not self.console.is_terminal:
                self.console.print(str(error))
            self._trouble = str(error)

    def show(self, live: Live | None, supervisor: Supervisor) -> None:
        """Draw how the cameras are doing."""
        if live is not None:
            live.update(screen(supervisor, self._totals, self._trouble), refresh=True)
        elif supervisor.detector and not self._told_detector:
            self._told_detector = True
            self.console.print(detector_text(supervisor.detector, supervisor.detector_note))

    def close(self, supervisor: Supervisor) -> None:
        """Finish the file, and say what is left to say.

        Raises OutputError when windows were lost, CameraError when no camera gave a single picture.
        """
        for camera in supervisor.cameras:
            trouble = camera.note or camera.health.reason
            if trouble and not self.console.is_terminal:
                self.console.print(f"{camera.health.name}: {camera.health.state.value}; {trouble}")
        self._output.close()
        if not any(camera.analysed for camera in supervisor.cameras):
            reasons = [camera.health.reason for camera in supervisor.cameras if camera.health.reason]
            raise CameraError("; ".join(reasons) or "no camera gave a picture")


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """An event that Control-C, and SIGTERM from a service manager, set: the watch ends in good order."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
