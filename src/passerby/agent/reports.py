"""What a worker tells its supervisor: windows, and how its cameras are doing."""

import time
from dataclasses import dataclass, replace

from passerby.agent.preview import Preview
from passerby.cameras.health import CameraHealth, CameraState
from passerby.shapes.window import Window


@dataclass(frozen=True, slots=True, eq=False)
class CameraReport:
    """One camera at one moment.

    analysed, skipped: frames since its worker began, and how many of them the motion gate passed over.
    lags_s: for each frame since the last report, seconds from its being taken to its figures being ready.
    current: the window that is filling, up to the frame of `counted_at`, UTC seconds. note: what is wrong
    beside the camera itself, "" for nothing.
    """

    health: CameraHealth
    analysed: int
    skipped: int
    lags_s: tuple[float, ...]
    current: Window | None
    note: str = ""
    counted_at: float = 0.0

    def closed(self) -> Window | None:
        """The window that was filling, as one that ended here: for when nothing more can be heard of it."""
        if self.current is None:
            return None
        # Rounded to milliseconds as it is, no window may come out empty.
        ended_at = min(max(self.counted_at, self.current.started_at + 0.001), self.current.ended_at)
        return replace(self.current, ended_at=ended_at, final=True)


@dataclass(frozen=True, slots=True, eq=False)
class WorkerReport:
    """What a worker has to tell since its last report. detector_note: what to know of the detector."""

    detector: str
    detector_note: str
    windows: tuple[Window, ...]
    cameras: tuple[CameraReport, ...]
    finished: bool = False


@dataclass(frozen=True, slots=True)
class WorkerRefusal:
    """A worker could not begin, and another would not either; `reason` is fit to show."""

    reason: str


Word = WorkerReport | WorkerRefusal | Preview


def silent_report(name: str, state: CameraState, reason: str) -> CameraReport:
    """The report of a camera that has given nothing yet."""
    health = CameraHealth(
        name=name,
        address="",
        state=state,
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
    return CameraReport(health, analysed=0, skipped=0, lags_s=(), current=None)
