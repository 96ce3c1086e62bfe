"""From the bus into the database: takes events as they come, in batches, and tells agents what is stored."""

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence

from django.db import DatabaseError, DataError, IntegrityError, close_old_connections

from passerby.bus.bus import Bus, Message
from passerby.events.envelope import decode
from passerby.events.quick_windows import read_window
from passerby.hub.crowd.facts import Arrival, arrival_of, read_event
from passerby.hub.crowd.ingest import Stored, store
from passerby.hub.signals import windows_stored
from passerby.hub.sites.models import Agent
from passerby.shapes.errors import EventError, PasserbyError, UnknownAgentError
from passerby.shapes.window import Window

LOG = logging.getLogger(__name__)

CONSUMER = "hub"
AT_MOST = 2000
"""Events in one transaction: enough that committing costs little, few enough that nobody waits long."""

GAP_WAIT_S = 30.0
"""Events that did not come for so long, though their agent was asked for them and sent others, are lost."""

ASK_EVERY_S = 5.0
_WAIT_S = 0.5
_GATHER_S = 0.1
"""After less than a full batch, so that a trickle does not make a transaction of each event."""


class Ingester:
    """Stores the events of all agents, in the thread that calls `run`.

    clock: seconds since 1970-01-01 UTC. monotonic: seconds, for waiting.
    """

    def __init__(
        self,
        bus: Bus,
        stopping: threading.Event,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bus, self._stopping = bus, stopping
        self._clock, self._monotonic = clock, monotonic
        self._gaps = Gaps(monotonic)
        self._unknown: set[str] = set()

    def run(self) -> None:
        """Store until told to stop. Raises DatabaseError and BusError; what was not acked comes again."""
        for agent_id, number in Agent.objects.values_list("pk", "stored_number"):
            self._tell(agent_id, number)
        events = self._bus.subscribe("events/*", CONSUMER)
        while not self._stopping.is_set():
            messages = events.fetch(AT_MOST, _WAIT_S)
            if messages:
                close_old_connections()
                self.take(messages)
            if len(messages) < AT_MOST:
                self._stopping.wait(_GATHER_S)

    def take(self, messages: Sequence[Message]) -> None:
        """Store one batch, ack it, and tell its agents and listeners."""
        by_agent: dict[str, list[Arrival]] = {}
        for message in messages:
            self._read(message.payload, by_agent)
        for agent_id, arrivals in by_agent.items():
            self._store(agent_id, arrivals)
        for message in messages:
            message.ack()

    def _read(self, raw: bytes, by_agent: dict[str, list[Arrival]]) -> None:
        quickly = read_window(raw)
        if quickly is not None:
            agent_id, number, window = quickly
            by_agent.setdefault(agent_id, []).append(arrival_of(number, window, self._clock()))
            return
        try:
            event = decode(raw)
            agent_id, arrival = event.agent, read_event(event, self._clock())
        except EventError as error:
            if not error.agent or error.number is None:
                LOG.warning("an event that names no agent and number was dropped: %s", error)
                return
            agent_id, arrival = error.agent, Arrival(error.number, None, str(error))
        by_agent.setdefault(agent_id, []).append(arrival)

    def _store(self, agent_id: str, arrivals: Sequence[Arrival]) -> None:
        pass_over = self._gaps.is_lost(agent_id)
        try:
            stored = store_all_but_bad(agent_id, arrivals, self._clock(), pass_over_gaps=pass_over)
        except UnknownAgentError as error:
            if agent_id not in self._unknown:
                LOG.warning("%s", error)
                self._unknown.add(agent_id)
            return
        self._unknown.discard(agent_id)
        if stored.refused:
            LOG.warning("%d events of agent %s were refused", stored.refused, agent_id)
        if self._gaps.should_tell(agent_id, stored):
            self._tell(agent_id, stored.number)
        if stored.windows:
            tell_listeners(stored.windows)

    def _tell(self, agent_id: str, number: int) -> None:
        self._bus.put(f"stored/{agent_id}", json.dumps({"number": number}).encode())


class Gaps:
    """Which agents' events came without those before them, and what to do about it.

    Being told the same number again, an agent publishes again what follows it.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._since: dict[str, float] = {}
        self._asked: dict[str, float] = {}
        self._told: dict[str, int] = {}

    def is_lost(self, agent_id: str) -> bool:
        """Whether the agent has been asked for long enough."""
        since = self._since.get(agent_id)
        return since is not None and self._monotonic() - since >= GAP_WAIT_S

    def should_tell(self, agent_id: str, stored: Stored) -> bool:
        """Whether to tell the agent what is stored: when that is more than before, or to ask for a gap."""
        now = self._monotonic()
        moved = self._told.get(agent_id) != stored.number
        self._told[agent_id] = stored.number
        if not stored.awaited or moved:
            self._since.pop(agent_id, None)
        if not stored.awaited:
            return moved
        if agent_id not in self._since:
            LOG.warning("events of agent %s after %d have not come; asking again", agent_id, stored.number)
            self._since[agent_id] = now
        elif not moved and now - self._asked[agent_id] < ASK_EVERY_S:
            return False
        self._asked[agent_id] = now
        return True


def store_all_but_bad(
    agent_id: str, arrivals: Sequence[Arrival], now_s: float, *, pass_over_gaps: bool
) -> Stored:
    """`store`, also when the database itself refuses one of the events, which is then passed over."""
    try:
        return store(agent_id, arrivals, now_s, pass_over_gaps=pass_over_gaps)
    except (DataError, IntegrityError) as error:
        if len(arrivals) == 1:
            refused = Arrival(arrivals[0].number, None, f"the database refuses it: {error}")
            return store(agent_id, [refused], now_s, pass_over_gaps=pass_over_gaps)
    middle = len(arrivals) // 2
    in_order = sorted(arrivals, key=lambda each: each.number)
    first, second = (
        store_all_but_bad(agent_id, half, now_s, pass_over_gaps=pass_over_gaps)
        for half in (in_order[:middle], in_order[middle:])
    )
    return Stored(
        max(first.number, second.number),
        first.windows + second.windows,
        first.refused + second.refused,
        first.awaited or second.awaited,
    )


def tell_listeners(windows: Sequence[Window]) -> None:
    """Call everybody in signals.windows_stored."""
    for listener in windows_stored:
        try:
            listener(windows)
        except (DatabaseError, PasserbyError):
            LOG.exception("windows were stored, but whoever looks at them failed")
