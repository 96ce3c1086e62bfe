"""The bus in memory: everything a bus does, within one process and without a trace of it."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from passerby.bus.assembled import AssembledBus
from passerby.bus.bell import Bell
from passerby.bus.bus import ACK_WAIT_S, MAX_WAITING, Entry, key_matches, subject_matches
from passerby.bus.parts import NOTHING_READ, Batch, Handler, answer
from passerby.shapes.errors import BusError, NoAnswerError


class MemoryStore:
    """See parts.Store. Dictionaries, whose order is that of the numbers."""

    def __init__(self, max_waiting: int = MAX_WAITING) -> None:
        self.bell = Bell()
        self._max_waiting = max_waiting
        self._lock = threading.Lock()
        self._messages: dict[int, tuple[str, bytes]] = {}
        self._last_number = 0
        self._cursors: dict[tuple[str, str], int] = {}
        self._state: dict[str, tuple[int, bytes | None]] = {}
        self._revision = 0

    def add(self, subject: str, payload: bytes) -> None:
        """See Store.add."""
        with self._lock:
            self._last_number += 1
            self._messages[self._last_number] = (subject, bytes(payload))
            self._messages.pop(self._last_number - self._max_waiting, None)
        self.bell.ring()

    def after(self, number: int, subject: str, at_most: int) -> Batch:
        """See Store.after."""
        with self._lock:
            wanted = (
                (each, payload)
                for each, (its_subject, payload) in self._messages.items()
                if each > number and subject_matches(subject, its_subject)
            )
            found = list(islice(wanted, at_most))
            return Batch(found, found[-1][0] if len(found) == at_most else self._last_number)

    def among(self, numbers: list[int]) -> list[tuple[int, bytes]]:
        """See Store.among."""
        with self._lock:
            return [(number, self._messages[number][1]) for number in numbers if number in self._messages]

    def open_cursor(self, consumer: str, subject: str) -> int:
        """See Store.open_cursor."""
        with self._lock:
            return self._cursors.setdefault((consumer, subject), 0)

    def move_cursor(self, consumer: str, subject: str, number: int) -> None:
        """See Store.move_cursor."""
        with self._lock:
            before = self._cursors[consumer, subject]
            self._cursors[consumer, subject] = max(before, number)
            for each in [each for each in self._messages if before < each <= number]:
                if self._is_done(each):
                    del self._messages[each]

    def _is_done(self, number: int) -> bool:
        subject = self._messages[number][0]
        cursors = [
            cursor for (_, pattern), cursor in self._cursors.items() if subject_matches(pattern, subject)
        ]
        return bool(cursors) and min(cursors) >= number

    def put(self, key: str, value: bytes | None) -> None:
        """See Store.put."""
        with self._lock:
            self._revision += 1
            self._state[key] = (self._revision, None if value is None else bytes(value))
        self.bell.ring()

    def get(self, key: str) -> bytes | None:
        """See Store.get."""
        with self._lock:
            return self._state.get(key, (0, None))[1]

    def changes(self, revision: int, prefix: str) -> tuple[list[Entry], int]:
        """See Store.changes."""
        with self._lock:
            changed = sorted(
                (changed_in, key, value)
                for key, (changed_in, value) in self._state.items()
                if changed_in > revision and key_matches(prefix, key)
            )
            is_first = revision == NOTHING_READ
            told = [Entry(key, value) for _, key, value in changed if not (is_first and value is None)]
            return told, self._revision

    def close(self) -> None:
        """See Store.close. Nothing is held."""


class MemorySwitchboard:
    """See parts.Switchboard. A handler runs in a thread of its own, as it would in another process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handlers: dict[str, Handler] = {}

    def request(self, subject: str, payload: bytes, timeout_s: float) -> bytes:
        """See Bus.request."""
        handler = self._handlers.get(subject)
        if handler is None:
            raise NoAnswerError(f"nobody serves {subject}; see that the other side runs")
        answers: queue.Queue[tuple[bool, bytes] | None] = queue.Queue()

        def run() -> None:
            answered = None
            try:
                answered = answer(handler, payload)
            finally:
                answers.put(answered)

        threading.Thread(target=run, name=f"answer {subject}", daemon=True).start()
        try:
            answered = answers.get(timeout=max(0.0, timeout_s))
        except queue.Empty:
            raise NoAnswerError(f"{subject} did not answer within {timeout_s:g} s") from None
        if answered is None:
            raise NoAnswerError(f"{subject} broke off without an answer; its log says why")
        accepted, content = answered
        if not accepted:
            raise BusError(content.decode())
        return content

    @contextmanager
    def serve(self, subject: str, handler: Handler) -> Iterator[None]:
        """See Bus.serve."""
        with self._lock:
            if subject in self._handlers:
                raise BusError(f"{subject} is served already; stop whoever serves it first")
            self._handlers[subject] = handler
        try:
            yield
        finally:
            with self._lock:
                del self._handlers[subject]


class Exchange:
    """What the memory buses of one process share, as local buses share the folder they stand in."""

    def __init__(self, max_waiting: int = MAX_WAITING) -> None:
        self.store = MemoryStore(max_waiting)
        self.switchboard = MemorySwitchboard()


class MemoryBus(AssembledBus):
    """A bus in memory. Those that share an exchange reach one another; without one it stands alone."""

    def __init__(self, exchange: Exchange | None = None, ack_wait_s: float = ACK_WAIT_S) -> None:
        # Held, so that the exchange lives as long as its last bus.
        self._exchange = exchange or Exchange()
        super().__init__(
            self._exchange.store, self._exchange.switchboard, owns_store=False, ack_wait_s=ack_wait_s
        )
