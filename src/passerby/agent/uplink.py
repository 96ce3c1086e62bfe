"""From the spool to the hub: publishes, hears what is stored for good, and publishes again what is not."""

import logging
import threading
import time
from collections.abc import Callable

from passerby.agent.spool import Spool
from passerby.bus.bus import Bus, Watch
from passerby.cameras.backoff import Backoff
from passerby.events.envelope import Event, encode
from passerby.events.json_text import read_object
from passerby.shapes.errors import BusError, EventError, OutputError, RecordError

log = logging.getLogger(__name__)

IN_FLIGHT = 2000
"""So many events are under way at most: while the hub is away the spool grows, not the bus."""

AGAIN_FIRST_S, AGAIN_LIMIT_S = 20.0, 3600.0
"""What is not stored for so long is published again, later and later while nothing gets through."""

UNTOLD = "agent.untold"
"""The kind of an event that could not be told as it was. Its body says why."""

_BATCH = 200
_LOOK_EVERY_S = 0.1
_REST_AFTER_FAULT_S = 1.0


class Delivery:
    """Which events are under way. Pure: it is told what happened, and says what to publish next."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._patience_s = AGAIN_FIRST_S
        self._moved_at = monotonic()
        self.stored = 0
        self.published = 0

    @property
    def room(self) -> int:
        """How many more events may be under way."""
        return max(0, IN_FLIGHT - (self.published - self.stored))

    def sent(self, number: int) -> None:
        """Everything up to this number is on the bus."""
        if self.published == self.stored:
            self._moved_at = self._monotonic()
        self.published = number

    def heard(self, stored: int) -> None:
        """The hub says that it has everything up to this number.

        The same number once more means that it has started again, or misses the next one: what follows goes
        out again at once.
        """
        if stored > self.stored:
            self._patience_s = AGAIN_FIRST_S
        elif stored < self.stored:
            log.warning("the hub has events up to %d, and had them up to %d", stored, self.stored)
        if stored <= self.stored:
            self.published = stored
        self.stored = stored
        self.published = max(self.published, stored)
        self._moved_at = self._monotonic()

    def mind(self) -> None:
        """Go back to what is not stored, where that takes too long."""
        if self.published > self.stored and self._monotonic() - self._moved_at > self._patience_s:
            self.published = self.stored
            self._patience_s = min(2 * self._patience_s, AGAIN_LIMIT_S)
            self._moved_at = self._monotonic()


class Uplink:
    """Delivers the events of one agent, in a thread of its own. The spool may be written to meanwhile.

    trouble: why nothing gets through just now, "" while it does.
    """

    def __init__(
        self, bus: Bus, spool: Spool, agent: str, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._bus, self._spool, self._agent = bus, spool, agent
        self._delivery = Delivery(monotonic)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="uplink", daemon=True)
        self._watch: Watch | None = None
        self.trouble = ""

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def stop(self, within_s: float) -> None:
        """Publish what the spool holds, for a moment at most, and end. The hub may store it later."""
        limit = time.monotonic() + within_s
        while not self.trouble and self._is_behind() and time.monotonic() < limit:
            time.sleep(0.01)
        self._stopping.set()
        self._thread.join()

    def _is_behind(self) -> bool:
        return self._delivery.room > 0 and self._delivery.published < self._spool.last_number

    def _run(self) -> None:
        backoff = Backoff(_REST_AFTER_FAULT_S, 30.0)
        while not self._stopping.is_set():
            try:
                self._step()
            except (BusError, OutputError) as error:
                if not self.trouble:
                    log.warning("events do not reach the hub: %s", error)
                self.trouble = str(error)
                self._forget_watch()
                self._stopping.wait(backoff.next_delay_s())
            else:
                self.trouble = ""
                backoff.reset()

        self._forget_watch()

    def _forget_watch(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.close()

    def _step(self) -> None:
        if self._watch is None:
            self._watch = self._bus.watch(f"stored/{self._agent}")
        for entry in self._watch.wait(_LOOK_EVERY_S):
            self._hear(entry.value)
        self._delivery.mind()
        self._publish()

    def _hear(self, value: bytes | None) -> None:
        stored = _number(value)
        if stored is None:
            return
        if stored > self._spool.last_number:
            # The hub knows more of this agent than the spool does, which must then be a new one.
            log.warning("the spool is younger than the hub's word of it; counting goes on from %d", stored)
            self._spool.number_above(stored)
        else:
            self._spool.forget_up_to(stored)
        self._delivery.heard(stored)

    def _publish(self) -> None:
        while self._delivery.room and not self._stopping.is_set():
            after = self._delivery.published
            events = self._spool.waiting(after, min(_BATCH, self._delivery.room))
            if not events:
                return
            for each in events:
                self._send(Event(self._agent, each.number, each.kind, each.recorded_at, each.body))
                self._delivery.sent(each.number)

    def _send(self, event: Event) -> None:
        try:
            raw = encode(event)
        except EventError as error:
            # Its number must arrive all the same, or the hub would wait for it for ever.
            log.warning("%s", error)
            told = {"kind": event.kind, "reason": str(error)[:500]}
            raw = encode(Event(event.agent, event.number, UNTOLD, event.recorded_at, told))
        self._bus.publish(f"events/{self._agent}", raw)


def _number(value: bytes | None) -> int | None:
    """What the hub has stored up to; None where nothing is said, or nothing that can be read."""
    if value is None:
        return None
    try:
        number = read_object(value, 1000, "stored").get("number")
    except RecordError as error:
        log.warning("the hub's word of what it stored is not understood: %s", error)
        return None
    return number if type(number) is int and number >= 0 else None
