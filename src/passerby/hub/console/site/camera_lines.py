"""Cameras in one line each: whether they answer, and whom they see."""

from dataclasses import dataclass
from typing import Literal

from passerby.cameras.health import CameraState
from passerby.hub.live.board import BOARD
from passerby.hub.sites.models import Camera


@dataclass(frozen=True, slots=True)
class CameraLine:
    """One camera in the wall, the list and on the plan.

    people: None while it does not answer. state: in a word. reason: why it is not live. tone: how urgent.
    """

    camera: Camera
    people: int | None
    state: str
    reason: str
    tone: Literal["", "warn", "bad", "off"]


def camera_line(camera: Camera) -> CameraLine:
    """The camera as the live board knows it; no database is asked."""
    if not camera.enabled:
        return CameraLine(camera, None, "off", "It is switched off in its settings.", "off")
    live = BOARD.camera(camera.pk)
    if live is None:
        return CameraLine(camera, None, "silent", "Nothing was heard of this camera lately.", "bad")
    if live.state is CameraState.LIVE:
        return CameraLine(camera, live.people_now, "live", "", "")
    tone: Literal["warn", "bad"] = "bad" if live.state is CameraState.FAILED else "warn"
    return CameraLine(camera, None, live.state.value, live.reason, tone)
