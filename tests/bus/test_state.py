import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest

from passerby.bus.bus import MAX_PAYLOAD_BYTES, Bus, Entry, Watch
from passerby.shapes.errors import BusError
from tests.bus.ends import Ends


def _told(watch: Watch) -> dict[str, bytes | None]:
    return {entry.key: entry.value for entry in watch.wait(0)}


def _wait_out(wait: Callable[[], Sequence[object]]) -> None:
    # Where the closing comes before the wait has begun, that is an error.
    with suppress(BusError):
        assert list(wait()) == []


def test_the_last_value_counts(ends: Ends) -> None:
    here, there = ends.open(), ends.open()
    assert here.get("configuration/local") is None
    here.put("configuration/local", b"1")
    here.put("configuration/local", b"")
    assert there.get("configuration/local") == b""


def test_none_deletes(bus: Bus) -> None:
    bus.put("live/cam", b"1")
    bus.put("live/cam", None)
    assert bus.get("live/cam") is None
    bus.put("live/never", None)
    assert _told(bus.watch("live/")) == {}


def test_a_watch_tells_first_what_is_there(bus: Bus) -> None:
    bus.put("live/one", b"1")
    bus.put("live/two", b"2")
    bus.put("stored/local", b"3")
    watch = bus.watch("live/")
    assert _told(watch) == {"live/one": b"1", "live/two": b"2"}
    assert _told(watch) == {}


def test_a_watch_tells_then_every_change_and_only_the_last_of_several(bus: Bus) -> None:
    watch = bus.watch("live/")
    assert _told(watch) == {}
    for value in (b"1", b"2", b"3"):
        bus.put("live/one", value)
    bus.put("live/two", b"4")
    assert watch.wait(0) == [Entry("live/one", b"3"), Entry("live/two", b"4")]
    assert watch.wait(0) == []


def test_a_watch_tells_what_was_deleted(bus: Bus) -> None:
    bus.put("live/one", b"1")
    watch = bus.watch("live/")
    watch.wait(0)
    bus.put("live/one", None)
    assert watch.wait(0) == [Entry("live/one", None)]


def test_a_watch_of_one_key_tells_of_no_key_that_begins_alike(bus: Bus) -> None:
    one, beneath, everything = bus.watch("stored/gate"), bus.watch("stored/"), bus.watch("")
    for key in ("stored/gate", "stored/gate-2", "stored/gate/x", "storedx/y", "a"):
        bus.put(key, b"")
    assert list(_told(one)) == ["stored/gate"]
    assert list(_told(beneath)) == ["stored/gate", "stored/gate-2", "stored/gate/x"]
    assert len(_told(everything)) == 5


def test_who_watches_is_woken_by_a_change(ends: Ends) -> None:
    here, there = ends.open(), ends.open()
    watch, told = here.watch("live/"), []
    waiter = threading.Thread(target=lambda: told.extend(watch.wait(60)))
    waiter.start()
    there.put("live/one", b"1")
    waiter.join(60)
    assert told == [Entry("live/one", b"1")]


def test_a_change_elsewhere_does_not_end_the_wait(bus: Bus) -> None:
    watch = bus.watch("live/")
    told: list[Entry] = []
    waiter = threading.Thread(target=lambda: told.extend(watch.wait(60)))
    waiter.start()
    for _ in range(20):
        bus.put("stored/local", b"")
    bus.put("live/one", b"1")
    waiter.join(60)
    assert told == [Entry("live/one", b"1")]


def test_many_writers_end_with_the_value_of_one_of_them(ends: Ends) -> None:
    buses = [ends.open() for _ in range(3)]
    watch = buses[0].watch("live/")

    def write(number: int) -> None:
        for count in range(50):
            buses[number % 3].put(f"live/{number % 2}", b"%d" % count)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert set(_told(watch)) == {"live/0", "live/1"}
    assert all(bus.get("live/0") == buses[0].get("live/0") for bus in buses)


def test_closing_a_watch_ends_its_wait_and_nothing_else(bus: Bus) -> None:
    watch, other = bus.watch("live/"), bus.watch("live/")
    waiter = threading.Thread(target=_wait_out, args=(lambda: watch.wait(60),))
    waiter.start()
    watch.close()
    waiter.join(60)
    assert not waiter.is_alive()
    bus.put("live/one", b"1")
    assert _told(other) == {"live/one": b"1"}
    with pytest.raises(BusError, match="closed"):
        watch.wait(0)


def test_a_value_over_the_limit_is_refused(bus: Bus) -> None:
    with pytest.raises(BusError, match=f"the value of live/one has {MAX_PAYLOAD_BYTES + 1} bytes"):
        bus.put("live/one", bytes(MAX_PAYLOAD_BYTES + 1))


def test_closing_a_bus_ends_every_wait(bus: Bus) -> None:
    watch, subscription = bus.watch("live/"), bus.subscribe("events/local", "hub")
    waiters = [
        threading.Thread(target=_wait_out, args=(wait,))
        for wait in (lambda: watch.wait(60), lambda: subscription.fetch(1, 60))
    ]
    for waiter in waiters:
        waiter.start()
    bus.close()
    bus.close()
    for waiter in waiters:
        waiter.join(60)
    assert not [waiter for waiter in waiters if waiter.is_alive()]


def test_a_closed_bus_is_told_as_such(bus: Bus) -> None:
    watch, subscription = bus.watch("live/"), bus.subscribe("events/local", "hub")
    bus.publish("events/local", b"")
    (message,) = subscription.fetch(1, 0)
    bus.close()
    for use in (
        lambda: bus.publish("a", b""),
        lambda: bus.subscribe("a", "b"),
        lambda: bus.put("a", b""),
        lambda: bus.get("a"),
        lambda: bus.watch("a"),
        lambda: bus.request("a", b"", 0),
        lambda: bus.serve("a", bytes),
        lambda: watch.wait(0),
        lambda: subscription.fetch(1, 0),
        message.ack,
    ):
        with pytest.raises(BusError, match="closed"):
            use()
