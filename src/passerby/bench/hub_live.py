"""`passerby bench hub`: how soon a number is on the console, and how the console does with many viewers."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from passerby.bench.console_process import Console, demo_console
from passerby.bench.console_visitor import figures, sign_in, visitor

LISTEN_S = 20.0
CONNECT_S = 10.0
"""The first moments of many viewers are those of connecting, and are not told."""

RELOAD_EVERY_S = 30.0
"""How often each viewer opens a page anew, beside listening all the time."""

Progress = Callable[[str], None]
MakeLinks = Callable[[Path, str, int], list[str]]
"""From the home folder of a console, its address and a number of people: a sign-in link for each."""


@dataclass(frozen=True, slots=True)
class LiveReport:
    """What was measured. Times in seconds or, where the name says so, milliseconds.

    first_count_s: from starting the command to a number of people on the console. lag_*: from a frame's being
    taken to its number's reaching a viewer. viewers_*_ms: of pages while `viewers` listen to live figures for
    viewer_s seconds, each in a session of their own. updates_per_s: live events that reached viewers.
    streams_lost: how often one of them had to begin to listen anew. memory_*_mb: of the hub, once all
    listened, halfway and at the end.
    """

    first_count_s: float
    lag_p50_s: float
    lag_p95_s: float
    viewers: int
    viewer_s: float
    viewers_p50_ms: float
    viewers_p95_ms: float
    pages: int
    updates_per_s: float
    streams_lost: int
    memory_start_mb: float
    memory_middle_mb: float
    memory_end_mb: float

    def as_record(self) -> dict[str, Any]:
        """The report as one flat JSON object."""
        return asdict(self)


def measure_live(
    viewers: int, seconds: float, make_links: MakeLinks, progress: Progress = lambda _text: None
) -> LiveReport:
    """Start the demo and measure it. seconds: how long the viewers stay. Raises BenchError."""
    with demo_console() as console:
        return asyncio.run(_measure(console, viewers, seconds, make_links, progress))


async def _measure(
    console: Console, viewers: int, seconds: float, make_links: MakeLinks, progress: Progress
) -> LiveReport:
    async with visitor(console.url) as first:
        await sign_in(first, console.link)
        progress("waiting for the first count")
        camera = await _first_counting(first)
        first_count_s = time.monotonic() - console.started_at
        progress("from frame to number")
        lags_s = await _lags(first, camera, LISTEN_S)
    progress(f"{viewers} viewers")
    crowd = _Crowd(console, make_links(console.home, console.url, viewers))
    start_mb, middle_mb, end_mb = await crowd.stay(seconds)
    return LiveReport(
        first_count_s=round(first_count_s, 2),
        lag_p50_s=_percentile(lags_s, 50),
        lag_p95_s=_percentile(lags_s, 95),
        viewers=viewers,
        viewer_s=seconds,
        viewers_p50_ms=_percentile(crowd.pages_ms, 50),
        viewers_p95_ms=_percentile(crowd.pages_ms, 95),
        pages=len(crowd.pages_ms),
        updates_per_s=round(crowd.updates / seconds, 1),
        streams_lost=crowd.streams_lost,
        memory_start_mb=round(start_mb, 1),
        memory_middle_mb=round(middle_mb, 1),
        memory_end_mb=round(end_mb, 1),
    )


async def _first_counting(client: httpx.AsyncClient) -> str:
    """The first camera that tells a number of people."""
    async for event in figures(client, "/live/overview"):
        for camera, told in event["cameras"].items():
            if told["state"] == "live" and told["people_now"] is not None:
                return str(camera)
    return ""


async def _lags(client: httpx.AsyncClient, camera: str, seconds: float) -> list[float]:
    """For every frame, seconds from its being taken to the event that tells of it or of a later one."""
    until, before, found = time.monotonic() + seconds, None, list[float]()
    async for event in figures(client, f"/live/cameras/{camera}"):
        heard_at, told = time.time(), event["cameras"].get(camera, {})
        captured_at, fps = told.get("captured_at"), told.get("fps")
        if captured_at and fps and before and captured_at > before:
            frames = max(1, round((captured_at - before) * fps))
            found += [heard_at - captured_at + frame / fps for frame in range(frames)]
        before = captured_at or before
        if time.monotonic() > until:
            break
    return found


class _Crowd:
    """Viewers who listen all the time, and open a page now and then. links: one for each to sign in by."""

    def __init__(self, console: Console, links: Sequence[str]) -> None:
        self._console, self._links = console, links
        self.pages_ms: list[float] = []
        self.updates = 0
        self.streams_lost = 0

    async def stay(self, seconds: float) -> tuple[float, float, float]:
        """Let them stay for so long; the hub's memory once all listen, halfway, and at the end."""
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(visitor(self._console.url)) for _ in self._links]
            for client, link in zip(clients, self._links, strict=True):
                await sign_in(client, link)
            crowd = [asyncio.create_task(self._view(client, each)) for each, client in enumerate(clients)]
            await asyncio.sleep(CONNECT_S)
            self.pages_ms.clear()
            self.updates = self.streams_lost = 0
            start_mb = self._console.memory_mb()
            await asyncio.sleep(seconds / 2)
            middle_mb = self._console.memory_mb()
            await asyncio.sleep(seconds / 2)
            end_mb = self._console.memory_mb()
            for viewer in crowd:
                viewer.cancel()
            for viewer in crowd:
                with suppress(asyncio.CancelledError):
                    await viewer
        return start_mb, middle_mb, end_mb

    async def _view(self, client: httpx.AsyncClient, number: int) -> None:
        await asyncio.sleep(number / len(self._links) * CONNECT_S / 2)
        await asyncio.gather(self._listen(client), self._read_pages(client, number))

    async def _listen(self, client: httpx.AsyncClient) -> None:
        while True:
            async for _ in figures(client, "/live/overview"):
                self.updates += 1
            self.streams_lost += 1

    async def _read_pages(self, client: httpx.AsyncClient, number: int) -> None:
        # They came at different moments, so their visits are spread.
        await asyncio.sleep(number / len(self._links) * RELOAD_EVERY_S)
        while True:
            began = time.monotonic()
            page = await client.get("/")
            page.raise_for_status()
            self.pages_ms.append((time.monotonic() - began) * 1000)
            await asyncio.sleep(max(0.0, RELOAD_EVERY_S - (time.monotonic() - began)))


def _percentile(values: Sequence[float], percent: float) -> float:
    return round(float(np.percentile(values, percent)), 3) if values else float("nan")
