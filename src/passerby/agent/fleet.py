"""The cameras of an agent under whatever it is told: a supervisor, and what to do when one cannot begin."""

import logging
import os
import time
from dataclasses import replace

from passerby.agent.assignment import Assignment
from passerby.agent.camera_job import Analysis
from passerby.agent.preview import Preview, PreviewMode
from passerby.agent.reports import CameraReport, WorkerReport, silent_report
from passerby.agent.supervisor import Supervisor, share_threads
from passerby.cameras.health import CameraState
from passerby.settings import Settings
from passerby.shapes.errors import WorkerError
from passerby.shapes.window import Window

log = logging.getLogger(__name__)

TRY_AGAIN_S = 60.0
"""After so long a detector that could not begin is tried again, where no other one counts meanwhile."""


class Fleet:
    """Runs the cameras of an assignment with a detector, and changes both while they run. For one thread.

    A detector that cannot begin is told, with its reason, and the one that worked before goes on; where there
    was none, every camera is failed and it is tried again once a minute, as a model may be pulled.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._supervisor: Supervisor | None = None
        self._assignment = Assignment()
        self._wanted = self._running = self._proven = ""
        self._trouble = ""
        self._try_at = float("inf")
        self._refused: dict[str, CameraReport] = {}

    @property
    def detector(self) -> str:
        """What counts, in the words of the detector; "" before one has begun."""
        return self._supervisor.detector if self._supervisor else ""

    @property
    def detector_note(self) -> str:
        """What to know of the detector, and why it is not the one that was asked for."""
        note = self._supervisor.detector_note if self._supervisor else ""
        return ". ".join(part.rstrip(".") for part in (self._trouble, note) if part)

    @property
    def cameras(self) -> list[CameraReport]:
        """The latest word of every camera, those that cannot be opened included."""
        if self._supervisor is None:
            return list(self._refused.values())
        return [*self._supervisor.cameras, *self._refused.values()]

    @property
    def process_ids(self) -> list[int]:
        """The workers that run just now."""
        return self._supervisor.process_ids if self._supervisor else []

    def apply(self, assignment: Assignment, detector: str) -> list[Window]:
        """Count at these cameras with this detector. Only what changed is touched; the windows that the
        change of the detector closed.
        """
        self._assignment = assignment
        if self._supervisor is not None and detector == self._wanted:
            self._supervisor.apply(assignment.jobs)
            self._note_refused()
            return []
        self._wanted, self._trouble = detector, ""
        return self._switch(detector)

    def poll(self, timeout_s: float) -> list[WorkerReport]:
        """Wait at most so long for reports; see Supervisor.poll."""
        if time.monotonic() >= self._try_at:
            self._switch(self._wanted)
        if self._supervisor is None:
            time.sleep(min(timeout_s, 0.1))
            return []
        try:
            reports = self._supervisor.poll(timeout_s)
        except WorkerError as error:
            return [WorkerReport("", "", tuple(self._fall_back(str(error))), ())]
        if self._supervisor.detector:
            self._proven, self._try_at = self._running, float("inf")
            if self._running == self._wanted:
                self._trouble = ""
        return reports

    def watch_preview(self, camera: str, mode: PreviewMode, until: float) -> None:
        """See Supervisor.watch_preview."""
        if self._supervisor is not None:
            self._supervisor.watch_preview(camera, mode, until)

    def take_previews(self) -> list[Preview]:
        """See Supervisor.take_previews."""
        return self._supervisor.take_previews() if self._supervisor else []

    def stop(self) -> list[Window]:
        """End every worker; the windows that they still had."""
        supervisor, self._supervisor = self._supervisor, None
        return supervisor.stop() if supervisor else []

    def _switch(self, detector: str) -> list[Window]:
        windows = self.stop()
        self._running, self._try_at = detector, float("inf")
        # What an earlier supervisor's workers told is told; none of it is counted again.
        not_before = {window.camera: window.ended_at for window in windows}
        jobs = [
            replace(job, not_before=max(job.not_before, not_before.get(job.name, job.not_before)))
            for job in self._assignment.jobs
        ]
        workers = self._settings.workers or os.cpu_count() or 1
        threads = share_threads(self._settings.threads, max(1, min(workers, len(jobs))))
        analysis = Analysis(detector, self._settings.models, self._settings.provider, threads)
        self._supervisor = Supervisor(jobs, analysis, workers, stays=True).__enter__()
        self._note_refused()
        return windows

    def _fall_back(self, reason: str) -> list[Window]:
        """The detector could not begin: go on with the one before, or with none for now."""
        self._trouble = f"the detector {self._running!r} cannot be used: {reason}"
        log.warning("%s", self._trouble)
        if self._proven and self._proven != self._running:
            return self._switch(self._proven)
        windows = self.stop()
        self._try_at = time.monotonic() + TRY_AGAIN_S
        self._note_refused()
        return windows

    def _note_refused(self) -> None:
        """Write down, for those that are not counted, since when and why."""
        reasons = dict(self._assignment.refused)
        if self._supervisor is None:
            reasons |= {job.name: self._trouble for job in self._assignment.jobs}
        before = self._refused
        self._refused = {
            name: before[name]
            if name in before and before[name].health.reason == reason
            else silent_report(name, CameraState.FAILED, reason)
            for name, reason in reasons.items()
        }
