"""How a camera is doing."""

from dataclasses import dataclass
from enum import StrEnum


class CameraState(StrEnum):
    """What a camera does. One in trouble stays `stalled` or `failed` until pictures come again."""

    CONNECTING = "connecting"
    """Being opened for the first time."""
    LIVE = "live"
    """Gives pictures."""
    STALLED = "stalled"
    """Was open but gave no picture for too long; it is opened again."""
    FAILED = "failed"
    """Could not be opened, said no, or broke off; see `next_try_at`."""
    ENDED = "ended"
    """A file or folder that was played to its end."""
    STOPPED = "stopped"
    """Not started, or stopped by its owner."""


@dataclass(frozen=True, slots=True)
class CameraHealth:
    """One camera at one moment. Plain values, fit to cross a process border; holds no password.

    address: masked. reason: why it is stalled, failed or ended; empty otherwise. since: when this state
    began, and next_try_at: when it is opened again (None: now, or never), both UTC seconds. received: frames
    decoded. dropped: frames that made room for newer ones. damaged: packets that could not be decoded.
    reconnects: how often it was opened again. clock_jumps: how often its clock, or this machine's, was found
    set. size_wh: pixels, (0, 0) before the first frame. fps: measured over the last frames; 0 before there
    are two.
    """

    name: str
    address: str
    state: CameraState
    reason: str
    since: float
    next_try_at: float | None
    received: int
    dropped: int
    damaged: int
    reconnects: int
    clock_jumps: int
    codec: str
    size_wh: tuple[int, int]
    fps: float
