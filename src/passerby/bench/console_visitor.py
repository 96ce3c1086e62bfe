"""A browser's part in measuring a console: comes in by a one-time link, reads pages, listens."""

import json
import re
import ssl
from collections.abc import AsyncIterator
from typing import Any

import httpx

from passerby.shapes.errors import BenchError

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
WAIT_S = 30.0


def visitor(base_url: str) -> httpx.AsyncClient:
    """A visitor who asks nobody but the console, and whose session is their own."""
    return httpx.AsyncClient(
        base_url=base_url,
        # Reading the machine's certificates takes longer than a page, and this one is no stranger's.
        verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        timeout=WAIT_S,
        trust_env=False,
        follow_redirects=True,
    )


async def sign_in(client: httpx.AsyncClient, link: str) -> None:
    """Open a one-time link and press its button. Raises BenchError where the console does not let in."""
    page = await client.get(link)
    found = _TOKEN.search(page.text)
    if found is None:
        raise BenchError(f"the console showed no form behind the sign-in link, but status {page.status_code}")
    answer = await client.post(
        page.url, data={"csrfmiddlewaretoken": found.group(1)}, headers={"Referer": str(page.url)}
    )
    if answer.status_code != httpx.codes.OK:
        raise BenchError(f"the console let nobody in by its link: status {answer.status_code}")


async def figures(client: httpx.AsyncClient, path: str) -> AsyncIterator[dict[str, Any]]:
    """The `figures` events of a live stream, as they come. Raises BenchError where it is refused."""
    async with client.stream("GET", path, headers={"Accept": "text/event-stream"}) as answer:
        if answer.status_code != httpx.codes.OK:
            raise BenchError(f"the live stream {path} answered with status {answer.status_code}")
        name = ""
        async for line in answer.aiter_lines():
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "data" and name == "figures":
                yield json.loads(value)
