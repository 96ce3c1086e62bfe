"""Server-sent events as text, and the answer that carries them (WHATWG HTML, section 9.2)."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from django.http import StreamingHttpResponse

RETRY = b"retry: 2000\n\n"
"""A browser that loses the stream comes back after two seconds."""

HEARTBEAT = b"event: heartbeat\ndata: {}\n\n"
"""Said when there is nothing to say: proxies close what is silent, and a page knows that it is connected."""

HEARTBEAT_EVERY_S = 15.0


def event(name: str, data: str) -> bytes:
    """One event. data: one line."""
    return f"event: {name}\ndata: {data}\n\n".encode()


def gone(reason: str, *, is_final: bool) -> bytes:
    """Says that there is nothing to see; is_final: nor will there be."""
    return json_event("gone", {"reason": reason, "final": is_final})


def json_event(name: str, data: dict[str, Any]) -> bytes:
    """One event whose data is an object."""
    return event(name, json.dumps(data, separators=(",", ":"), allow_nan=False))


class _Closing:
    """Parts that end when their answer is closed, and not at some time after nobody refers to them.

    With a viewer the asking of an agent ends, which must not wait for a collector of garbage.
    """

    def __init__(self, parts: AsyncGenerator[bytes, None]) -> None:
        self._parts = parts
        self._loop = asyncio.get_running_loop()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._parts

    def close(self) -> None:
        """From any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._begin_to_end)

    def _begin_to_end(self) -> None:
        task = self._loop.create_task(self._parts.aclose())
        _ENDING.add(task)
        task.add_done_callback(_ENDING.discard)


# A loop holds its tasks weakly.
_ENDING: set[asyncio.Task[None]] = set()


def stream(parts: AsyncGenerator[bytes, None]) -> StreamingHttpResponse:
    """The answer; nobody on its way may keep it or gather it into larger pieces."""
    answer = StreamingHttpResponse(_Closing(parts), content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer
