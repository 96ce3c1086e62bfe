"""Keeps the worker processes alive: starts them, hears them, changes what they count, replaces the dead."""

import os
import signal
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Self

from passerby.agent.camera_job import Analysis, CameraJob, differs_in_scene_alone, is_same_job
from passerby.agent.commands import AddCamera, DropCamera, Redraw, Stop, WatchPreview
from passerby.agent.preview import Preview, PreviewMode
from passerby.agent.reports import CameraReport, WorkerRefusal, WorkerReport, silent_report
from passerby.agent.slot import Slot, cause_of_death, receive
from passerby.cameras.backoff import Backoff
from passerby.cameras.health import CameraHealth, CameraState
from passerby.shapes.errors import WorkerError
from passerby.shapes.window import Window

SILENT_FOR_S = 30.0
"""A worker that says nothing for so long hangs, and is ended."""

STARTING_FOR_S = 600.0
"""The same before its first word: some providers build their engine for minutes."""

SPLIT_WITHIN_S = 60.0
"""A worker that crashes twice within this is divided into two, so that who crashes it is soon alone. One that
was killed from outside is not: memory may have run out, and more workers need more of it."""

STOP_WITHIN_S = 5.0


class Supervisor:
    """Runs cameras in worker processes; a context manager. Call `poll` again and again to hear from them.

    A worker that dies is replaced. The window that its cameras were filling is closed as they last told it,
    so at most the figures since that report are lost, and what follows begins where it ended.

    workers: how many processes at most; cameras are dealt out to them in turn. stays: workers wait for more
    cameras when all theirs have ended, as `apply` needs it.
    """

    def __init__(
        self, jobs: Sequence[CameraJob], analysis: Analysis, workers: int, *, stays: bool = False
    ) -> None:
        _check_names(jobs)
        self._analysis, self._stays = analysis, stays
        self._most = max(1, workers)
        hands = min(self._most, len(jobs))
        self._slots = [Slot(tuple(jobs[first::hands])) for first in range(hands)]
        self._cameras = {job.name: silent_report(job.name, CameraState.CONNECTING, "") for job in jobs}
        self._ended_at: dict[str, float] = {}
        self._previews: list[Preview] = []
        self.detector, self.detector_note = "", ""
        self._restarts = 0

    def __enter__(self) -> Self:
        for slot in self._slots:
            self._start(slot)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def is_done(self) -> bool:
        """Whether every camera was a file that has been played to its end."""
        return not self._slots

    @property
    def restarts(self) -> int:
        """How often a worker died."""
        return self._restarts

    @property
    def is_heard(self) -> bool:
        """Whether every worker has spoken, or has died once."""
        return all(slot.has_spoken or slot.died_at > -float("inf") for slot in self._slots)

    @property
    def cameras(self) -> list[CameraReport]:
        """The latest word of every camera that has been heard of, by name."""
        return [self._cameras[name] for name in sorted(self._cameras)]

    @property
    def process_ids(self) -> list[int]:
        """The workers that run just now."""
        pids = [slot.process.pid for slot in self._slots if slot.process is not None]
        return [pid for pid in pids if pid is not None]

    def poll(self, timeout_s: float) -> list[WorkerReport]:
        """Wait at most so long for reports; start again what died. Raises WorkerError on a refusal."""
        pipes = {slot.pipe: slot for slot in self._slots if slot.pipe is not None}
        reports = []
        for ready in wait(list(pipes), timeout_s if pipes else min(timeout_s, 0.2)):
            if isinstance(ready, Connection):
                report = self._hear(pipes[ready], ready)
                reports += [report] if report else []
        return reports + self._mind()

    def take_previews(self) -> list[Preview]:
        """What watched cameras have sent to be looked at since the last call."""
        previews, self._previews = self._previews, []
        return previews

    def watch_preview(self, camera: str, mode: PreviewMode, until: float) -> None:
        """Let a camera send previews until this time of the monotonic clock; an unknown one sends none."""
        for slot in self._slots:
            # Not kept for a worker that is starting: until it listens, nobody may be looking any more.
            if slot.is_ready and any(job.name == camera for job in slot.jobs):
                slot.tell(WatchPreview(camera, mode, until))

    def apply(self, jobs: Sequence[CameraJob]) -> None:
        """Count at these cameras from now on, and at no others.

        A camera whose job is as before is not touched. One of which only the scene differs goes on with the
        new scene: see SceneFigures.redraw. Any other change closes its window and opens it again, in the same
        process. Windows that close on the way come with the next reports. Raises WorkerError where two
        cameras have one name.
        """
        _check_names(jobs)
        wanted = {job.name: job for job in jobs}
        for slot in self._slots:
            self._update(slot, wanted)
        known = {job.name for slot in self._slots for job in slot.jobs}
        self._cameras = {name: report for name, report in self._cameras.items() if name in known}
        for job in jobs:
            if job.name not in known:
                self._cameras[job.name] = silent_report(job.name, CameraState.CONNECTING, "")
                self._deal_out(job)

    def stop(self) -> list[Window]:
        """End every worker, in order where it answers; the windows that they still had."""
        windows: list[Window] = []
        running = [slot for slot in self._slots if slot.process is not None]
        for slot in running:
            slot.tell_to_stop()
        deadline = time.monotonic() + STOP_WITHIN_S
        for slot in running:
            windows += self._last_words(slot, deadline)
            slot.end()
        self._slots = []
        return windows

    def _start(self, slot: Slot) -> None:
        slot.start(self._analysis, self._continued, stays=self._stays)

    def _continued(self, job: CameraJob) -> CameraJob:
        """The job, to be counted from where its last window ended."""
        return replace(job, not_before=max(job.not_before, self._ended_at.get(job.name, job.not_before)))

    def _update(self, slot: Slot, wanted: dict[str, CameraJob]) -> None:
        """Bring a worker's cameras to what is wanted of them; one without any retires."""
        kept = []
        for job in slot.jobs:
            new = wanted.get(job.name)
            if new is None:
                slot.tell(DropCamera(job.name))
                continue
            kept.append(job if is_same_job(job, new) else new)
            if is_same_job(job, new):
                continue
            if differs_in_scene_alone(job, new):
                slot.tell(Redraw(job.name, new.scene))
            else:
                slot.tell(DropCamera(job.name))
                slot.tell(AddCamera(self._continued(new)))
        slot.jobs = tuple(kept)
        if not kept:
            slot.retires = True
            slot.tell(Stop())

    def _deal_out(self, job: CameraJob) -> None:
        """Give a new camera to a new worker, while there may be more of them, or to the least busy one."""
        hands = [slot for slot in self._slots if not slot.retires]
        if len(hands) < self._most:
            slot = Slot((job,))
            self._slots.append(slot)
            self._start(slot)
            return
        slot = min(hands, key=lambda slot: len(slot.jobs))
        slot.jobs += (job,)
        slot.tell(AddCamera(self._continued(job)))

    def _hear(self, slot: Slot, pipe: Connection) -> WorkerReport | None:
        word = receive(pipe)
        if isinstance(word, WorkerRefusal):
            if not slot.has_spoken and not (self._stays and self.detector):
                raise WorkerError(word.reason)
            return self._died(slot, f"could not begin again ({word.reason})")
        if word is None:
            return self._died(slot)
        slot.listens()
        if isinstance(word, Preview):
            self._previews.append(word)
            return None
        self._note(slot, word)
        if word.finished:
            slot.end()
            self._slots.remove(slot)
        return word

    def _note(self, slot: Slot, report: WorkerReport) -> None:
        self.detector, self.detector_note = report.detector, report.detector_note
        slot.filling = () if report.finished else report.cameras
        mine = {job.name for job in slot.jobs}
        self._cameras |= {c.health.name: c for c in report.cameras if c.health.name in mine}
        self._remember_ends(report.windows)

    def _remember_ends(self, windows: Iterable[Window]) -> None:
        for window in windows:
            self._ended_at[window.camera] = max(
                window.ended_at, self._ended_at.get(window.camera, window.ended_at)
            )

    def _died(self, slot: Slot, why: str = "") -> WorkerReport:
        """Bury a worker, plan its successor, and tell what it had counted up to its last report."""
        windows = tuple(window for camera in slot.filling if (window := camera.closed()) is not None)
        slot.filling = ()
        self._remember_ends(windows)
        exit_code = slot.exit_code()
        slot.end()
        self._restarts += 1
        if slot.retires:
            self._slots.remove(slot)
        else:
            self._plan_successor(slot, exit_code, why)
        return WorkerReport(self.detector, self.detector_note, windows, ())

    def _plan_successor(self, slot: Slot, exit_code: int | None, why: str) -> None:
        """Put the cameras of a dead worker down as failed; plan another or, if it crashes often, two."""
        now = time.monotonic()
        often, slot.died_at = now - slot.died_at < SPLIT_WITHIN_S, now
        if not often:
            slot.backoff.reset()
        delay_s = slot.backoff.next_delay_s()
        slot.start_at = now + delay_s
        slot.jobs = tuple(replace(job, resumed=True) for job in slot.jobs)
        for job in slot.jobs:
            reason = f"its worker process {why or cause_of_death(exit_code)}; another one is started"
            self._mark_failed(job.name, reason, delay_s)
        if often and exit_code != -signal.SIGKILL and len(slot.jobs) > 1:
            half = len(slot.jobs) // 2
            parts = [
                replace(slot, jobs=jobs, told=[], backoff=Backoff(1.0, 30.0))
                for jobs in (slot.jobs[:half], slot.jobs[half:])
            ]
            where = self._slots.index(slot)
            self._slots[where : where + 1] = parts

    def _mark_failed(self, name: str, reason: str, delay_s: float) -> None:
        known = self._cameras[name]
        now = time.time()
        health: CameraHealth = replace(
            known.health, state=CameraState.FAILED, reason=reason, since=now, next_try_at=now + delay_s
        )
        self._cameras[name] = replace(known, health=health, lags_s=(), current=None)

    def _mind(self) -> list[WorkerReport]:
        """End workers that hang, and start those whose time has come; what the ended had counted."""
        now = time.monotonic()
        reports = []
        for slot in list(self._slots):
            if slot.process is None and slot.retires:
                self._slots.remove(slot)
            elif slot.process is None and now >= slot.start_at:
                self._start(slot)
            elif slot.process is not None and now - slot.heard_at > _patience_s(slot):
                slot.process.kill()
                # What it said before it hung is already here, or it would have been heard of.
                reports.append(self._died(slot, f"said nothing for {_patience_s(slot):g} s and was ended"))
        return reports

    def _last_words(self, slot: Slot, deadline: float) -> list[Window]:
        windows: list[Window] = []
        while slot.pipe is not None and slot.pipe.poll(max(0.0, deadline - time.monotonic())):
            word = receive(slot.pipe)
            if isinstance(word, Preview):
                continue
            if not isinstance(word, WorkerReport):
                break
            self._note(slot, word)
            windows += word.windows
            if word.finished:
                break
        # One that did not answer any more has told what it was filling.
        return windows + [window for camera in slot.filling if (window := camera.closed()) is not None]


def share_threads(threads: int, workers: int) -> int:
    """Cores for each worker's models: as set, or an equal share of the machine's, at least one."""
    return threads or max(1, (os.cpu_count() or 1) // workers)


def _check_names(jobs: Sequence[CameraJob]) -> None:
    names = [job.name for job in jobs]
    if len(set(names)) < len(names):
        raise WorkerError(f"each camera needs its own name; got {', '.join(names)}")


def _patience_s(slot: Slot) -> float:
    return SILENT_FOR_S if slot.has_spoken else STARTING_FOR_S
