"""A worker process: several cameras, one detector, one loop."""

import logging
import signal
import threading
import time
from dataclasses import replace
from multiprocessing.connection import Connection

import cv2

from passerby.agent.camera_job import Analysis, CameraJob
from passerby.agent.camera_runner import Runner, open_runner, unusable
from passerby.agent.commands import AddCamera, Command, DropCamera, Redraw, Stop, WatchPreview
from passerby.agent.reports import CameraReport, WorkerRefusal, WorkerReport
from passerby.shapes.errors import PasserbyError
from passerby.shapes.window import Window
from passerby.vision.people import PeopleDetectors, open_detector

REPORT_EVERY_S = 0.25
"""How old the figures on a screen may get before they travel; and the most that a crash can lose."""


def run(jobs: tuple[CameraJob, ...], analysis: Analysis, pipe: Connection, stays: bool = False) -> None:
    """The body of a worker process. Ends when told to through the pipe, or when the supervisor is gone.

    stays: wait to be told of other cameras when all have ended. Otherwise it ends with the last of them.
    """
    # Control-C and a service manager's SIGTERM reach the whole group; the supervisor decides what ends, and
    # when. Should it be gone, the pipe says so.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    # Workers share the cores among them; threads of OpenCV's own would only take them from one another.
    cv2.setNumThreads(1)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        detectors = open_detector(analysis.detector, analysis.models, analysis.provider, analysis.threads)
        worker = Worker(jobs, detectors, pipe, stays=stays)
        worker.start()
    except PasserbyError as error:
        pipe.send(WorkerRefusal(str(error)))
        return
    try:
        worker.serve()
    except (BrokenPipeError, ConnectionResetError, EOFError):
        # The supervisor is gone, and with it whoever wanted the figures.
        worker.stop()


class Worker:
    """The cameras of one process. Frames are taken in turn, so that a busy camera starves no other."""

    def __init__(
        self, jobs: tuple[CameraJob, ...], detectors: PeopleDetectors, pipe: Connection, *, stays: bool
    ) -> None:
        self._pipe = pipe
        self._detectors = detectors
        self._stays = stays
        self._frame_waits = threading.Event()
        self._runners = {job.name: open_runner(job, detectors, self._frame_waits.set) for job in jobs}
        self._windows: list[Window] = []
        self._dropped_at: dict[str, float] = {}
        self._report_due = 0.0
        self._told_to_stop = False

    def start(self) -> None:
        """Open the cameras. Raises OutputError when a file that was asked for cannot be written."""
        for runner in self._runners.values():
            runner.start()

    def serve(self) -> None:
        """Count until told to stop, or until every camera is a file that has ended."""
        self._send(self._reports())
        while not (self._told_to_stop or self._is_over()):
            self._frame_waits.clear()
            if not self._round():
                self._frame_waits.wait(max(0.0, self._report_due - time.monotonic()))
        # Told before the cameras are let go, which takes time: how they were, not that they were stopped.
        reports = self._reports()
        for runner in self._runners.values():
            self._windows += runner.finish()
        self._send(reports, finished=True)
        self.stop()

    def stop(self) -> None:
        """Let go of the cameras."""
        for runner in self._runners.values():
            runner.stop()

    def _is_over(self) -> bool:
        return not self._stays and all(runner.is_over for runner in self._runners.values())

    def _round(self) -> bool:
        """One frame of each camera that has one; whether any had. Reports on the way when it is time."""
        took = False
        for runner in list(self._runners.values()):
            windows = runner.step()
            took |= windows is not None
            self._windows += windows or []
            for preview in runner.take_previews():
                self._pipe.send(preview)
            self._report_when_due()
        self._report_when_due()
        self._listen()
        return took

    def _report_when_due(self) -> None:
        if time.monotonic() >= self._report_due:
            self._send(self._reports())

    def _listen(self) -> None:
        while not self._told_to_stop and self._pipe.poll():
            command: Command = self._pipe.recv()
            self._obey(command)

    def _obey(self, command: Command) -> None:
        if isinstance(command, Stop):
            self._told_to_stop = True
        elif isinstance(command, AddCamera):
            self._add(command.job)
        elif command.camera not in self._runners:
            # It was dropped by another command that overtook none: there is nothing left to tell it.
            return
        elif isinstance(command, DropCamera):
            self._drop(command.camera)
        elif isinstance(command, Redraw):
            self._runners[command.camera].redraw(command.scene)
        elif isinstance(command, WatchPreview):
            self._runners[command.camera].watch(command.mode, command.until)

    def _add(self, job: CameraJob) -> None:
        """Open one more camera; where that cannot be, its report says why, and the others go on."""
        job = replace(job, not_before=max(job.not_before, self._dropped_at.get(job.name, job.not_before)))
        runner: Runner = open_runner(job, self._detectors, self._frame_waits.set)
        try:
            runner.start()
        except PasserbyError as error:
            runner = unusable(job, str(error))
        self._runners[job.name] = runner

    def _drop(self, camera: str) -> None:
        runner = self._runners.pop(camera)
        last = runner.finish()
        self._windows += last
        if last:
            self._dropped_at[camera] = last[-1].ended_at
        runner.stop()

    def _reports(self) -> tuple[CameraReport, ...]:
        return tuple(runner.report() for runner in self._runners.values())

    def _send(self, cameras: tuple[CameraReport, ...], finished: bool = False) -> None:
        self._report_due = time.monotonic() + REPORT_EVERY_S
        windows, self._windows = tuple(self._windows), []
        self._pipe.send(WorkerReport(self._detectors.name, self._detectors.note, windows, cameras, finished))
