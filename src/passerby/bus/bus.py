"""What a bus is: four ways for agents and the hub to reach one another. `local` and `memory` are buses.

A bus may lose what it was given, and may give a message twice: delivery is end to end, between an agent's
spool and the hub's database.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from passerby.shapes.errors import BusError

MAX_PAYLOAD_BYTES = 8 << 20
"""The largest payload, value, question or answer."""

MAX_WAITING = 50_000
"""So many messages are kept for consumers that do not come; then the oldest make room."""

ACK_WAIT_S = 30.0
"""A message that was not acked for so long is given again."""

_NAME = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")
_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Message:
    """A payload that a subscription gave; it comes again unless it is acked."""

    payload: bytes = field(repr=False)
    _ack: Callable[[], None] = field(repr=False)

    def ack(self) -> None:
        """This message is dealt with. Acks of one fetch may be kept together until the last of them."""
        self._ack()


@dataclass(frozen=True, slots=True)
class Entry:
    """The state of one key; value is None when it was deleted."""

    key: str
    value: bytes | None = field(repr=False)


class Subscription(Protocol):
    """The messages of a subject for one consumer, from where it left off. For one thread at a time."""

    def fetch(self, at_most: int, timeout_s: float) -> list[Message]:
        """The next messages, oldest first; waits until there is one, and gives [] when there was none."""


class Watch(Protocol):
    """The state of some keys, and its changes. For one thread at a time."""

    def wait(self, timeout_s: float) -> list[Entry]:
        """First what is there, later what changed since; waits until there is any, else gives [].

        Of several changes of one key between two calls only the last is told.
        """

    def close(self) -> None:
        """Nothing more is wanted; a thread in `wait` gets []."""


class Bus(Protocol):
    """Carries events, state and questions. Threads may share one.

    Names are parts of letters, digits, _ and -, with / between. Every method raises BusError when the bus is
    closed or broken, for a name it does not know, and for more than MAX_PAYLOAD_BYTES. Closing ends every
    wait with [].
    """

    def publish(self, subject: str, payload: bytes) -> None:
        """Keep a message until every known consumer of its subject has acked it."""

    def subscribe(self, subject: str, consumer: str) -> Subscription:
        """The subject's messages that this consumer has not acked, and all that follow; at least once.

        subject: a name, or a name with /* after it for all beneath. consumer: whose place is remembered, also
        after a restart; a new one begins with what is kept.
        """

    def put(self, key: str, value: bytes | None) -> None:
        """Set the current state of a key; None deletes it."""

    def get(self, key: str) -> bytes | None:
        """The current state of a key, None if it has none."""

    def watch(self, prefix: str) -> Watch:
        """The state of one key; or, of a name with / after it, of all keys beneath; or of all, for ""."""

    def request(self, subject: str, payload: bytes, timeout_s: float) -> bytes:
        """Ask whoever serves the subject; nothing of it is stored.

        Raises NoAnswerError when nobody serves it, or not in time, and BusError with the words of the other
        side when it refuses.
        """

    def serve(self, subject: str, handler: Callable[[bytes], bytes]) -> AbstractContextManager[None]:
        """Answer requests while the context lasts; several at once, each in a thread of its own.

        A PasserbyError of the handler is told to who asked. Raises BusError if the subject is served already.
        """

    def close(self) -> None:
        """Let go of everything. May be called again."""


def check_name(name: str, what: str) -> None:
    """Raise BusError unless this may be the name of a subject, key or consumer."""
    if len(name) > _MAX_NAME or not _NAME.fullmatch(name):
        raise BusError(
            f"a {what} is parts of letters, digits, _ and - with / between, {_MAX_NAME} characters at most; "
            f"got {name[:_MAX_NAME]!r}"
        )


def check_pattern(subject: str) -> None:
    """Raise BusError unless this is a subject, or one with /* after it."""
    check_name(subject.removesuffix("/*"), "subject")


def check_prefix(prefix: str) -> None:
    """Raise BusError unless this is a key, a key with / after it, or ""."""
    if prefix:
        check_name(prefix.removesuffix("/"), "key")


def check_size(payload: bytes | None, what: str) -> None:
    """Raise BusError for more than a bus carries at once."""
    if payload is not None and len(payload) > MAX_PAYLOAD_BYTES:
        raise BusError(f"{what} has {len(payload)} bytes; a bus carries at most {MAX_PAYLOAD_BYTES} at once")


def subject_matches(pattern: str, subject: str) -> bool:
    """Whether a subscription to the pattern gets messages of the subject."""
    return subject.startswith(pattern[:-1]) if pattern.endswith("/*") else subject == pattern


def key_matches(prefix: str, key: str) -> bool:
    """Whether a watch of the prefix tells of the key."""
    return key.startswith(prefix) if prefix.endswith("/") or not prefix else key == prefix
