"""`passerby bench hub`: how soon a number is on the console, and how the console does with many viewers."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import httpx
import numpy as np

from passerby.bench.console_process import Console, demo_console
from passerby.bench.console_visitor import figures, sign_in, visitor

LISTEN_S = 20.0
RELOAD_EVERY_S = 30.0
"""How often each viewer opens a page anew, beside listening all the time."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class LiveReport:
    """What was measured. Times in seconds or, where the name says so, milliseconds.

    first_count_s: from starting the command to a number of people on the console. lag_*: from a frame's being
    taken to its number's reaching a viewer. viewers_*_ms: of pages while `viewers` listen to live figures.
    updates_per_s: live events that reached viewers. memory_*_mb: of the hub, before and after them.
    """

    first_count_s: float
    lag_p50_s: float
    lag_p95_s: float
    viewers: int
    viewers_p50_ms: float
    viewers_p95_ms: float
    pages: int
    updates_per_s: float
    memory_before_mb: float
    memory_after_mb: float

    def as_record(self) -> dict[str, Any]:
        """The report as one flat JSON object."""
        return asdict(self)


def measure_live(viewers: int, seconds: float, progress: Progress = lambda _text: None) -> LiveReport:
    """Start the demo and measure it. seconds: how long the viewers stay. Raises BenchError."""
    with demo_console() as console:
        return asyncio.run(_measure(console, viewers, seconds, progress))


async def _measure(console: Console, viewers: int, seconds: float, progress: Progress) -> LiveReport:
    async with visitor(console.url) as first:
        await sign_in(first, console.link)
        progress("waiting for the first count")
        camera = await _first_counting(first)
        first_count_s = time.monotonic() - console.started_at
        progress("from frame to number")
        lags_s = await _lags(first, camera, LISTEN_S)
        cookies = first.cookies
    crowd = _Crowd(console, cookies, viewers)
    progress(f"{viewers} viewers")
    before_mb, after_mb = await crowd.stay(seconds)
    return LiveReport(
        first_count_s=round(first_count_s, 2),
        lag_p50_s=_percentile(lags_s, 50),
        lag_p95_s=_percentile(lags_s, 95),
        viewers=viewers,
        viewers_p50_ms=_percentile(crowd.pages_ms, 50),
        viewers_p95_ms=_percentile(crowd.pages_ms, 95),
        pages=len(crowd.pages_ms),
        updates_per_s=round(crowd.updates / seconds, 1),
        memory_before_mb=round(before_mb, 1),
        memory_after_mb=round(after_mb, 1),
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
    """Viewers who listen all the time, and open a page now and then."""

    def __init__(self, console: Console, cookies: httpx.Cookies, viewers: int) -> None:
        self._console, self._cookies, self._viewers = console, cookies, viewers
        self.pages_ms: list[float] = []
        self.updates = 0

    async def stay(self, seconds: float) -> tuple[float, float]:
        """Let them stay for so long; the hub's memory once all listen, and at the end."""
        async with visitor(self._console.url, self._cookies, 2 * self._viewers) as client:
            crowd = [asyncio.create_task(self._view(client, each)) for each in range(self._viewers)]
            # The first moments are those of connecting.
            await asyncio.sleep(min(10.0, seconds))
            self.pages_ms.clear()
            self.updates, before = 0, self._console.memory_mb()
            await asyncio.sleep(seconds)
            after = self._console.memory_mb()
            for viewer in crowd:
                viewer.cancel()
            for viewer in crowd:
                with suppress(asyncio.CancelledError):
                    await viewer
        return before, after

    async def _view(self, client: httpx.AsyncClient, number: int) -> None:
        await asyncio.sleep(number / self._viewers * 5.0)
        await asyncio.gather(self._listen(client), self._read_pages(client, number))

    async def _listen(self, client: httpx.AsyncClient) -> None:
        async for _ in figures(client, "/live/overview"):
            self.updates += 1

    async def _read_pages(self, client: httpx.AsyncClient, number: int) -> None:
        # They came at different moments, so their visits are spread.
        await asyncio.sleep(number / self._viewers * RELOAD_EVERY_S)
        while True:
            began = time.monotonic()
            page = await client.get("/")
            page.raise_for_status()
            self.pages_ms.append((time.monotonic() - began) * 1000)
            await asyncio.sleep(max(0.0, RELOAD_EVERY_S - (time.monotonic() - began)))


def _percentile(values: Sequence[float], percent: float) -> float:
    return round(float(np.percentile(values, percent)), 3) if values else float("nan")
