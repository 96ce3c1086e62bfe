"""Cameras that tell of now, for pages that read the live board."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from passerby.bus.bus import Entry
from passerby.cameras.health import CameraState
from passerby.events.live import LiveCamera, to_bytes
from passerby.hub.live.board import BOARD
from passerby.hub.sites.models import Camera


@contextmanager
def telling() -> Iterator[None]:
    """A board that knows nothing before and after."""
    BOARD.forget()
    try:
        yield
    finally:
        BOARD.forget()


def tell(camera: Camera, people: int, state: CameraState = CameraState.LIVE, reason: str = "") -> None:
    """The camera says what it sees."""
    now = time.time()
    word = LiveCamera(camera.pk, now, now, state, reason, 10.0, 0.2, people, (), (), now)
    BOARD.hear([Entry(f"live/{camera.pk}", to_bytes(word))])
