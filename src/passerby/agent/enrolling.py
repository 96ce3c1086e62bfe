"""Enrolling one person before a camera of this machine, or one of nobody from a synthetic selfie clip."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from passerby.agent.gate_parts import GateParts
from passerby.cameras.address import Address, AddressKind, parse
from passerby.cameras.files import VideoFile
from passerby.cameras.health import CameraState
from passerby.cameras.live import LiveCamera
from passerby.cameras.options import DEFAULTS
from passerby.footage.catalogue import Clip
from passerby.gate.challenge import Side
from passerby.gate.enrolment import DONE, Enrolment, enrol
from passerby.passes.templates import Template
from passerby.shapes.errors import AddressError, CameraError, FaceError

SELFIES = "selfie-"
GIVE_UP_S = 90.0
_WAIT_S = 0.2


def check_source(address: Address) -> None:
    """See that only the person themself can be before this camera. Raises AddressError."""
    if address.kind is AddressKind.USB or is_selfie(address):
        return
    raise AddressError(
        f"nobody is enrolled from {address}: a picture, a recording or a camera in the network shows people "
        "who were not asked, and nobody enrols another. Sit before a camera of this machine (usb:0) "
        "yourself, or try a synthetic clip (synthetic:selfie-01)"
    )


def is_selfie(address: Address) -> bool:
    """Whether it is a synthetic clip of a person who enrols, and does not exist."""
    return address.clip is not None and address.clip.name.startswith(SELFIES)


def enrol_from_clip(clip: Clip, parts: GateParts) -> tuple[Template, ...]:
    """The templates of the person in a selfie clip. Raises FaceError where something is missing, in words."""
    with VideoFile(parse(f"synthetic:{clip.name}")) as video:
        result = enrol(video, parts.detector, parts.network)
    if result.missing:
        raise FaceError(f"nobody could be enrolled from {clip.name}: {result.missing}")
    return result.templates


def enrol_live(
    address: Address, parts: GateParts, tell: Callable[[str], None], stopping: threading.Event
) -> tuple[Template, ...]:
    """The templates of who sits before the camera.

    tell: called with what to do next, when that changes. Raises FaceError when told to stop, or when
    something is missing after GIVE_UP_S, and CameraError for a camera that cannot be opened, goes silent or
    breaks off.
    """
    arrived = threading.Event()
    side = secrets.choice(list(Side))
    enrolment = Enrolment(parts.detector, parts.network, side)
    options = replace(DEFAULTS, queue_frames=1)
    deadline = time.monotonic() + GIVE_UP_S
    told = ""
    try:
        with LiveCamera(address, options, on_frame=arrived.set) as camera:
            while not stopping.is_set() and time.monotonic() < deadline and told != DONE:
                arrived.wait(_WAIT_S)
                arrived.clear()
                hint = _hint(camera, enrolment)
                if hint and hint != told:
                    told = hint
                    tell(hint)
        result = enrolment.result()
    finally:
        enrolment.close()
    if result.missing:
        raise FaceError(f"nobody was enrolled, and nothing was kept: {result.missing}")
    return result.templates


def _hint(camera: LiveCamera, enrolment: Enrolment) -> str:
    """What the newest picture says is to be done; "" where there is none."""
    health = camera.health()
    if health.state in (CameraState.FAILED, CameraState.STALLED):
        raise CameraError(f"nobody was enrolled, and nothing was kept: {health.reason}")
    frame = camera.take()
    return enrolment.look(frame) if frame is not None else ""
