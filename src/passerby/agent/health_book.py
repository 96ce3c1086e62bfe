"""When to tell the hub how a camera is doing, and what."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from passerby.agent.reports import CameraReport
from passerby.cameras.health import CameraState
from passerby.events.camera_health import CameraHealthRecord

EVERY_S = 60.0
_MOST_LAGS = 4000


@dataclass(slots=True)
class _Page:
    state: CameraState | None = None
    told_at: float = -float("inf")
    lags_s: deque[float] = field(default_factory=lambda: deque(maxlen=_MOST_LAGS))


class HealthBook:
    """Remembers of each camera what was told last, and the lags since. Pure: the clock is handed in."""

    def __init__(self) -> None:
        self._pages: dict[str, _Page] = {}

    def note_lags(self, cameras: Iterable[CameraReport]) -> None:
        """Take the lags of reports, each report once."""
        for camera in cameras:
            self._pages.setdefault(camera.health.name, _Page()).lags_s.extend(camera.lags_s)

    def due(self, cameras: list[CameraReport], at: float) -> list[CameraHealthRecord]:
        """What is to be told at this time, UTC seconds: of each camera whose state changed or was last told a
        minute ago. Cameras that are not named any more are forgotten.
        """
        names = {camera.health.name for camera in cameras}
        self._pages = {name: page for name, page in self._pages.items() if name in names}
        return [
            self._tell(camera, self._pages[camera.health.name], at)
            for camera in cameras
            if self._is_due(camera, self._pages.setdefault(camera.health.name, _Page()), at)
        ]

    def _is_due(self, camera: CameraReport, page: _Page, at: float) -> bool:
        return camera.health.state is not page.state or not 0 <= at - page.told_at < EVERY_S

    def _tell(self, camera: CameraReport, page: _Page, at: float) -> CameraHealthRecord:
        record = _record(camera, page.lags_s, at)
        if camera.health.state is page.state:
            # A change of state between two minutes leaves them their lags.
            page.lags_s.clear()
        page.state, page.told_at = camera.health.state, at
        return record


def _record(camera: CameraReport, lags_s: deque[float], at: float) -> CameraHealthRecord:
    health = camera.health
    middle, high = np.percentile(lags_s, (50, 95)) if lags_s else (None, None)
    return CameraHealthRecord(
        camera=health.name,
        at=at,
        state=health.state,
        reason=health.reason,
        since=health.since,
        next_try_at=health.next_try_at,
        received=health.received,
        dropped=health.dropped,
        damaged=health.damaged,
        reconnects=health.reconnects,
        fps=health.fps,
        codec=health.codec,
        width=health.size_wh[0],
        height=health.size_wh[1],
        analysed=camera.analysed,
        skipped=camera.skipped,
        lag_p50_s=None if middle is None else float(middle),
        lag_p95_s=None if high is None else float(high),
        note=camera.note,
    )
