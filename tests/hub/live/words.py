"""What an agent tells of cameras, made up."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from asgiref.sync import async_to_sync

from passerby.bus.bus import Entry
from passerby.cameras.health import CameraState
from passerby.events.live import LiveCamera, LiveLine, LiveZone, to_bytes

Result = TypeVar("Result")


def live(
    camera: str, people: int = 3, at: float = 1000.0, state: CameraState = CameraState.LIVE
) -> LiveCamera:
    """A camera's word."""
    return LiveCamera(
        camera=camera,
        at=at,
        captured_at=at,
        state=state,
        reason="",
        fps=10.0,
        lag_s=0.2,
        people_now=people,
        zones=(LiveZone("square", people, 4.0, None),),
        lines=(LiveLine("gate", 1, 2),),
        window_started_at=at,
    )


def entry(word: LiveCamera) -> Entry:
    """The word as the bus carries it."""
    return Entry(f"live/{word.camera}", to_bytes(word))


def in_loop(main: Callable[[], Awaitable[Result]], patience_s: float = 30.0) -> Result:
    """What a coroutine gives; it asks the database in this thread, within the test's transaction."""

    async def bounded() -> Result:
        async with asyncio.timeout(patience_s):
            return await main()

    return async_to_sync(bounded)()
