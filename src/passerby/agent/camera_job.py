"""What a worker needs to know to count at one camera."""

from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path

from passerby.cameras.options import DEFAULTS, CameraOptions
from passerby.events import scene_record
from passerby.shapes.scene import Scene


@dataclass(frozen=True, slots=True)
class CameraJob:
    """One camera of the crowd lane. Crosses a process border; its repr holds no password.

    name: unique among the cameras of an agent. address: as typed, password included. window_s: seconds.
    motion_gate: pass over still scenes. tracks_file, ghost_file: where to write tracks as MOT text and the
    redacted video; None for nowhere. previews: learn what is needed to show the camera, redacted, to whoever
    asks. resumed: an earlier worker died over it; its files are not overwritten. not_before: UTC seconds
    until which its windows have been told.
    """

    name: str
    address: str = field(repr=False)
    scene: Scene = field(default_factory=Scene)
    options: CameraOptions = DEFAULTS
    window_s: float = 10.0
    motion_gate: bool = False
    tracks_file: Path | None = None
    ghost_file: Path | None = None
    previews: bool = False
    resumed: bool = False
    not_before: float = -inf


@dataclass(frozen=True, slots=True)
class Analysis:
    """What analyses the pictures of every camera: see vision.people.open_detector."""

    detector: str
    models: Path
    provider: str = "cpu"
    threads: int = 1


def is_same_job(before: CameraJob, after: CameraJob) -> bool:
    """Whether two jobs ask for the same, however often a worker died over them."""
    # Scenes hold arrays, and are equal only to themselves.
    same_scene = scene_record.to_record(before.scene) == scene_record.to_record(after.scene)
    return same_scene and differs_in_scene_alone(before, after)


def differs_in_scene_alone(before: CameraJob, after: CameraJob) -> bool:
    """Whether two jobs ask for the same, or for the same counted in another scene."""
    alike = replace(after, scene=before.scene, resumed=before.resumed, not_before=before.not_before)
    return alike == before
