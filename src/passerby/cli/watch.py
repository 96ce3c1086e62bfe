"""Watching live sources: figures on the terminal as they come, until stopped."""

import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.live import Live

from passerby.agent.camera_job import Analysis, CameraJob
from passerby.agent.line_totals import LineTotals
from passerby.agent.supervisor import Supervisor, share_threads
from passerby.cli.figures_text import detector_text, plain_console
from passerby.cli.stopping import stoppable
from passerby.cli.watch_screen import screen, state_text, window_line
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
    supervisor = open_supervisor(jobs, detector, settings)
    try:
        with stoppable() as stopping, supervisor, watcher.display() as live:
            try:
                _listen(supervisor, watcher, live, stopping, seconds)
            finally:
                # However it ends, what the workers still hold is counted and written.
                watcher.take(supervisor.stop())
                watcher.show(live, supervisor)
    finally:
        watcher.close()
    watcher.conclude(supervisor)


def _listen(
    supervisor: Supervisor,
    watcher: "_Watcher",
    live: Live | None,
    stopping: threading.Event,
    seconds: float | None,
) -> None:
    deadline = float("inf")
    while not (supervisor.is_done or stopping.is_set() or time.monotonic() >= deadline):
        for report in supervisor.poll(POLL_S):
            watcher.take(report.windows)
        watcher.show(live, supervisor)
        if seconds and deadline == float("inf") and supervisor.is_heard:
            deadline = time.monotonic() + seconds


class _Watcher:
    """Takes windows to their file and figures to the terminal."""

    def __init__(self, out: str | None) -> None:
        self.console = plain_console()
        self._output = open_output(out)
        self._totals: defaultdict[str, LineTotals] = defaultdict(LineTotals)
        self._trouble = ""
        self._told_detector = False
        self._told: dict[str, str] = {}

    @contextmanager
    def display(self) -> Iterator[Live | None]:
        """A screen that redraws itself, where there is one."""
        if not self.console.is_terminal:
            yield None
            return
        with Live(console=self.console, auto_refresh=False, redirect_stdout=False) as live:
            yield live

    def take(self, windows: Iterable[Window]) -> None:
        """Count and write windows. A full disk is told, and what did not fit is tried again with the next."""
        taken = list(windows)
        for window in taken:
            self._totals[window.camera].add([window])
            if not self.console.is_terminal:
                self.console.print(window_line(window))
        try:
            self._output.write(taken)
            self._trouble = ""
        except OutputError as error:
            if not self._trouble and not self.console.is_terminal:
                self.console.print(str(error))
            self._trouble = str(error)

    def show(self, live: Live | None, supervisor: Supervisor) -> None:
        """Draw how the cameras are doing; where nothing can be drawn, print what has changed."""
        if live is not None:
            live.update(screen(supervisor, self._totals, self._trouble, self.console.width), refresh=True)
            return
        if supervisor.detector and not self._told_detector:
            self._told_detector = True
            self.console.print(detector_text(supervisor.detector, supervisor.detector_note))
        for camera in supervisor.cameras:
            name = camera.health.name
            text = state_text(camera) or f"{name} {camera.health.state.value}"
            if text != self._told.get(name):
                self._told[name] = text
                self.console.print(text)

    def close(self) -> None:
        """Finish the file. Raises OutputError when windows were lost."""
        self._output.close()

    def conclude(self, supervisor: Supervisor) -> None:
        """Raise what must not be overlooked: a camera that never gave a picture, a file that is not whole."""
        silent = [camera for camera in supervisor.cameras if not camera.analysed]
        told = [state_text(camera) or f"{camera.health.name} gave no picture" for camera in silent]
        told += [f"{camera.health.name}: {camera.note}" for camera in supervisor.cameras if camera.note]
        if told:
            raise (CameraError if silent else OutputError)("; ".join(told))
