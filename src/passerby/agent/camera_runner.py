"""One camera in a worker: takes its frames, counts, and keeps going whatever one of them does."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from passerby.agent.camera_job import CameraJob
from passerby.agent.reports import CameraReport
from passerby.agent.sinks import Sink, each_sink, open_sinks
from passerby.cameras.address import Address, parse
from passerby.cameras.health import CameraHealth, CameraState
from passerby.cameras.live import LiveCamera
from passerby.crowd.lane import CrowdLane
from passerby.shapes.errors import AddressError
from passerby.shapes.frame import Frame
from passerby.shapes.window import Window
from passerby.vision.motion_gate import MotionGate
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

    def stop(self) -> list[Window]:
        """Let go of the camera; the last window."""
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
        self._health = CameraHealth(
            name=name,
            address="",
            state=CameraState.FAILED,
            reason=reason,
            since=time.time(),
            next_try_at=None,
            received=0,
            dropped=0,
            damaged=0,
            reconnects=0,
            clock_jumps=0,
            codec="",
            size_wh=(0, 0),
            fps=0.0,
        )

    def start(self) -> None:
        """There is nothing to open."""

    def step(self) -> None:
        """No frame ever waits."""

    def stop(self) -> list[Window]:
        """There is no last window."""
        return []

    def report(self) -> CameraReport:
        """Why it is not counted."""
        return CameraReport(self._health, 0, 0, (), None)


class CameraRunner:
    """Counts at one camera. `step` is called again and again by the worker that owns it."""

    def __init__(
        self, job: CameraJob, address: Address, detectors: PeopleDetectors, on_frame: Callable[[], None]
    ) -> None:
        self._job, self._address = job, address
        self._detectors = detectors
        self._camera = LiveCamera(address, job.options, name=job.name, on_frame=on_frame)
        self._lane = self._new_lane()
        self._sinks: list[Sink] = []
        self._analysed = self._skipped = 0
        self._lags_s: list[float] = []
        self._note = ""
        self._rests_until = 0.0
        self._over = False

    def start(self) -> None:
        """Open what is written to, and the camera. Raises OutputError."""
        self._sinks = open_sinks(self._job)
        self._camera.start()

    def stop(self) -> list[Window]:
        """Let go of the camera; the last window."""
        self._camera.stop()
        return self._close()

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
            return self._close()
        return None

    def report(self) -> CameraReport:
        """How the camera is doing; begins a new count of lags."""
        lags_s, self._lags_s = tuple(self._lags_s), []
        return CameraReport(
            self._health(), self._analysed, self._skipped, lags_s, self._lane.current(), self._note
        )

    def _new_lane(self) -> CrowdLane:
        gate = MotionGate() if self._job.motion_gate else None
        detector = self._detectors.for_camera()
        return CrowdLane(detector, self._job.scene, self._job.name, self._job.window_s, gate)

    def _guarded(self, frame: Frame) -> list[Window]:
        """The border that keeps a fault in one camera's analysis from stopping the others.

        The fault is logged whole and shown with the camera, whose analysis begins anew after a rest.
        """
        try:
            return self._analyse(frame)
        except Exception as error:
            log.exception("%s: the analysis of a frame broke", self._job.name)
            self._rests_until = time.monotonic() + REST_AFTER_FAULT_S
            self._note = f"its analysis broke ({type(error).__name__}); see the log. It begins again"
            self._lane = self._new_lane()
            return []

    def _analyse(self, frame: Frame) -> list[Window]:
        look = self._lane.look(frame, self._camera.health().dropped)
        self._analysed += 1
        self._skipped += look.skipped
        self._lags_s.append(max(0.0, time.time() - frame.captured_at))
        if self._sinks:
            # Counting goes on without a file that fails: figures matter more than a picture of them.
            current = self._lane.current()
            faults = each_sink(self._sinks, lambda sink: sink.take(frame, look, current))
            self._note = "; ".join(faults) or self._note
        return look.windows

    def _has_ended(self) -> bool:
        health = self._camera.health()
        broken_file = health.state is CameraState.FAILED and health.next_try_at is None
        return (health.state in _OVER or broken_file) and not self._address.is_live

    def _close(self) -> list[Window]:
        self._note = "; ".join(each_sink(self._sinks, lambda sink: sink.close())) or self._note
        self._sinks = []
        last = self._lane.close()
        return [last] if last is not None else []

    def _health(self) -> CameraHealth:
        health = self._camera.health()
        rests_for = self._rests_until - time.monotonic()
        if rests_for <= 0:
            return health
        return replace(
            health, state=CameraState.FAILED, reason=self._note, next_try_at=time.time() + rests_for
        )
