"""What the hub tells an agent: which cameras to count at, and how."""

import base64
import binascii
from dataclasses import dataclass, field
from typing import Literal

from passerby.events import scene_record
from passerby.events.checked import Record
from passerby.events.json_text import read_object, write_object
from passerby.shapes.errors import RecordError
from passerby.shapes.identity import is_agent_id, is_id
from passerby.shapes.scene import Scene

VERSION = 1
KIND = "agent.configuration"
MAX_CAMERAS = 1000
MAX_CONFIGURATION_BYTES = 8 << 20
MAX_SEALED_BYTES = 4096
"""An address of the greatest length, sealed, is half of this."""

_WINDOW_S = (1.0, 3600.0)
_FPS = (0.001, 1000.0)


@dataclass(frozen=True, slots=True, eq=False)
class CameraConfiguration:
    """One camera. Two are compared by their `camera_record`.

    camera, site: ids. sealed_address: the address, sealed to the site's public key. lane: what is made of its
    pictures. window_s: 1 to 3600 seconds. fps, loop: how a file is played, see cameras.options. motion_gate:
    pass over still scenes. enabled: False for a camera that is known but not opened. Raises RecordError for
    values that no camera has.
    """

    camera: str
    site: str
    sealed_address: bytes = field(repr=False)
    scene: Scene = field(default_factory=Scene)
    lane: Literal["crowd"] = "crowd"
    window_s: float = 10.0
    fps: float | None = None
    motion_gate: bool = False
    enabled: bool = True
    loop: bool = False

    def __post_init__(self) -> None:
        for what, value in (("camera", self.camera), ("site", self.site)):
            if not is_id(value):
                raise RecordError(f"a {what} id is 12 of a-z and 0-9; got {value[:80]!r}")
        if not 0 < len(self.sealed_address) <= MAX_SEALED_BYTES:
            raise RecordError(
                f"camera {self.camera}: a sealed address has 1 to {MAX_SEALED_BYTES} bytes; got "
                f"{len(self.sealed_address)}"
            )
        if not _WINDOW_S[0] <= self.window_s <= _WINDOW_S[1]:
            raise RecordError(f"camera {self.camera}: window_s must be 1 to 3600; got {self.window_s:g}")
        if self.fps is not None and not _FPS[0] <= self.fps <= _FPS[1]:
            raise RecordError(f"camera {self.camera}: fps must be 0.001 to 1000; got {self.fps:g}")


@dataclass(frozen=True, slots=True, eq=False)
class AgentConfiguration:
    """Everything that one agent is to do.

    revision: grows with every change. detector: what counts, by name. cameras: each camera once. Raises
    RecordError for values that no configuration has.
    """

    agent: str
    revision: int
    detector: str
    cameras: tuple[CameraConfiguration, ...] = ()

    def __post_init__(self) -> None:
        if not is_agent_id(self.agent):
            raise RecordError(f"an agent's name is 1 to 40 of a-z, 0-9 and -; got {self.agent[:80]!r}")
        ids = [camera.camera for camera in self.cameras]
        if len(ids) > MAX_CAMERAS or len(set(ids)) < len(ids):
            raise RecordError(
                f"an agent has at most {MAX_CAMERAS} cameras, each once; got {len(ids)}, {len(set(ids))} of "
                "them different"
            )


def to_bytes(configuration: AgentConfiguration) -> bytes:
    """The configuration as UTF-8 JSON. Raises RecordError for more than MAX_CONFIGURATION_BYTES."""
    raw = write_object(
        {
            "version": VERSION,
            "kind": KIND,
            "agent": configuration.agent,
            "revision": configuration.revision,
            "detector": configuration.detector,
            "cameras": [camera_record(camera) for camera in configuration.cameras],
        }
    )
    if len(raw) > MAX_CONFIGURATION_BYTES:
        raise RecordError(
            f"the configuration of agent {configuration.agent} has {len(raw)} bytes; at most "
            f"{MAX_CONFIGURATION_BYTES} travel: give some of its cameras to another agent"
        )
    return raw


def from_bytes(raw: bytes) -> AgentConfiguration:
    """The configuration that `to_bytes` wrote. Raises RecordError, naming the field."""
    fields = Record(read_object(raw, MAX_CONFIGURATION_BYTES, "configuration"), "configuration")
    if (fields.take("version"), fields.take("kind")) != (VERSION, KIND):
        raise RecordError(
            f"wanted a configuration of version {VERSION}; got another: update the older of hub and agent"
        )
    configuration = AgentConfiguration(
        agent=fields.text("agent"),
        revision=fields.count("revision"),
        detector=fields.text("detector"),
        cameras=tuple(
            _read_camera(camera, f"configuration.cameras[{index}]")
            for index, camera in enumerate(fields.records("cameras", MAX_CAMERAS))
        ),
    )
    fields.finish()
    return configuration


def camera_record(camera: CameraConfiguration) -> dict[str, object]:
    """One camera as a JSON-safe record; equal for cameras that are configured alike."""
    return {
        "camera": camera.camera,
        "site": camera.site,
        "sealed_address": base64.b64encode(camera.sealed_address).decode("ascii"),
        "scene": scene_record.to_record(camera.scene),
        "lane": camera.lane,
        "window_s": camera.window_s,
        "fps": camera.fps,
        "motion_gate": camera.motion_gate,
        "enabled": camera.enabled,
        "loop": camera.loop,
    }


def _read_camera(fields: Record, path: str) -> CameraConfiguration:
    fields.one_of("lane", ("crowd",))
    camera = CameraConfiguration(
        camera=fields.text("camera"),
        site=fields.text("site"),
        sealed_address=_unwrapped(fields.take("sealed_address"), path),
        scene=scene_record.from_record(fields.mapping("scene"), f"{path}.scene"),
        window_s=fields.number("window_s"),
        fps=fields.optional_number("fps"),
        motion_gate=fields.flag("motion_gate"),
        enabled=fields.flag("enabled"),
        loop=fields.flag("loop"),
    )
    fields.finish()
    return camera


def _unwrapped(value: object, path: str) -> bytes:
    refusal = RecordError(f"{path}.sealed_address must be base64; got something else")
    if not isinstance(value, str):
        raise refusal
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise refusal from None
