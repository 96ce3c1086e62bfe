"""One camera in a worker: takes its frames, counts, and keeps going whatever one of them does."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import Protocol

from passerby.agent.camera_job import CameraJob
from passerby.agent.lanes import open_lane
from passerby.agent.preview import Preview, PreviewMode
from passerby.agent.preview_maker import PreviewMaker
from passerby.agent.reports import CameraReport, silent_report
from passerby.agent.sinks import Sinks, open_sinks
from passerby.cameras.address import Address, parse
from passerby.cameras.health import CameraHealth, CameraState
from passerby.cameras.live import LiveCamera
from passerby.shapes.errors import AddressError, OutputError
from passerby.shapes.frame import Frame
from passerby.shapes.scene import Scene
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

    def redraw(self, scene: Scene, /) -> None:
        """Count by another scene from the next frame on."""
        ...

    def watch(self, mode: PreviewMode, until: float, /) -> None:
        """Make previews until this time of the monotonic clock."""
        ...

    def take_previews(self) -> list[Preview]:
        """What is to be shown, where somebody watches and it is time; once."""
        ...

    def finish(self) -> list[Window]:
        """Finish what is written to; the last window, which ends at the last frame."""
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
        return unusable(job, str(error))
    return CameraRunner(job, address, detectors, on_frame)


def unusable(job: CameraJob, reason: str) -> Runner:
    """The runner of a job that cannot be done; its report says why."""
    return UnusableCamera(job.name, reason)


class UnusableCamera:
    """A camera that cannot be opened at all: it never starts, and its report says why."""

    is_over = True

    def __init__(self, name: str, reason: str) -> None:
        self._report = silent_report(name, CameraState.FAILED, reason)

    def start(self) -> None:
        """There is nothing to open."""

    def step(self) -> None:
        """No frame ever waits."""

    def redraw(self, _scene: Scene) -> None:
        """There is nothing to count by it."""

    def watch(self, _mode: PreviewMode, _until: float) -> None:
        """There is nothing to see."""

    def take_previews(self) -> list[Preview]:
        """There is nothing to see."""
        return []

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
        self._closed_at = -inf
        self._previews: list[Preview] = []
        self._over = False
        self._preview_maker = PreviewMaker(job.name, detectors) if job.previews else None
        self._reported: CameraReport | None = None

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
        self._reported = CameraReport(
            self._health(),
            self._analysed,
            self._skipped,
            lags_s,
            self._lane.current(),
            self._note(),
            max(0.0, self._lane.seen_at),
        )
        return self._reported

    def redraw(self, scene: Scene) -> None:
        """Count by another scene from the next frame on."""
        self._job = replace(self._job, scene=scene)
        self._lane.redraw(scene)

    def watch(self, mode: PreviewMode, until: float) -> None:
        """Make previews until this time of the monotonic clock."""
        if self._preview_maker is not None:
            self._preview_maker.watch(mode, until)

    def take_previews(self) -> list[Preview]:
        """What is to be shown, where somebody watches and it is time; once."""
        previews, self._previews = self._previews, []
        return previews

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
                f"its analysis broke ({type(error).__name__}); see the log. It begins again"
            )
            return self._begin_again()

    def _begin_again(self) -> list[Window]:
        """A new lane in place of one that may be in any state; what that counted up to its last report."""
        told = self._reported.closed() if self._reported else None
        last = [told] if told is not None and told.started_at >= self._closed_at else []
        told_until = max([self._job.not_before, self._closed_at, *(window.ended_at for window in last)])
        self._job = replace(self._job, not_before=told_until)
        self._lane = open_lane(self._job, self._detectors, self._camera.health().dropped)
        self._reported = None
        return last

    def _analyse(self, frame: Frame) -> list[Window]:
        look = self._lane.look(frame, self._camera.health().dropped)
        self._analysed += 1
        self._skipped += look.skipped
        self._lags_s.append(max(0.0, time.time() - frame.captured_at))
        if self._sinks:
            # Counting goes on without a file that fails: figures matter more than a picture of them.
            self._faults += self._sinks.take(frame, look, self._lane.current())
        if self._preview_maker is not None:
            self._previews = self._preview_maker.take(frame, look, self._lane)
        self._fault_of_analysis = ""
        if look.windows:
            self._closed_at = look.windows[-1].ended_at
        return look.windows

    def _has_ended(self) -> bool:
        health = self._camera.health()
        broken_file = health.state is CameraState.FAILED and health.next_try_at is None
        return health.state in _OVER or (broken_file and not self._address.is_live)

    def finish(self) -> list[Window]:
        """Finish what is written to; the last window."""
        self._faults += self._sinks.close()
        last = self._lane.close(cut=True)
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
