"""What every camera sees now, for the whole process: heard from the bus once, told to whoever watches.

A watcher has no queue. It holds the names of the cameras that changed since it last looked, so one that is
slow finds the newest figures and never more of them than there are cameras.
"""

import asyncio
import logging
import math
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from passerby.bus.bus import Bus, Entry
from passerby.cameras.health import CameraState
from passerby.events.live import LiveCamera, from_bytes
from passerby.shapes.errors import RecordError

LOG = logging.getLogger(__name__)

STALE_AFTER_S = 5.0
"""Figures older than this say nothing of now; an agent tells of each camera far more often."""

HEAR_S = 0.5
_PREFIX = "live/"


@dataclass(frozen=True, slots=True)
class People:
    """now: people at the cameras that are live. live, stale: how many give pictures now, how many do not."""

    now: int
    live: int
    stale: int


class Watcher:
    """Wakes an asyncio task when one of its cameras changed. Made by `Board.watcher`."""

    def __init__(self, camera_ids: frozenset[str], loop: asyncio.AbstractEventLoop) -> None:
        self.camera_ids = camera_ids
        self._loop = loop
        self._event = asyncio.Event()
        self._lock = threading.Lock()
        self._changed: set[str] = set(camera_ids)

    def tell(self, changed: Iterable[str]) -> None:
        """From any thread: these cameras changed."""
        mine = self.camera_ids.intersection(changed)
        if not mine:
            return
        with self._lock:
            is_first = not self._changed
            self._changed |= mine
        # One who has not looked yet is awake already, or will be.
        if is_first:
            self.wake()

    def wake(self) -> None:
        """From any thread: let `wait` return."""
        try:
            self._loop.call_soon_threadsafe(self._event.set)
        except RuntimeError:
            # Its loop has ended, and the task that watched with it.
            LOG.debug("a watcher is gone")

    async def wait(self, timeout_s: float) -> frozenset[str]:
        """Which cameras changed since the last call, all of them at first; none when the time is over."""
        if not self._changed:
            try:
                async with asyncio.timeout(timeout_s):
                    await self._event.wait()
            except TimeoutError:
                return frozenset()
        self._event.clear()
        with self._lock:
            changed, self._changed = frozenset(self._changed), set()
        return changed


class Board:
    """The live state of every camera. One thread writes it by `listen`; all threads may read."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._cameras: dict[str, LiveCamera] = {}
        self._heard_at: dict[str, float] = {}
        self._stale: set[str] = set()
        self._watchers: set[Watcher] = set()
        self.is_closed = False

    def camera(self, camera_id: str) -> LiveCamera | None:
        """The newest word of a camera; None where there is none, or it is too old to be true."""
        return None if self.is_stale(camera_id) else self._cameras.get(camera_id)

    def is_stale(self, camera_id: str) -> bool:
        """Whether nothing was heard of the camera lately."""
        return self._clock() - self._heard_at.get(camera_id, -math.inf) > STALE_AFTER_S

    def people(self, camera_ids: Iterable[str]) -> People:
        """The people at these cameras now."""
        ids = list(camera_ids)
        heard = map(self.camera, ids)
        live = [each for each in heard if each is not None and each.state is CameraState.LIVE]
        return People(sum(each.people_now for each in live), len(live), len(ids) - len(live))

    async def changes(self, camera_ids: Iterable[str]) -> AsyncIterator[Mapping[str, LiveCamera | None]]:
        """The cameras' newest words whenever any changes: all at first, then those that changed.

        None stands for a camera of which nothing is known now. Ends when the hub does.
        """
        with self.watcher(frozenset(camera_ids)) as watcher:
            while not self.is_closed:
                changed = await watcher.wait(HEAR_S)
                if changed:
                    yield {each: self.camera(each) for each in changed}

    @contextmanager
    def watcher(self, camera_ids: frozenset[str]) -> Iterator[Watcher]:
        """A watcher of these cameras, within a running asyncio loop."""
        watcher = Watcher(camera_ids, asyncio.get_running_loop())
        with self._lock:
            self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            with self._lock:
                self._watchers.discard(watcher)

    def watcher_count(self) -> int:
        """How many watch."""
        return len(self._watchers)

    def listen(self, bus: Bus, stopping: threading.Event) -> None:
        """Hear of changes until told to stop. Raises BusError when the bus breaks."""
        watch = bus.watch(_PREFIX)
        try:
            # What the bus kept may be of yesterday; what it tells from then on is news, whatever the clock
            # of the agent's machine says.
            self.hear(watch.wait(0), is_kept=True)
            while not stopping.is_set():
                self.hear(watch.wait(HEAR_S))
        finally:
            watch.close()

    def hear(self, entries: Iterable[Entry], *, is_kept: bool = False) -> None:
        """Take in what the bus tells, and what grew stale meanwhile. is_kept: it is as old as it says."""
        taken = [self._take(entry, is_kept) for entry in entries]
        changed = {camera_id for camera_id in taken if camera_id}
        stale = {camera_id for camera_id in list(self._cameras) if self.is_stale(camera_id)}
        changed |= stale ^ self._stale
        self._stale = stale
        if changed:
            with self._lock:
                watchers = list(self._watchers)
            for watcher in watchers:
                watcher.tell(changed)

    def close(self) -> None:
        """The hub ends: let every watcher come to its end."""
        self.is_closed = True
        with self._lock:
            watchers = list(self._watchers)
        for watcher in watchers:
            watcher.wake()

    def forget(self) -> None:
        """Begin anew, as after a start."""
        self._cameras.clear()
        self._heard_at.clear()
        self._stale.clear()
        self.is_closed = False

    def _take(self, entry: Entry, is_kept: bool) -> str:
        """Store one camera's word, and return its id; "" where the word cannot be read."""
        camera_id = entry.key.removeprefix(_PREFIX)
        if entry.value is None:
            self._cameras.pop(camera_id, None)
            self._heard_at.pop(camera_id, None)
            return camera_id
        try:
            live = from_bytes(entry.value)
        except RecordError as error:
            LOG.warning("live figures of camera %s are passed over: %s", camera_id, error)
            return ""
        now = self._clock()
        self._cameras[camera_id] = live
        self._heard_at[camera_id] = min(now, live.at) if is_kept else now
        return camera_id


BOARD = Board()
"""The board of this process."""
