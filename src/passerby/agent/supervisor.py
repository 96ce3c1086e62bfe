"""Keeps the worker processes alive: starts them, hears them, and starts another when one dies."""

import multiprocessing
import os
import pickle
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Self

from passerby.agent import worker
from passerby.agent.camera_job import Analysis, CameraJob
from passerby.agent.reports import CameraReport, WorkerRefusal, WorkerReport, silent_report
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

_SPAWN = multiprocessing.get_context("spawn")


@dataclass(slots=True)
class _Slot:
    """One worker and the cameras it is for; `process` is None while it waits to be started again."""

    jobs: tuple[CameraJob, ...]
    process: SpawnProcess | None = None
    pipe: Connection | None = None
    heard_at: float = 0.0
    has_spoken: bool = False
    start_at: float = 0.0
    died_at: float = -float("inf")
    backoff: Backoff = field(default_factory=lambda: Backoff(1.0, 30.0))


class Supervisor:
    """Runs cameras in worker processes; a context manager. Call `poll` again and again to hear from them.

    workers: how many processes at most; cameras are dealt out to them in turn.
    """

    def __init__(self, jobs: Sequence[CameraJob], analysis: Analysis, workers: int) -> None:
        names = [job.name for job in jobs]
        if len(set(names)) < len(names):
            raise WorkerError(f"each camera needs its own name; got {', '.join(names)}")
        hands = max(1, min(workers, len(jobs)))
        self._analysis = analysis
        self._slots = [_Slot(tuple(jobs[first::hands])) for first in range(hands)]
        self._cameras = {job.name: silent_report(job.name, CameraState.CONNECTING, "") for job in jobs}
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
        self._mind()
        return reports

    def stop(self) -> list[Window]:
        """End every worker, in order where it answers; the windows that they still had."""
        windows: list[Window] = []
        running = [slot for slot in self._slots if slot.process is not None]
        for slot in running:
            _tell_to_stop(slot)
        deadline = time.monotonic() + STOP_WITHIN_S
        for slot in running:
            windows += self._last_words(slot, deadline)
            self._end(slot)
        self._slots = []
        return windows

    def _start(self, slot: _Slot) -> None:
        ours, theirs = _SPAWN.Pipe()
        slot.process = _SPAWN.Process(
            target=worker.run, args=(slot.jobs, self._analysis, theirs), name="passerby crowd", daemon=True
        )
        slot.process.start()
        theirs.close()
        slot.pipe, slot.heard_at = ours, time.monotonic()

    def _hear(self, slot: _Slot, pipe: Connection) -> WorkerReport | None:
        report = _receive(pipe)
        if isinstance(report, WorkerRefusal):
            if not slot.has_spoken:
                raise WorkerError(report.reason)
            self._died(slot, f"could not begin again ({report.reason})")
            return None
        if report is None:
            self._died(slot)
            return None
        slot.heard_at, slot.has_spoken = time.monotonic(), True
        self._note(report)
        if report.finished:
            self._end(slot)
            self._slots.remove(slot)
        return report

    def _note(self, report: WorkerReport) -> None:
        self.detector, self.detector_note = report.detector, report.detector_note
        self._cameras |= {camera.health.name: camera for camera in report.cameras}

    def _died(self, slot: _Slot, why: str = "") -> None:
        """Put a dead worker's cameras down as failed; plan its successor or, if it crashes often, two."""
        now = time.monotonic()
        exit_code = _exit_code(slot)
        self._end(slot)
        self._restarts += 1
        often, slot.died_at = now - slot.died_at < SPLIT_WITHIN_S, now
        if not often:
            slot.backoff.reset()
        delay_s = slot.backoff.next_delay_s()
        slot.start_at = now + delay_s
        slot.jobs = tuple(replace(job, resumed=True) for job in slot.jobs)
        for job in slot.jobs:
            reason = f"its worker process {why or _cause_of_death(exit_code)}; another one is started"
            self._mark_failed(job.name, reason, delay_s)
        if often and exit_code != -signal.SIGKILL and len(slot.jobs) > 1:
            half = len(slot.jobs) // 2
            parts = [
                replace(slot, jobs=jobs, backoff=Backoff(1.0, 30.0))
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
        self._cameras[name] = replace(known, health=health, lags_s=())

    def _mind(self) -> None:
        """End workers that hang, and start those whose time has come."""
        now = time.monotonic()
        for slot in list(self._slots):
            if slot.process is None and now >= slot.start_at:
                self._start(slot)
            elif slot.process is not None and now - slot.heard_at > _patience_s(slot):
                slot.process.kill()
                self._died(slot, f"said nothing for {_patience_s(slot):g} s and was ended")

    def _last_words(self, slot: _Slot, deadline: float) -> list[Window]:
        windows: list[Window] = []
        while slot.pipe is not None and slot.pipe.poll(max(0.0, deadline - time.monotonic())):
            report = _receive(slot.pipe)
            if not isinstance(report, WorkerReport):
                break
            self._note(report)
            windows += report.windows
            if report.finished:
                break
        return windows

    def _end(self, slot: _Slot) -> None:
        if slot.pipe is not None:
            slot.pipe.close()
        if slot.process is not None:
            slot.process.join(1.0)
            if slot.process.is_alive():
                slot.process.kill()
                slot.process.join(1.0)
            if not slot.process.is_alive():
                slot.process.close()
        slot.process = slot.pipe = None


def share_threads(threads: int, workers: int) -> int:
    """Cores for each worker's models: as set, or an equal share of the machine's, at least one."""
    return threads or max(1, (os.cpu_count() or 1) // workers)


def _tell_to_stop(slot: _Slot) -> None:
    try:
        if slot.pipe is not None:
            slot.pipe.send("stop")
    except OSError:
        # It died by itself just now, which is what was asked for.
        return


def _receive(pipe: Connection) -> WorkerReport | WorkerRefusal | None:
    """The next word of a worker; None where it died, perhaps in the middle of it."""
    try:
        word: WorkerReport | WorkerRefusal = pipe.recv()
    except (EOFError, OSError, pickle.UnpicklingError):
        return None
    return word


def _patience_s(slot: _Slot) -> float:
    return SILENT_FOR_S if slot.has_spoken else STARTING_FOR_S


def _exit_code(slot: _Slot) -> int | None:
    if slot.process is None:
        return None
    slot.process.join(1.0)
    return slot.process.exitcode


def _cause_of_death(exit_code: int | None) -> str:
    if exit_code is None:
        return "stopped answering"
    return f"was ended by signal {-exit_code}" if exit_code < 0 else f"ended with code {exit_code}"
