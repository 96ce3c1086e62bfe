"""From the bus into the database: batches, gaps, refusals, and the word that goes back."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from django.db import DatabaseError, DataError

from passerby.bus.memory import Exchange, MemoryBus
from passerby.events.envelope import encode
from passerby.hub import signals
from passerby.hub.crowd import ingester as ingester_module
from passerby.hub.crowd.facts import Arrival
from passerby.hub.crowd.ingest import Stored, store
from passerby.hub.crowd.ingester import AT_MOST, GAP_WAIT_S, Gaps, Ingester, store_all_but_bad
from passerby.hub.crowd.models import CrowdWindow, RefusedEvent
from passerby.hub.sites.models import Agent, Camera
from passerby.shapes.errors import PasserbyError
from passerby.shapes.window import Window
from tests.hub.crowd.figures import NOON_S, arrivals, event, windows

NOW_S = NOON_S + 86_400.0


@pytest.fixture
def bus() -> Iterator[MemoryBus]:
    made = MemoryBus(Exchange())
    yield made
    made.close()


class Pump:
    """An ingester that is asked to take what is there, in this thread, with a clock of its own."""

    def __init__(self, bus: MemoryBus) -> None:
        self._events = bus.subscribe("events/*", "hub")
        self.monotonic_s = 0.0
        self.ingester = Ingester(bus, threading.Event(), lambda: NOW_S, lambda: self.monotonic_s)

    def take(self) -> None:
        messages = self._events.fetch(AT_MOST, 0)
        self.ingester.take(messages)


@pytest.fixture
def pump(bus: MemoryBus, plaza: Camera) -> Pump:
    return Pump(bus)


def publish(bus: MemoryBus, facts: Sequence[Window], first: int = 1, agent: str = "local") -> None:
    for number, fact in enumerate(facts, first):
        bus.publish(f"events/{agent}", encode(event(fact, number, agent)))


def told(bus: MemoryBus, agent: str = "local") -> int | None:
    value = bus.get(f"stored/{agent}")
    return None if value is None else int(json.loads(value)["number"])


def test_published_events_are_stored_and_their_agent_is_told(
    bus: MemoryBus, pump: Pump, plaza: Camera
) -> None:
    publish(bus, windows(plaza.pk, 5))
    pump.take()
    assert CrowdWindow.objects.count() == 5
    assert told(bus) == 5


def test_what_was_stored_is_acked_and_does_not_come_again(bus: MemoryBus, pump: Pump, plaza: Camera) -> None:
    publish(bus, windows(plaza.pk, 5))
    pump.take()
    assert bus.subscribe("events/*", "hub").fetch(10, 0) == []


def test_what_could_not_be_stored_is_not_acked(
    bus: MemoryBus, pump: Pump, plaza: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Stored:
        raise DatabaseError("disk I/O error")

    publish(bus, windows(plaza.pk, 5))
    monkeypatch.setattr(ingester_module, "store", fail)
    with pytest.raises(DatabaseError):
        pump.take()
    assert told(bus) is None
    assert len(bus.subscribe("events/*", "hub").fetch(10, 0)) == 5


@pytest.mark.parametrize("raw", [b"", b"\xff\x00", b'{"version": 1}', b"[]", b"x" * 300_000])
def test_garbage_on_the_bus_stops_nothing(bus: MemoryBus, pump: Pump, plaza: Camera, raw: bytes) -> None:
    bus.publish("events/local", raw)
    publish(bus, windows(plaza.pk, 2))
    pump.take()
    assert told(bus) == 2


def test_an_event_of_an_unknown_version_is_refused_by_its_number(
    bus: MemoryBus, pump: Pump, plaza: Camera
) -> None:
    first, second = (encode(event(fact, number)) for number, fact in enumerate(windows(plaza.pk, 2), 1))
    bus.publish("events/local", first.replace(b'"version":1', b'"version":9', 1))
    bus.publish("events/local", second)
    pump.take()
    refused = RefusedEvent.objects.get()
    assert (refused.number, told(bus)) == (1, 2)
    assert "version" in refused.reason


def test_an_agent_nobody_knows_keeps_its_events_until_it_is_known(
    bus: MemoryBus, pump: Pump, plaza: Camera
) -> None:
    publish(bus, windows(plaza.pk, 2), agent="north")
    pump.take()
    assert told(bus, "north") is None
    Agent.objects.create(pk="north")
    plaza.site.agent_id = "north"
    plaza.site.save(update_fields=["agent"])
    publish(bus, windows(plaza.pk, 2), agent="north")
    pump.take()
    assert told(bus, "north") == 2


def test_a_gap_is_asked_for_and_filled(bus: MemoryBus, pump: Pump, plaza: Camera) -> None:
    facts = windows(plaza.pk, 6)
    publish(bus, facts[3:], first=4)
    pump.take()
    assert told(bus) == 0
    publish(bus, facts)
    pump.take()
    assert told(bus) == 6
    assert Agent.objects.get(pk="local").missing_events == 0


def test_a_gap_that_nobody_fills_is_counted_in_the_end(bus: MemoryBus, pump: Pump, plaza: Camera) -> None:
    facts = windows(plaza.pk, 6)
    for seconds in (0.0, GAP_WAIT_S / 2, GAP_WAIT_S):
        assert CrowdWindow.objects.count() == 0
        pump.monotonic_s = seconds
        publish(bus, facts[3:], first=4)
        pump.take()
    assert told(bus) == 6
    assert Agent.objects.get(pk="local").missing_events == 3


def test_an_agent_is_not_asked_for_a_gap_with_every_batch() -> None:
    now_s = 0.0
    gaps = Gaps(lambda: now_s)
    asked = []
    for second in range(12):
        now_s = float(second)
        asked.append(gaps.should_tell("local", Stored(4, awaited=True)))
    assert [second for second, each in enumerate(asked) if each] == [0, 5, 10]


def test_an_agent_is_told_once_of_what_is_stored() -> None:
    gaps = Gaps(lambda: 0.0)
    told_again = [gaps.should_tell("local", Stored(number)) for number in (4, 4, 5)]
    assert told_again == [True, False, True]


def test_an_event_that_the_database_itself_refuses_is_passed_over(
    plaza: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    def store_but_one(agent_id: str, batch: Sequence[Arrival], now_s: float, **how: bool) -> Stored:
        if any(each.number == 3 and each.fact for each in batch):
            raise DataError("value out of range")
        return store(agent_id, batch, now_s, **how)

    monkeypatch.setattr(ingester_module, "store", store_but_one)
    stored = store_all_but_bad("local", arrivals(windows(plaza.pk, 6)), NOW_S, pass_over_gaps=False)
    assert (stored.number, len(stored.windows), stored.refused) == (6, 5, 1)
    assert "value out of range" in RefusedEvent.objects.get().reason


@pytest.fixture
def listen(monkeypatch: pytest.MonkeyPatch) -> Callable[[signals.WindowsStored], None]:
    listeners: list[signals.WindowsStored] = []
    monkeypatch.setattr(ingester_module, "windows_stored", listeners)
    return listeners.append


def test_listeners_hear_of_windows_after_they_are_committed(
    bus: MemoryBus, pump: Pump, plaza: Camera, listen: Callable[[signals.WindowsStored], None]
) -> None:
    heard: list[tuple[int, int]] = []
    listen(lambda told: heard.append((len(told), CrowdWindow.objects.count())))
    publish(bus, windows(plaza.pk, 5))
    pump.take()
    pump.take()
    assert heard == [(5, 5)]


def test_a_listener_that_fails_stops_neither_the_others_nor_the_storing(
    bus: MemoryBus, pump: Pump, plaza: Camera, listen: Callable[[signals.WindowsStored], None]
) -> None:
    heard: list[int] = []

    def fail(_told: Sequence[Window]) -> None:
        raise PasserbyError("no")

    listen(fail)
    listen(lambda told: heard.append(len(told)))
    publish(bus, windows(plaza.pk, 5))
    pump.take()
    assert heard == [5]
    assert told(bus) == 5


@pytest.mark.django_db(transaction=True)
def test_it_runs_until_it_is_told_to_stop_and_first_tells_what_is_stored(bus: MemoryBus) -> None:
    Agent.objects.update_or_create(pk="local", defaults={"stored_number": 41})
    stopping = threading.Event()
    stopping.set()
    Ingester(bus, stopping).run()
    assert told(bus) == 41
