"""Refuses request bodies that are too large before they are gathered anywhere."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

MAX_BYTES = 12 * 1024 * 1024
"""A floor plan of 10 MB and the form around it; nothing else that anybody sends comes near."""

_TEXT = f"This is too large: at most {MAX_BYTES // 1024 // 1024} MB can be sent at once."


def limited(app: Application, most: int = MAX_BYTES) -> Application:
    """The application, to which no body of more than `most` bytes comes; 413 answers in its place.

    A declared length is believed at once, and what comes is counted, for a length need not be declared.
    """

    async def serve(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if _declared(scope) > most:
            await _refuse(scope, send)
            return
        body = _Counted(scope, receive, send, most)
        await app(scope, body.receive, body.send)

    return serve


class _Counted:
    """One request whose body is counted as it comes."""

    def __init__(self, scope: Mapping[str, Any], receive: Receive, send: Send, most: int) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._left = most
        self._refused = False

    async def receive(self) -> Mapping[str, Any]:
        """The next message; that the caller has gone, once the body is too large."""
        if self._refused:
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
        if self._left >= 0:
            return message
        self._refused = True
        await _refuse(self._scope, self._send)
        return {"type": "http.disconnect"}

    async def send(self, message: Mapping[str, Any]) -> None:
        """Pass the answer on, unless another has been given."""
        if not self._refused:
            await self._send(message)


def _declared(scope: dict[str, Any]) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _refuse(scope: Mapping[str, Any], send: Send) -> None:
    """Answer in words; below /api/ in the form of its errors, see `hub.api.errors`."""
    kind, text = "text/plain; charset=utf-8", _TEXT
    if scope["path"].startswith("/api/"):
        kind, text = "application/json", json.dumps({"detail": _TEXT, "code": "too_large"})
    headers = [(b"content-type", kind.encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode(), "more_body": False})
