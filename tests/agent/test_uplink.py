import json
import logging
import secrets
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from passerby.agent import uplink as uplink_module
from passerby.agent.spool import Spool
from passerby.agent.uplink import AGAIN_FIRST_S, IN_FLIGHT, UNTOLD, Delivery, Uplink
from passerby.bus.assembled import StoreWatch
from passerby.bus.bus import Bus
from passerby.bus.connect import open_bus
from passerby.bus.memory import MemoryBus
from passerby.events.envelope import MAX_EVENT_BYTES, Event
from passerby.shapes.errors import BusError
from tests.agent.fake_hub import AGENT, FakeHub
from tests.support.waiting import eventually


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Lossy(MemoryBus):
    """A bus that loses some messages, and is broken while told to be."""

    def __init__(self, loses: Callable[[int], bool]) -> None:
        super().__init__()
        self._loses, self._count = loses, 0
        self.is_broken = False

    def publish(self, subject: str, payload: bytes) -> None:
        if self.is_broken:
            raise BusError("the bus is broken; mend it")
        self._count += 1
        if not self._loses(self._count):
            super().publish(subject, payload)

    def watch(self, prefix: str) -> StoreWatch:
        if self.is_broken:
            raise BusError("the bus is broken; mend it")
        return super().watch(prefix)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool.sqlite3")


def _fill(spool: Spool, count: int) -> None:
    for n in range(count):
        spool.append("test.event", {"n": n}, 1.0)


def _deliver(bus: Bus, spool: Spool, hub: FakeHub, done: Callable[[], bool]) -> None:
    uplink = Uplink(bus, spool, AGENT)
    uplink.start()
    try:
        with hub:
            eventually(done)
    finally:
        uplink.stop(0.0)


def test_events_arrive_once_in_order_and_are_forgotten_when_stored(spool: Spool) -> None:
    _fill(spool, 500)
    with closing(MemoryBus()) as bus:
        hub = FakeHub(bus)
        _deliver(bus, spool, hub, lambda: spool.backlog()[0] == 0)
    assert [event.body["n"] for event in hub.events.values()] == list(range(500))
    assert hub.doubles == 0
    spool.close()


def test_what_the_bus_lost_is_published_again(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uplink_module, "AGAIN_FIRST_S", 0.3)
    _fill(spool, 50)
    with closing(Lossy(lambda count: count in (7, 20, 21, 55))) as bus:
        hub = FakeHub(bus)
        _deliver(bus, spool, hub, lambda: spool.backlog()[0] == 0)
    assert [event.body["n"] for event in hub.events.values()] == list(range(50))
    spool.close()


def test_a_hub_that_starts_again_is_sent_what_it_does_not_have(spool: Spool) -> None:
    _fill(spool, 10)
    with closing(Lossy(lambda count: 4 <= count <= 10)) as bus:
        hub = FakeHub(bus)
        _deliver(bus, spool, hub, lambda: hub.stored == 3)
        uplink = Uplink(bus, spool, AGENT)
        uplink.start()
        with FakeHub(bus, hub.events) as second:
            eventually(lambda: second.stored == 10)
        uplink.stop(0.0)
    spool.close()


def test_a_broken_bus_is_told_and_used_again_when_it_is_whole(
    spool: Spool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(uplink_module, "_REST_AFTER_FAULT_S", 0.05)
    _fill(spool, 5)
    with closing(Lossy(lambda count: False)) as bus:
        bus.is_broken = True
        uplink = Uplink(bus, spool, AGENT)
        with caplog.at_level(logging.WARNING):
            uplink.start()
            eventually(lambda: uplink.trouble != "")
        bus.is_broken = False
        with FakeHub(bus) as hub:
            eventually(lambda: hub.stored == 5)
        eventually(lambda: uplink.trouble == "")
        uplink.stop(0.0)
    assert "mend it" in caplog.text
    spool.close()


def test_a_hub_that_knows_more_than_the_spool_takes_its_events_all_the_same(spool: Spool) -> None:
    _fill(spool, 5)
    with closing(MemoryBus()) as bus:
        bus.put(f"stored/{AGENT}", json.dumps({"number": 100}).encode())
        uplink = Uplink(bus, spool, AGENT)
        uplink.start()
        eventually(lambda: spool.last_number == 105)
        uplink.stop(1.0)
        numbers = [event.number for event in spool.waiting(0, 10)]
    assert numbers == [101, 102, 103, 104, 105]
    spool.close()


@pytest.mark.parametrize("word", [b"", b"[]", b'{"number": "many"}', b'{"number": -1}', b'{"number": true}'])
def test_a_word_of_the_hub_that_is_none_changes_nothing(spool: Spool, word: bytes) -> None:
    _fill(spool, 3)
    with closing(MemoryBus()) as bus:
        bus.put(f"stored/{AGENT}", word)
        uplink = Uplink(bus, spool, AGENT)
        uplink.start()
        subscription = bus.subscribe(f"events/{AGENT}", "test")
        eventually(lambda: len(subscription.fetch(10, 0.1)) > 0)
        uplink.stop(0.0)
    assert spool.backlog()[0] == 3
    spool.close()


def test_an_event_that_is_too_large_is_told_of_and_holds_up_no_other(spool: Spool) -> None:
    spool.append("test.event", {"text": "x" * MAX_EVENT_BYTES}, 1.0)
    _fill(spool, 1)
    with closing(MemoryBus()) as bus:
        hub = FakeHub(bus)
        _deliver(bus, spool, hub, lambda: hub.stored == 2)
    assert hub.events[1].kind == UNTOLD
    assert hub.events[1].body["kind"] == "test.event"
    spool.close()


def test_while_the_hub_is_away_only_so_much_is_under_way() -> None:
    delivery = Delivery(Clock())
    delivery.sent(IN_FLIGHT)
    assert delivery.room == 0
    delivery.heard(10)
    assert delivery.room == 10


def test_what_is_not_stored_goes_out_again_later_and_later_until_something_is() -> None:
    clock = Clock()
    delivery = Delivery(clock)
    delivery.sent(5)
    gone_back_at = []
    for second in range(200):
        clock.now = float(second)
        delivery.mind()
        if delivery.published == 0:
            gone_back_at.append(second)
            delivery.sent(5)
    first, second_, third = gone_back_at[:3]
    assert first == AGAIN_FIRST_S + 1
    assert second_ - first > AGAIN_FIRST_S
    assert third - second_ > second_ - first
    delivery.heard(3)
    clock.now += AGAIN_FIRST_S + 1
    delivery.mind()
    assert delivery.published == 3


KILLS = 8
DELIVERER = """
    import sys, threading
    from pathlib import Path
    from passerby.agent.spool import Spool
    from passerby.agent.uplink import Uplink
    from passerby.bus.connect import open_bus

    home = Path(sys.argv[1])
    spool = Spool(home / "spool.sqlite3")
    Uplink(open_bus("local:", home), spool, "local").start()
    print("begun", flush=True)
    while True:
        spool.append("test.event", {"next": spool.last_number + 1}, 0.0)
"""


def test_killed_at_any_moment_between_spool_and_hub_nothing_is_lost_or_stored_twice(tmp_path: Path) -> None:
    script = tmp_path / "deliver.py"
    script.write_text(textwrap.dedent(DELIVERER))
    events: dict[int, Event] = {}
    with closing(open_bus("local:", tmp_path)) as bus:
        for _ in range(KILLS):
            with FakeHub(bus, events) as hub:
                before = hub.stored
                process = subprocess.Popen(
                    [sys.executable, str(script), str(tmp_path)], stdout=subprocess.PIPE
                )
                assert process.stdout is not None
                assert process.stdout.readline() == b"begun\n"
                eventually(lambda: hub.stored > before)  # noqa: B023
                time.sleep(secrets.randbelow(100) / 1000)
                process.kill()
                process.communicate()
        spool = Spool(tmp_path / "spool.sqlite3")
        appended = spool.last_number
        uplink = Uplink(bus, spool, AGENT)
        uplink.start()
        with FakeHub(bus, events) as hub:
            eventually(lambda: spool.backlog()[0] == 0)
        uplink.stop(0.0)
        spool.close()
    assert {number: event.body["next"] for number, event in events.items()} == {
        number: number for number in range(1, appended + 1)
    }
