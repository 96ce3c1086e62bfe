"""Bodies that are too large reach nothing."""

import asyncio
import json
from typing import Any

import pytest

from passerby.hub.api.errors import Code
from passerby.hub.body_limit import limited

SCOPE: dict[str, Any] = {"type": "http", "method": "POST", "path": "/", "headers": []}


def ask(parts: list[bytes], headers: list[tuple[bytes, bytes]], most: int = 10) -> tuple[list[Any], bytes]:
    """What is answered to a body of these parts, and what of it the application got."""
    sent: list[Any] = []
    got = bytearray()
    coming = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    coming.append({"type": "http.request", "body": b"", "more_body": False})

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            got.extend(message["body"])
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"thanks"})

    async def receive() -> Any:
        return coming.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    async def once() -> None:
        await limited(app, most)(SCOPE | {"headers": headers}, receive, send)

    asyncio.run(once())
    return sent, bytes(got)


def test_a_body_within_the_limit_comes_through_whole() -> None:
    sent, got = ask([b"12345", b"67890"], [(b"content-length", b"10")])
    assert sent[0]["status"] == 200
    assert got == b"1234567890"


def test_one_that_says_it_is_too_large_is_not_even_read() -> None:
    sent, got = ask([b"12345"], [(b"content-length", b"11")])
    assert sent[0]["status"] == 413
    assert got == b""


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"3")], [(b"content-length", b"many")]])
def test_one_that_does_not_say_so_is_counted(headers: list[tuple[bytes, bytes]]) -> None:
    sent, got = ask([b"12345", b"67890", b"1"], headers)
    assert [message.get("status") for message in sent] == [413, None]
    assert len(got) <= 10


def test_below_the_api_the_answer_has_the_form_of_its_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SCOPE, "path", "/api/v1/sites")
    sent, _ = ask([b"12345678901"], [])
    assert (b"content-type", b"application/json") in sent[0]["headers"]
    told = json.loads(sent[1]["body"])
    assert told["code"] == Code.TOO_LARGE
    assert "at most 12 MB" in told["detail"]
