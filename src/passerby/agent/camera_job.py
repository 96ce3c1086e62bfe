"""What a worker needs to know to count at one camera."""

from dataclasses import dataclass, field
from pathlib import Path

from passerby.cameras.options import DEFAULTS, CameraOptions
from passerby.shapes.scene import Scene


@dataclass(frozen=True, slots=True)
class CameraJob:
    """One camera of the crowd lane. Crosses a process border; its repr holds no password.

    name: unique among the cameras of an agent. address: as typed, password included. window_s: seconds.
    motion_gate: pass over still scenes. tracks_file, ghost_file: where to write tracks as MOT text and the
    redacted video; None for nowhere. resumed: an earlier worker died over it; its files are not overwritten.
    """

    name: str
    address: str = field(repr=False)
    scene: Scene = field(default_factory=Scene)
    options: CameraOptions = DEFAULTS
    window_s: float = 10.0
    motion_gate: bool = False
    tracks_file: Path | None = None
    ghost_file: Path | None = None
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """What analyses the pictures of every camera: see vision.people.open_detector."""

    detector: str
    models: Path
    provider: str = "cpu"
    threads: int = 1
