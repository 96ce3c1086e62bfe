"""An event: a numbered record of an agent, as it lies in the spool and travels to the hub."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from passerby.events.checked import MAX_COUNT, Record
from passerby.events.json_text import read_object, write_object
from passerby.shapes.errors import EventError, RecordError
from passerby.shapes.identity import is_agent_id

VERSION = 1
MAX_EVENT_BYTES = 256 * 1024
"""A window with 64 zones and 64 lines of the longest names takes a third of this."""

_KIND = re.compile(r"[a-z]+(\.[a-z-]+)*")
_MAX_KIND = 40


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that an agent tells the hub.

    agent, number: which event it is; numbers of one agent grow by one from 1, and none is used twice. kind:
    what the body tells, such as crowd.window. recorded_at: UTC seconds. body: a JSON-safe record, not looked
    into here. Raises EventError for values that no event has.
    """

    agent: str
    number: int
    kind: str
    recorded_at: float
    body: Mapping[str, object]

    def __post_init__(self) -> None:
        if not is_agent_id(self.agent):
            raise EventError(f"event.agent must be 1 to 40 of a-z, 0-9 and -; got {self.agent[:80]!r}")
        if not 1 <= self.number <= MAX_COUNT:
            raise EventError(f"event.number must be 1 or more; got {self.number}", self.agent)
        if len(self.kind) > _MAX_KIND or not _KIND.fullmatch(self.kind):
            raise self.refused(f"event.kind must be words with dots between; got {self.kind[:80]!r}")
        if not (isfinite(self.recorded_at) and 0 <= self.recorded_at <= MAX_COUNT):
            raise self.refused(f"event.recorded_at must be UTC seconds, 0 or more; got {self.recorded_at}")

    def refused(self, why: str) -> EventError:
        """The error that refuses this one event, by name; for the hub to raise too."""
        return _refusal(self.agent, self.number, why)


def encode(event: Event) -> bytes:
    """The event as UTF-8 JSON. Raises EventError for more than MAX_EVENT_BYTES and for what is not JSON."""
    record = {
        "version": VERSION,
        "agent": event.agent,
        "number": event.number,
        "kind": event.kind,
        "recorded_at": event.recorded_at,
        "body": event.body,
    }
    try:
        raw = write_object(record)
    except RecordError as error:
        raise event.refused(str(error)) from error
    if len(raw) > MAX_EVENT_BYTES:
        raise event.refused(f"it has {len(raw)} bytes; at most {MAX_EVENT_BYTES} travel")
    return raw


def decode(raw: bytes) -> Event:
    """The event that `encode` wrote. Raises EventError, which names the event where it can still be told."""
    try:
        value = read_object(raw, MAX_EVENT_BYTES, "an event")
    except RecordError as error:
        raise EventError(str(error)) from error
    agent, number = _name(value)
    if value.get("version") != VERSION:
        raise _refusal(
            agent,
            number,
            f"wanted version {VERSION}, got {str(value.get('version'))[:20]!r}; "
            "update the older of hub and agent",
        )
    try:
        return _read(value)
    except EventError:
        raise
    except RecordError as error:
        raise _refusal(agent, number, str(error)) from error


def _read(value: Mapping[str, object]) -> Event:
    fields = Record(value, "event")
    fields.take("version")
    event = Event(
        agent=fields.text("agent"),
        number=fields.whole("number"),
        kind=fields.text("kind"),
        recorded_at=fields.number("recorded_at"),
        body=fields.mapping("body"),
    )
    fields.finish()
    return event


def _name(value: Mapping[str, object]) -> tuple[str, int | None]:
    """Agent and number of what may be an event, as far as they can be trusted."""
    agent, number = value.get("agent"), value.get("number")
    known_agent = agent if isinstance(agent, str) and is_agent_id(agent) else ""
    known_number = number if type(number) is int and 1 <= number <= MAX_COUNT else None
    return known_agent, known_number


def _refusal(agent: str, number: int | None, why: str) -> EventError:
    name = f"event {number if number is not None else '?'} of agent {agent or '?'}"
    return EventError(f"{name} is refused: {why}", agent, number)
