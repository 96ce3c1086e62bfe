"""What a supervisor tells a worker that runs. Each crosses the pipe between them, in the order told."""

from dataclasses import dataclass

from passerby.agent.camera_job import CameraJob
from passerby.agent.preview import PreviewMode
from passerby.shapes.scene import Scene


@dataclass(frozen=True, slots=True)
class Stop:
    """Finish every camera and end."""


@dataclass(frozen=True, slots=True)
class AddCamera:
    """Count at one more camera."""

    job: CameraJob


@dataclass(frozen=True, slots=True)
class DropCamera:
    """Let go of a camera; its window in progress ends and is told."""

    camera: str


@dataclass(frozen=True, slots=True)
class Redraw:
    """Count a camera by another scene from its next picture on, without opening it again."""

    camera: str
    scene: Scene


@dataclass(frozen=True, slots=True)
class WatchPreview:
    """Somebody looks at a camera, until this time of the monotonic clock, which all processes share."""

    camera: str
    mode: PreviewMode
    until: float


Command = Stop | AddCamera | DropCamera | Redraw | WatchPreview
