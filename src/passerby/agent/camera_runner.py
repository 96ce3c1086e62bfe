"""One camera in a worker: takes its frames, counts, and keeps going whatever one of them does."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from passerby.agent.camera_job import CameraJob
from passerby.agent.lanes import open_lane
from passerby.agent.reports import CameraReport, silent_report
from passerby.agent.sinks import Sinks, open_sinks
from passerby.cameras.address import Address, parse
from passerby.cameras.health import CameraHealth, CameraState
from passerby.cameras.live import LiveCamera
from passerby.shapes.errors import AddressError, OutputError
from passerby.shapes.frame import Frame
from passerby.shapes.window import Window
from passerby.vision.background import Background
from passerby.vision.people import PeopleDetectors

log = logging.getLogger(__name__)

REST_AFTER_FAULT_S = 30.0
"""How long a camera whose analysis broke is left alone. Its fault is logged; the other cameras go on."""

_OVER = (CameraState.ENDED, CameraState.STOPPED)


class Runner(Protocol):
    """One camera of a worker."""

    @property
    def is_over(self) -> bool:
        """Whether no more frames will come."""
        ...

    def start(self) -> None:
        """Open what is written to, and the camera."""
        ...

    def step(self) -> list[Window] | None:
        """Analyse one waiting frame: the windows that it closed, or None when no frame was waiting."""
        ...

    def finish(self) -> list[Window]:
        """Finish what is written to; the last window."""
        ...

    def stop(self) -> None:
        """Let go of the camera."""
        ...

    def report(self) -> CameraReport:
        """How the camera is doing."""
        ...


def open_runner(job: CameraJob, detectors: PeopleDetectors, on_frame: Callable[[], None]) -> Runner:
    """A runner for the job; for an address that cannot be used, one that says so and stops no other."""
    try:
        address = parse(job.address)
    except AddressError as error:
        return UnusableCamera(job.name, str(error))
    return CameraRunner(job, address, detectors, on_frame)


class UnusableCamera:
    """A camera whose address cannot be used: it never starts, and its report says why."""

    is_over = True

    def __init__(self, name: str, reason: str) -> None:
        self._report = silent_report(name, CameraState.FAILED, reason)

    def start(self) -> None:
        """There is nothing to open."""

    def step(self) -> None:
        """No frame ever waits."""

    def finish(self) -> list[Window]:
        """There is no last window."""
        return []

    def stop(self) -> None:
        """There is nothing to let go of."""

    def report(self) -> CameraReport:
        """Why it is not counted."""
        return self._report


class CameraRunner:
    """Counts at one camera. `step` is called again and again by the worker that owns it."""

    def __init__(
        self, job: CameraJob, address: Address, detectors: PeopleDetectors, on_frame: Callable[[], None]
    ) -> None:
        self._job, self._address = job, address
        self._detectors = detectors
        self._camera = LiveCamera(address, job.options, name=job.name, on_frame=on_frame)
        self._lane = open_lane(job, detectors)
        self._sinks = Sinks([])
        self._analysed = self._skipped = 0
        self._lags_s: list[float] = []
        self._faults: list[str] = []
        self._fault_of_analysis = ""
        self._rests_until = 0.0
        self._over = False

    def start(self) -> None:
        """Open what is written to, and the camera.

        Raises OutputError, except where a dead worker is replaced: then counting goes on without the file.
        """
        try:
            self._sinks = open_sinks(self._job, None if self._detectors.built_in else Background())
        except OutputError as error:
            if not self._job.resumed:
                raise
            self._faults.append(str(error))
        self._camera.start()

    def stop(self) -> None:
        """Let go of the camera."""
        self._camera.stop()

    @property
    def is_over(self) -> bool:
        """Whether no more frames will come: a file was played to its end, or could not be read."""
        return self._over

    def step(self) -> list[Window] | None:
        """Analyse one waiting frame: the windows that it closed, or None when no frame was waiting."""
        if time.monotonic() < self._rests_until:
            return None
        frame = self._camera.take()
        if frame is not None:
            return self._guarded(frame)
        if not self._over and self._has_ended():
            self._over = True
            return self.finish()
        return None

    def report(self) -> CameraReport:
        """How the camera is doing; begins a new count of lags."""
        lags_s, self._lags_s = tuple(self._lags_s), []
        return CameraReport(
            self._health(), self._analysed, self._skipped, lags_s, self._lane.current(), self._note()
        )

    def _note(self) -> str:
        return "; ".join([*self._faults, *([self._fault_of_analysis] if self._fault_of_analysis else [])])

    def _guarded(self, frame: Frame) -> list[Window]:
        """The border that keeps a fault in one camera's analysis from stopping the others.

        The fault is logged whole and shown with the camera, whose analysis begins anew after a rest.
        """
        try:
            return self._analyse(frame)
        except Exception as error:
            log.exception("%s: the analysis of a frame broke", self._job.name)
            self._rests_until = time.monotonic() + REST_AFTER_FAULT_S
            self._fault_of_analysis = (
                f"its analysis broke ({type(error).__name__}), and the window that was filling is lost; "
                "see the log. It begins again"
            )
            self._lane = open_lane(self._job, self._detectors, self._camera.health().dropped)
            return []

    def _analyse(self, frame: Frame) -> list[Window]:
        look = self._lane.look(frame, self._camera.health().dropped)
        self._analysed += 1
        self._skipped += look.skipped
        self._lags_s.append(max(0.0, time.time() - frame.captured_at))
        if self._sinks:
            # Counting goes on without a file that fails: figures matter more than a picture of them.
            self._faults += self._sinks.take(frame, look, self._lane.current())
        self._fault_of_analysis = ""
        return look.windows

    def _has_ended(self) -> bool:
        health = self._camera.health()
        broken_file = health.state is CameraState.FAILED and health.next_try_at is None
        return health.state in _OVER or (broken_file and not self._address.is_live)

    def finish(self) -> list[Window]:
        """Finish what is written to; the last window."""
        self._faults += self._sinks.close()
        last = self._lane.close()
        return [last] if last is not None else []

    def _health(self) -> CameraHealth:
        health = self._camera.health()
        rests_for = self._rests_until - time.monotonic()
        if rests_for <= 0:
            return health
        return replace(
            health,
            state=CameraState.FAILED,
            reason=self._fault_of_analysis,
            next_try_at=time.time() + rests_for,
        )
