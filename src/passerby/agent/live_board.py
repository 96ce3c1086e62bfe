"""What the cameras see now, put where the hub looks: overwritten, never kept."""

import logging
import time

from passerby.agent.reports import CameraReport
from passerby.bus.bus import Bus
from passerby.cameras.health import CameraState
from passerby.events.live import LiveCamera, LiveLine, LiveZone, to_bytes
from passerby.shapes.errors import BusError

log = logging.getLogger(__name__)

AT_MOST_EVERY_S = 0.2
"""Workers report four times a second; this keeps what comes in a burst from going out as one."""

AT_LEAST_EVERY_S = 5.0
"""A camera that has nothing to tell is said to be there all the same."""


class LiveBoard:
    """Puts `live/<camera>` for the cameras of an agent. What the bus does not take is not tried again: the
    next word is newer. For one thread.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._put_at: dict[str, float] = {}
        self._told: dict[str, tuple[CameraState, str, float]] = {}

    def show(self, cameras: list[CameraReport]) -> None:
        """Tell the hub of the cameras whose word is new, and take away those that are no more."""
        now = time.monotonic()
        for camera in cameras:
            if self._is_due(camera, now):
                self._put_at[camera.health.name] = now
                self._told[camera.health.name] = _word(camera)
                self._put(camera.health.name, to_bytes(live_camera(camera, time.time())))
        for name in self._put_at.keys() - {camera.health.name for camera in cameras}:
            del self._put_at[name], self._told[name]
            self._put(name, None)

    def _is_due(self, camera: CameraReport, now: float) -> bool:
        silent_for = now - self._put_at.get(camera.health.name, -float("inf"))
        is_new = _word(camera) != self._told.get(camera.health.name)
        return silent_for >= (AT_MOST_EVERY_S if is_new else AT_LEAST_EVERY_S)

    def _put(self, camera: str, value: bytes | None) -> None:
        try:
            self._bus.put(f"live/{camera}", value)
        except BusError as error:
            log.debug("live figures of %s were not taken: %s", camera, error)


def live_camera(report: CameraReport, at: float) -> LiveCamera:
    """A camera's report as what the hub shows live. at: UTC seconds."""
    health, current = report.health, report.current
    return LiveCamera(
        camera=health.name,
        at=at,
        captured_at=report.counted_at or None,
        state=health.state,
        reason=health.reason or report.note,
        fps=health.fps,
        lag_s=report.lags_s[-1] if report.lags_s else None,
        people_now=current.people_now if current else 0,
        zones=tuple(
            LiveZone(zone.name, zone.people_now, zone.dwell.current_mean_s, zone.people_per_m2)
            for zone in (current.zones if current else ())
        ),
        lines=tuple(
            LiveLine(line.name, line.entered, line.left) for line in (current.lines if current else ())
        ),
        window_started_at=current.started_at if current else None,
    )


def _word(camera: CameraReport) -> tuple[CameraState, str, float]:
    return camera.health.state, camera.health.reason or camera.note, camera.counted_at
