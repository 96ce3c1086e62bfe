"""One worker process as its supervisor sees it: started, told, heard and ended."""

import multiprocessing
import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.reduction import ForkingPickler

from passerby.agent.camera_job import Analysis, CameraJob
from passerby.agent.commands import Command, Stop
from passerby.agent.reports import CameraReport, Word
from passerby.cameras.backoff import Backoff

_SPAWN = multiprocessing.get_context("spawn")
_MOST_UNHEARD_BYTES = 64 * 1024


@dataclass(slots=True)
class Slot:
    """One worker and the cameras it is for; `process` is None while it waits to be started again.

    has_spoken: some process of this slot has; is_ready: this one has, so that it hears what it is told.
    told: what waits until it is, or until it has heard more; unheard_bytes: sent since it last spoke.
    filling: the last word of each of its cameras. retires: it was told to end, and gets no more cameras.
    """

    jobs: tuple[CameraJob, ...]
    process: SpawnProcess | None = None
    pipe: Connection | None = None
    heard_at: float = 0.0
    has_spoken: bool = False
    is_ready: bool = False
    retires: bool = False
    start_at: float = 0.0
    died_at: float = -float("inf")
    unheard_bytes: int = 0
    told: list[Command] = field(default_factory=list)
    filling: tuple[CameraReport, ...] = ()
    backoff: Backoff = field(default_factory=lambda: Backoff(1.0, 30.0))

    def start(self, analysis: Analysis, prepare: Callable[[CameraJob], CameraJob], *, stays: bool) -> None:
        """Start the process. prepare: what to make of each job first; stays: see worker.run."""
        ours, theirs = _SPAWN.Pipe()
        jobs = tuple(prepare(job) for job in self.jobs)
        self.process = _SPAWN.Process(
            target=_run_worker, args=(jobs, analysis, theirs, stays), name="passerby crowd", daemon=True
        )
        self.process.start()
        theirs.close()
        self.pipe, self.heard_at = ours, time.monotonic()

    def tell(self, command: Command) -> None:
        """Send a command, as soon as the process listens. One that is not running needs none: it starts with
        all that its jobs say.
        """
        if self.process is not None:
            self.told.append(command)
        self._send_waiting()

    def tell_to_stop(self) -> None:
        """Let the process finish and end, whatever else it was to be told."""
        self.told[:] = [Stop()]
        self.is_ready, self.unheard_bytes = True, 0
        self._send_waiting()

    def listens(self) -> None:
        """The process has spoken, so it empties its pipe, and takes more."""
        self.heard_at, self.has_spoken = time.monotonic(), True
        self.is_ready, self.unheard_bytes = True, 0
        self._send_waiting()

    def end(self) -> None:
        """End the process, in order where it is about to end, and let go of it."""
        if self.pipe is not None:
            self.pipe.close()
        if self.process is not None:
            self.process.join(1.0)
            if self.process.is_alive():
                self.process.kill()
                self.process.join(1.0)
            if not self.process.is_alive():
                self.process.close()
        self.process = self.pipe = None
        self.is_ready = False
        self.told.clear()

    def exit_code(self) -> int | None:
        """How the process ended; None while it has not."""
        if self.process is None:
            return None
        self.process.join(1.0)
        return self.process.exitcode

    def _send_waiting(self) -> None:
        """Send what the pipe surely takes at once: who waited here would not hear a worker that waits too."""
        while (
            self.is_ready and self.told and self.pipe is not None and self.unheard_bytes < _MOST_UNHEARD_BYTES
        ):
            raw = ForkingPickler.dumps(self.told.pop(0))
            self.unheard_bytes += len(raw)
            try:
                self.pipe.send_bytes(raw)
            except OSError:
                # It died just now. That is heard on the pipe next, and its successor knows all of this.
                return


def _run_worker(jobs: tuple[CameraJob, ...], analysis: Analysis, pipe: Connection, stays: bool) -> None:
    # Loaded where it is needed: the process that supervises has no use for trackers and networks.
    from passerby.agent import worker

    worker.run(jobs, analysis, pipe, stays)


def receive(pipe: Connection) -> Word | None:
    """The next word of a worker; None where it died, perhaps in the middle of it."""
    try:
        word: Word = pipe.recv()
    except (EOFError, OSError, pickle.UnpicklingError):
        return None
    return word


def cause_of_death(exit_code: int | None) -> str:
    """What became of a process, in words."""
    if exit_code is None:
        return "stopped answering"
    return f"was ended by signal {-exit_code}" if exit_code < 0 else f"ended with code {exit_code}"
