"""What a worker tells its supervisor: windows, and how its cameras are doing."""

from dataclasses import dataclass

from passerby.cameras.health import CameraHealth
from passerby.shapes.window import Window


@dataclass(frozen=True, slots=True, eq=False)
class CameraReport:
    """One camera at one moment.

    analysed, skipped: frames since its worker began, and how many of them the motion gate passed over.
    lags_s: for each frame since the last report, seconds from its being taken to its figures being ready.
    current: the window that is filling. note: what is wrong beside the camera itself, "" for nothing.
    """

    health: CameraHealth
    analysed: int
    skipped: int
    lags_s: tuple[float, ...]
    current: Window | None
    note: str = ""


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
