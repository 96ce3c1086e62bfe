"""Server-sent events as text, and the answer that carries them (WHATWG HTML, section 9.2)."""

import json
from collections.abc import AsyncIterator
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


def stream(parts: AsyncIterator[bytes]) -> StreamingHttpResponse:
    """The answer; nobody on its way may keep it or gather it into larger pieces."""
    answer = StreamingHttpResponse(parts, content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer
