"""A worker process: several cameras, one detector, one loop."""

import logging
import signal
import threading
import time
from multiprocessing.connection import Connection

import cv2

from passerby.agent.camera_job import Analysis, CameraJob
from passerby.agent.camera_runner import open_runner
from passerby.agent.reports import CameraReport, WorkerRefusal, WorkerReport
from passerby.shapes.errors import PasserbyError
from passerby.shapes.window import Window
from passerby.vision.people import PeopleDetectors, open_detector

REPORT_EVERY_S = 0.5


def run(jobs: tuple[CameraJob, ...], analysis: Analysis, pipe: Connection) -> None:
    """The body of a worker process. Ends when told to through the pipe, or when the supervisor is gone."""
    # Control-C and a service manager's SIGTERM reach the whole group; the supervisor decides what ends, and
    # when. Should it be gone, the pipe says so.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    # Workers share the cores among them; threads of OpenCV's own would only take them from one another.
    cv2.setNumThreads(1)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        detectors = open_detector(analysis.detector, analysis.models, analysis.provider, analysis.threads)
        worker = Worker(jobs, detectors, pipe)
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

    def __init__(self, jobs: tuple[CameraJob, ...], detectors: PeopleDetectors, pipe: Connection) -> None:
        self._pipe = pipe
        self._detectors = detectors
        self._frame_waits = threading.Event()
        self._runners = [open_runner(job, detectors, self._frame_waits.set) for job in jobs]
        self._windows: list[Window] = []
        self._report_due = 0.0
        self._told_to_stop = False

    def start(self) -> None:
        """Open the cameras. Raises OutputError when a file that was asked for cannot be written."""
        for runner in self._runners:
            runner.start()

    def serve(self) -> None:
        """Count until told to stop, or until every camera is a file that has ended."""
        self._send(self._reports())
        while not (self._told_to_stop or all(runner.is_over for runner in self._runners)):
            self._frame_waits.clear()
            if not self._round():
                self._frame_waits.wait(max(0.0, self._report_due - time.monotonic()))
        # Told before the cameras are let go, which takes time: how they were, not that they were stopped.
        reports = self._reports()
        for runner in self._runners:
            self._windows += runner.finish()
        self._send(reports, finished=True)
        self.stop()

    def stop(self) -> None:
        """Let go of the cameras."""
        for runner in self._runners:
            runner.stop()

    def _round(self) -> bool:
        """One frame of each camera that has one; whether any had. Reports on the way when it is time."""
        took = False
        for runner in self._runners:
            windows = runner.step()
            took |= windows is not None
            self._windows += windows or []
            if time.monotonic() >= self._report_due:
                self._send(self._reports())
            self._told_to_stop = self._told_to_stop or self._pipe.poll()
            if self._told_to_stop:
                break
        return took

    def _reports(self) -> tuple[CameraReport, ...]:
        return tuple(runner.report() for runner in self._runners)

    def _send(self, cameras: tuple[CameraReport, ...], finished: bool = False) -> None:
        self._report_due = time.monotonic() + REPORT_EVERY_S
        windows, self._windows = tuple(self._windows), []
        self._pipe.send(WorkerReport(self._detectors.name, self._detectors.note, windows, cameras, finished))
