"""What an agent has to tell, on its way into the spool: a full disk stops no counting."""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from passerby.agent.spool import Entry, Spool
from passerby.events import window_record
from passerby.shapes.errors import OutputError
from passerby.shapes.window import Window

log = logging.getLogger(__name__)

MOST_IN_MEMORY = 20_000
"""Events that wait for a disk to take them; beyond it the oldest make room. About 100 MB of windows."""

DRAFTS_EVERY_S = 2.0
"""How often windows that are still filling go to the disk: a power cut costs no more figures than this."""


class Outbox:
    """Events on their way into a spool. They wait in memory, and are tried again, while it takes none.

    trouble: why the spool takes nothing, "" while it does. lost: events that made room. For one thread.
    """

    def __init__(
        self,
        spool: Spool,
        *,
        most: int = MOST_IN_MEMORY,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._spool, self._now, self._monotonic = spool, now, monotonic
        self._waiting: deque[Entry] = deque(maxlen=most)
        self._drafts_at = -float("inf")
        self.trouble = ""
        self.lost = 0

    @property
    def in_memory(self) -> int:
        """How many events wait for the disk."""
        return len(self._waiting)

    def add_windows(self, windows: Iterable[Window]) -> None:
        """Take windows that have closed."""
        for window in windows:
            self._add(_entry(window, self._now()))

    def add(self, kind: str, body: dict[str, object]) -> None:
        """Take another event."""
        self._add(Entry(kind, self._now(), body))

    def flush(self) -> None:
        """Put what waits into the spool, all of it or nothing."""
        if not self._waiting:
            return
        try:
            self._spool.append_all(list(self._waiting))
        except OutputError as error:
            self._complain(error)
            return
        self._waiting.clear()
        if self.trouble:
            log.warning("the spool takes events again; %d were lost", self.lost)
        self.trouble = ""

    def keep_drafts(self, filling: Sequence[Window]) -> None:
        """Put what windows hold so far into the spool, every two seconds, for the start after a crash."""
        if self._waiting or self._monotonic() - self._drafts_at < DRAFTS_EVERY_S:
            # Nothing overtakes: a window that waits would be told again by its own draft.
            return
        self._drafts_at = self._monotonic()
        try:
            self._spool.keep_drafts([_entry(window, self._now()) for window in filling])
        except OutputError as error:
            self._complain(error)

    def _add(self, entry: Entry) -> None:
        self.lost += len(self._waiting) == self._waiting.maxlen
        self._waiting.append(entry)

    def _complain(self, error: OutputError) -> None:
        if not self.trouble:
            log.warning("%s; events wait in memory", error)
        self.trouble = str(error)


def _entry(window: Window, at: float) -> Entry:
    return Entry(window_record.KIND, at, window_record.to_record(window, packs=True), subject=window.camera)
