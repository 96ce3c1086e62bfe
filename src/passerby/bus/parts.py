"""The two parts that a bus is put together from: where it keeps things, and how it passes questions on."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from passerby.bus.bell import Bell
from passerby.bus.bus import Entry, check_size
from passerby.shapes.errors import PasserbyError

Handler = Callable[[bytes], bytes]

NOTHING_READ = -1
"""The revision of a watch that was told nothing yet."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages (number, payload), oldest first. seen_to: no message up to this number is left to read."""

    messages: list[tuple[int, bytes]]
    seen_to: int


class Store(Protocol):
    """Keeps messages, cursors and state. Every method may be called by any thread; raises BusError."""

    @property
    def bell(self) -> Bell:
        """Rings at every write, also at one by another process."""

    def add(self, subject: str, payload: bytes) -> None:
        """Keep a message under the next number; beyond the limit the oldest goes."""

    def after(self, number: int, subject: str, at_most: int) -> Batch:
        """The subject's messages after this number."""

    def among(self, numbers: list[int]) -> list[tuple[int, bytes]]:
        """Those of the numbered messages that are still kept."""

    def open_cursor(self, consumer: str, subject: str) -> int:
        """Up to which number the consumer has acked; 0 for a new one, who is known from now on."""

    def move_cursor(self, consumer: str, subject: str, number: int) -> None:
        """The consumer has acked all up to this number; what every consumer has acked is forgotten."""

    def put(self, key: str, value: bytes | None) -> None:
        """Set the state of a key."""

    def get(self, key: str) -> bytes | None:
        """The state of a key."""

    def changes(self, revision: int, prefix: str) -> tuple[list[Entry], int]:
        """What changed after this revision, and the revision up to which that tells.

        After NOTHING_READ it is all that is there, without what was deleted.
        """

    def close(self) -> None:
        """Let go of what it holds."""


class Switchboard(Protocol):
    """Passes questions on to who serves their subject."""

    def request(self, subject: str, payload: bytes, timeout_s: float) -> bytes:
        """See Bus.request."""

    def serve(self, subject: str, handler: Handler) -> AbstractContextManager[None]:
        """See Bus.serve."""


def answer(handler: Handler, payload: bytes) -> tuple[bool, bytes]:
    """The handler's answer and True, or the words with which it refuses and False."""
    try:
        answered = handler(payload)
        check_size(answered, "an answer")
    except PasserbyError as error:
        return False, str(error).encode()
    return True, answered
