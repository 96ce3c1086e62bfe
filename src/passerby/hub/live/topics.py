"""Streams that many viewers share: what is sent is put together and encoded once, however many look."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

LOG = logging.getLogger(__name__)

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class Issue:
    """What a topic says at one moment.

    number: from 1. whole: for whoever did not get the issue before; change: for whoever did. is_last: nothing
    follows.
    """

    number: int
    whole: bytes
    change: bytes
    is_last: bool = False

    def after(self, number: int) -> bytes:
        """What a viewer needs who got the issue of this number last."""
        return self.change if number == self.number - 1 else self.whole


@dataclass(slots=True)
class Topic:
    """The newest issue, and a bell for those who wait for the next. Lives in one asyncio loop."""

    latest: Issue | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, whole: bytes, change: bytes, *, is_last: bool = False) -> None:
        """Put a new issue in the place of the latest: who was slow never sees the one before."""
        number = self.latest.number + 1 if self.latest else 1
        self.latest = Issue(number, whole, change, is_last)
        news, self._news = self._news, asyncio.Event()
        news.set()

    def end(self) -> None:
        """Nothing follows, if that was not said yet."""
        if self.latest is None or not self.latest.is_last:
            self.say(b"", b"", is_last=True)

    async def next(self, number: int, timeout_s: float) -> Issue | None:
        """The latest issue, once it is later than this number; None when the time is over."""
        if self.latest is not None and self.latest.number > number:
            return self.latest
        try:
            async with asyncio.timeout(timeout_s):
                await self._news.wait()
        except TimeoutError:
            return None
        return self.latest


@dataclass(slots=True)
class _Held:
    topic: Topic
    task: asyncio.Task[None]
    viewers: int = 0


class Topics(Generic[Key]):
    """Topics by key. The first viewer of a key starts its work, and the last one ends it.

    work: fills the topic of a key until it is cancelled; when it ends, so does the topic.
    """

    def __init__(self, work: Callable[[Key, Topic], Awaitable[None]]) -> None:
        self._work = work
        # A loop has its own tasks; tests, and they alone, run more than one.
        self._held: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Key, _Held]] = WeakKeyDictionary()

    @asynccontextmanager
    async def viewed(self, key: Key) -> AsyncIterator[Topic]:
        """The topic, for as long as one viewer looks."""
        loop = asyncio.get_running_loop()
        mine = self._held.setdefault(loop, {})
        held = mine.get(key)
        if held is None or held.task.done():
            topic = Topic()
            held = mine[key] = _Held(topic, loop.create_task(self._fill(key, topic)))
            held.task.add_done_callback(_tell_fault)
        held.viewers += 1
        try:
            yield held.topic
        finally:
            held.viewers -= 1
            if not held.viewers:
                held.task.cancel()
                if mine.get(key) is held:
                    del mine[key]

    def count(self) -> int:
        """How many topics somebody looks at."""
        return sum(len(held) for held in self._held.values())

    async def _fill(self, key: Key, topic: Topic) -> None:
        try:
            await self._work(key, topic)
        finally:
            # However it ended: viewers whose stream ends come back, and start it again.
            topic.end()


def _tell_fault(task: asyncio.Task[None]) -> None:
    """Nobody awaits the task, so its fault would be told when the task is collected, or never."""
    if not task.cancelled() and (fault := task.exception()) is not None:
        LOG.error("a live stream failed", exc_info=fault)
