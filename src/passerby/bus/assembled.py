"""A bus from its parts: what holds for every bus, whatever keeps its messages and passes its questions on."""

import math
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import TypeVar

from passerby.bus.bell import Bell
from passerby.bus.bus import ACK_WAIT_S, Entry, Message, check_name, check_pattern, check_prefix, check_size
from passerby.bus.parts import NOTHING_READ, Handler, Store, Switchboard
from passerby.shapes.errors import BusError

Found = TypeVar("Found")


class AssembledBus:
    """A bus over a store and a switchboard. The store is closed with it if `owns_store`."""

    def __init__(
        self, store: Store, switchboard: Switchboard, *, owns_store: bool, ack_wait_s: float = ACK_WAIT_S
    ) -> None:
        self._store = store
        self._switchboard = switchboard
        self._owns_store = owns_store
        self._ack_wait_s = ack_wait_s
        self._closed = threading.Event()

    def publish(self, subject: str, payload: bytes) -> None:
        """See Bus.publish."""
        check_name(subject, "subject")
        check_size(payload, f"a message of {subject}")
        self._open_store().add(subject, payload)

    def subscribe(self, subject: str, consumer: str) -> "StoreSubscription":
        """See Bus.subscribe."""
        check_pattern(subject)
        check_name(consumer, "consumer")
        return StoreSubscription(self._open_store(), self._closed, subject, consumer, self._ack_wait_s)

    def put(self, key: str, value: bytes | None) -> None:
        """See Bus.put."""
        check_name(key, "key")
        check_size(value, f"the value of {key}")
        self._open_store().put(key, value)

    def get(self, key: str) -> bytes | None:
        """See Bus.get."""
        check_name(key, "key")
        return self._open_store().get(key)

    def watch(self, prefix: str) -> "StoreWatch":
        """See Bus.watch."""
        check_prefix(prefix)
        return StoreWatch(self._open_store(), self._closed, prefix)

    def request(self, subject: str, payload: bytes, timeout_s: float) -> bytes:
        """See Bus.request."""
        check_name(subject, "subject")
        check_size(payload, f"a request to {subject}")
        self._open_store()
        return self._switchboard.request(subject, payload, timeout_s)

    def serve(self, subject: str, handler: Handler) -> AbstractContextManager[None]:
        """See Bus.serve."""
        check_name(subject, "subject")
        self._open_store()
        return self._switchboard.serve(subject, handler)

    def close(self) -> None:
        """See Bus.close."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._store.bell.ring()
        if self._owns_store:
            self._store.close()

    def _open_store(self) -> Store:
        if self._closed.is_set():
            raise _closed_error()
        return self._store


class StoreSubscription:
    """See bus.Subscription."""

    def __init__(
        self, store: Store, closed: threading.Event, subject: str, consumer: str, ack_wait_s: float
    ) -> None:
        self._store = store
        self._closed = closed
        self._subject = subject
        self._consumer = consumer
        self._ack_wait_s = ack_wait_s
        self._lock = threading.Lock()
        self._read_to = store.open_cursor(consumer, subject)
        self._given: dict[int, float] = {}
        self._is_unsaved = False

    def fetch(self, at_most: int, timeout_s: float) -> list[Message]:
        """See Subscription.fetch."""
        self._save()
        found = _first_found(
            lambda: self._next(at_most), self._store.bell, timeout_s, (self._closed,), self._ack_wait_s
        )
        return [Message(payload, partial(self._ack, number)) for number, payload in found]

    def _next(self, at_most: int) -> list[tuple[int, bytes]]:
        found = self._overdue(at_most)
        if not found:
            batch = self._store.after(self._read_to, self._subject, at_most)
            self._read_to, found = batch.seen_to, batch.messages
        now = time.monotonic()
        with self._lock:
            self._given.update((number, now) for number, _ in found)
        return found

    def _overdue(self, at_most: int) -> list[tuple[int, bytes]]:
        """Messages that were given long ago and not acked."""
        long_ago = time.monotonic() - self._ack_wait_s
        with self._lock:
            numbers = sorted(number for number, given_at in self._given.items() if given_at <= long_ago)
        found = self._store.among(numbers[:at_most]) if numbers else []
        kept = {number for number, _ in found}
        with self._lock:
            for number in numbers[:at_most]:
                if number not in kept:
                    self._given.pop(number, None)
        return found

    def _ack(self, number: int) -> None:
        with self._lock:
            self._given.pop(number, None)
            self._is_unsaved = True
            all_acked = not self._given
        # A write for each message would cost more than the messages do.
        if all_acked:
            self._save()

    def _save(self) -> None:
        with self._lock:
            if not self._is_unsaved:
                return
            if self._closed.is_set():
                raise _closed_error()
            self._is_unsaved = False
            acked_to = min(self._given) - 1 if self._given else self._read_to
        self._store.move_cursor(self._consumer, self._subject, acked_to)


class StoreWatch:
    """See bus.Watch."""

    def __init__(self, store: Store, bus_closed: threading.Event, prefix: str) -> None:
        self._store = store
        self._bus_closed = bus_closed
        self._closed = threading.Event()
        self._prefix = prefix
        self._revision = NOTHING_READ

    def wait(self, timeout_s: float) -> list[Entry]:
        """See Watch.wait."""
        return _first_found(self._changes, self._store.bell, timeout_s, (self._bus_closed, self._closed))

    def close(self) -> None:
        """See Watch.close."""
        self._closed.set()
        self._store.bell.ring()

    def _changes(self) -> list[Entry]:
        entries, self._revision = self._store.changes(self._revision, self._prefix)
        return entries


def _first_found(
    look: Callable[[], list[Found]],
    bell: Bell,
    timeout_s: float,
    closed: tuple[threading.Event, ...],
    look_again_s: float = math.inf,
) -> list[Found]:
    """What `look` finds first; [] when the time is over, or when something was closed meanwhile."""
    if _any_set(closed):
        raise _closed_error()
    deadline = time.monotonic() + timeout_s
    while True:
        # Remembered before looking: what is written in between rings once more.
        rung = bell.rung
        try:
            found = look()
        except BusError:
            if _any_set(closed):
                return []
            raise
        left_s = deadline - time.monotonic()
        if found or left_s <= 0:
            return found
        bell.wait(rung, min(left_s, look_again_s))
        if _any_set(closed):
            return []


def _any_set(events: tuple[threading.Event, ...]) -> bool:
    return any(event.is_set() for event in events)


def _closed_error() -> BusError:
    return BusError("the bus, or this watch of it, is closed; open another one")
