"""`passerby bench cameras`: how many live cameras a machine holds, at what loss, lag and memory."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np

from passerby.cameras.health import CameraHealth, CameraState
from passerby.shapes.errors import PasserbyError

START_WITHIN_S = 60.0
_SAMPLE_EVERY_S = 0.5
_MEGABYTE = 1_000_000


class CameraLoad(Protocol):
    """What is told of one camera: see agent.reports.CameraReport, which this package does not know."""

    @property
    def health(self) -> CameraHealth:
        """State and counters."""
        ...

    @property
    def analysed(self) -> int:
        """Frames since the start."""
        ...

    @property
    def skipped(self) -> int:
        """Of them, those that a motion gate passed over."""
        ...

    @property
    def lags_s(self) -> tuple[float, ...]:
        """Seconds from each frame's being taken to its figures, since the last report."""
        ...


class FleetReport(Protocol):
    """One report of a worker."""

    @property
    def cameras(self) -> Sequence[CameraLoad]:
        """Its cameras."""
        ...


class Fleet(Protocol):
    """Cameras that run in worker processes."""

    @property
    def cameras(self) -> Sequence[CameraLoad]:
        """The latest word of every camera."""
        ...

    @property
    def detector(self) -> str:
        """What analyses them."""
        ...

    @property
    def restarts(self) -> int:
        """How often a worker died."""
        ...

    @property
    def process_ids(self) -> list[int]:
        """The worker processes."""
        ...

    def poll(self, timeout_s: float) -> Sequence[FleetReport]:
        """Wait for reports."""
        ...


@dataclass(frozen=True, slots=True)
class CamerasReport:
    """A live load of some seconds.

    offered: frames that the cameras gave, analysed + dropped + still waiting. skipped: of the analysed, those
    that the motion gate passed over. dropped_ratio: dropped / (analysed + dropped). rss_mb: the largest sum
    of the resident memory of all processes, in millions of bytes; shared pages count once per process.
    lag_p95_s: from a frame's being due to its figures being ready.
    """

    cameras: int
    detector: str
    seconds: float
    offered: int
    analysed: int
    skipped: int
    dropped: int
    dropped_ratio: float
    rss_mb: float
    lag_p95_s: float

    def as_record(self) -> dict[str, Any]:
        """The report as one flat JSON object."""
        return {key: round(v, 4) if isinstance(v, float) else v for key, v in asdict(self).items()}


def measure_cameras(
    open_fleet: Callable[[], AbstractContextManager[Fleet]], cameras: int, seconds: float
) -> CamerasReport:
    """Run a fleet until all its cameras are analysed, then measure for some seconds.

    Raises PasserbyError when a camera does not come to life.
    """
    memory = _Memory()
    with open_fleet() as fleet:
        _await_first_frames(fleet, cameras)
        before, began = _counts(fleet), time.monotonic()
        lags_s: list[float] = []
        while time.monotonic() - began < seconds:
            for report in fleet.poll(_SAMPLE_EVERY_S):
                lags_s += [lag for camera in report.cameras for lag in camera.lags_s]
            memory.sample(fleet.process_ids)
        _check_live(fleet)
        took, after = time.monotonic() - began, _counts(fleet)
        detector = fleet.detector
    received, analysed, skipped, dropped = (int(count) for count in after - before)
    return CamerasReport(
        cameras=cameras,
        detector=detector,
        seconds=took,
        offered=received,
        analysed=analysed,
        skipped=skipped,
        dropped=dropped,
        dropped_ratio=dropped / max(1, analysed + dropped),
        rss_mb=memory.most / _MEGABYTE,
        lag_p95_s=float(np.percentile(lags_s, 95)) if lags_s else 0.0,
    )


def _await_first_frames(fleet: Fleet, cameras: int) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while sum(camera.analysed > 0 for camera in fleet.cameras) < cameras:
        fleet.poll(_SAMPLE_EVERY_S)
        lost = [c for c in fleet.cameras if c.health.state is CameraState.FAILED and not c.health.next_try_at]
        if lost or time.monotonic() > deadline:
            silent = [c.health.reason or c.health.state.value for c in fleet.cameras if not c.analysed]
            raise PasserbyError(
                f"{cameras} cameras were to be analysed within {START_WITHIN_S:g} s; "
                f"these were not: {'; '.join(silent) or 'no worker answered'}"
            )


def _check_live(fleet: Fleet) -> None:
    """Raise PasserbyError where a camera is not live any more: a load that shrank proves nothing."""
    lost = [
        f"{c.health.name} {c.health.reason}" for c in fleet.cameras if c.health.state is not CameraState.LIVE
    ]
    if lost or fleet.restarts:
        raise PasserbyError(
            f"the load did not hold: workers that died: {fleet.restarts}; cameras that are not live: "
            f"{'; '.join(lost) or 'none'}"
        )


def _counts(fleet: Fleet) -> "np.ndarray[Any, np.dtype[np.int64]]":
    rows = [(c.health.received, c.analysed, c.skipped, c.health.dropped) for c in fleet.cameras]
    return np.asarray(np.array(rows, np.int64).sum(axis=0))


class _Memory:
    """The largest resident memory seen of this process and the workers together, in bytes."""

    def __init__(self) -> None:
        try:
            import psutil
        except ImportError as error:
            raise PasserbyError(
                "measuring memory needs the extra packages `bench`; install them with "
                "pip install 'passerby[bench]'"
            ) from error
        self._psutil = psutil
        self.most = 0

    def sample(self, worker_ids: list[int]) -> None:
        total = self._psutil.Process().memory_info().rss
        for process_id in worker_ids:
            try:
                total += self._psutil.Process(process_id).memory_info().rss
            except self._psutil.NoSuchProcess:
                # It ended between being named and being asked.
                continue
        self.most = max(self.most, total)
