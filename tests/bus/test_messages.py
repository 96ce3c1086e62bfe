import threading

import pytest

from passerby.bus.bus import MAX_PAYLOAD_BYTES, Bus, Message, Subscription
from passerby.shapes.errors import BusError
from tests.bus.ends import Ends


def _payloads(messages: list[Message]) -> list[bytes]:
    return [message.payload for message in messages]


def _all(subscription: Subscription) -> list[bytes]:
    """Everything that is there, acked."""
    taken = []
    while messages := subscription.fetch(100, 0):
        taken += _payloads(messages)
        for message in messages:
            message.ack()
    return taken


def test_messages_arrive_in_the_order_they_were_published(bus: Bus) -> None:
    subscription = bus.subscribe("events/local", "hub")
    for number in range(250):
        bus.publish("events/local", str(number).encode())
    assert _all(subscription) == [str(number).encode() for number in range(250)]


def test_a_new_consumer_begins_with_what_is_kept(bus: Bus) -> None:
    bus.publish("events/local", b"before")
    assert _payloads(bus.subscribe("events/local", "hub").fetch(10, 0)) == [b"before"]


def test_no_more_are_given_than_were_asked_for(bus: Bus) -> None:
    for number in range(5):
        bus.publish("events/local", bytes([number]))
    subscription = bus.subscribe("events/local", "hub")
    assert [len(subscription.fetch(2, 0)) for _ in range(4)] == [2, 2, 1, 0]


def test_a_subject_is_told_from_one_that_begins_alike(bus: Bus) -> None:
    subscription = bus.subscribe("events/gate", "hub")
    for subject in ("events/gate-2", "events/gate/2", "events", "events/gate"):
        bus.publish(subject, subject.encode())
    assert _all(subscription) == [b"events/gate"]


def test_a_star_stands_for_everything_beneath(bus: Bus) -> None:
    subscription = bus.subscribe("events/*", "hub")
    for subject in ("events/a", "eventsx/a", "events", "events/b/c"):
        bus.publish(subject, subject.encode())
    assert _all(subscription) == [b"events/a", b"events/b/c"]


def test_a_consumer_that_dies_before_its_ack_gets_the_message_again(ends: Ends) -> None:
    first = ends.open()
    for payload in (b"1", b"2", b"3"):
        first.publish("events/local", payload)
    taken = first.subscribe("events/local", "hub").fetch(10, 0)
    taken[0].ack()
    again = ends.open().subscribe("events/local", "hub").fetch(10, 0)
    assert _payloads(again)[-2:] == [b"2", b"3"]


def test_what_was_acked_does_not_come_again(ends: Ends) -> None:
    first = ends.open()
    for payload in (b"1", b"2"):
        first.publish("events/local", payload)
    assert _all(first.subscribe("events/local", "hub")) == [b"1", b"2"]
    first.close()
    second = ends.open()
    second.publish("events/local", b"3")
    assert _all(second.subscribe("events/local", "hub")) == [b"3"]


def test_acks_out_of_order_lose_nothing(ends: Ends) -> None:
    first = ends.open()
    for payload in (b"1", b"2", b"3"):
        first.publish("events/local", payload)
    subscription = first.subscribe("events/local", "hub")
    one, two, three = subscription.fetch(10, 0)
    three.ack()
    one.ack()
    assert subscription.fetch(10, 0) == []
    assert _payloads(ends.open().subscribe("events/local", "hub").fetch(10, 0)) == [b"2", b"3"]
    two.ack()
    assert ends.open().subscribe("events/local", "hub").fetch(10, 0) == []


def test_a_message_that_is_not_acked_for_long_comes_again_to_the_same_subscription(ends: Ends) -> None:
    bus = ends.open(ack_wait_s=0.0)
    bus.publish("events/local", b"1")
    bus.publish("events/local", b"2")
    subscription = bus.subscribe("events/local", "hub")
    one, two = subscription.fetch(10, 0)
    one.ack()
    (again,) = subscription.fetch(10, 0)
    assert again.payload == two.payload
    again.ack()
    assert subscription.fetch(10, 0) == []


def test_each_consumer_gets_every_message(bus: Bus) -> None:
    first, second = bus.subscribe("events/local", "hub"), bus.subscribe("events/local", "feed")
    bus.publish("events/local", b"1")
    assert _all(first) == [b"1"]
    assert _all(second) == [b"1"]


def test_a_message_is_forgotten_when_every_consumer_has_acked_it_and_not_before(ends: Ends) -> None:
    bus = ends.open()
    slow = bus.subscribe("events/*", "feed")
    quick = bus.subscribe("events/local", "hub")
    for payload in (b"1", b"2"):
        bus.publish("events/local", payload)
    assert _all(quick) == [b"1", b"2"]
    assert _all(bus.subscribe("events/local", "late")) == [b"1", b"2"]
    assert _all(slow) == [b"1", b"2"]
    assert _all(bus.subscribe("events/local", "later")) == []


def test_without_consumers_the_newest_are_kept(ends: Ends) -> None:
    bus = ends.open(max_waiting=10)
    for number in range(100):
        bus.publish("events/local", bytes([number]))
    assert _all(bus.subscribe("events/local", "hub")) == [bytes([number]) for number in range(90, 100)]


def test_a_message_that_made_room_while_it_was_out_is_not_waited_for(ends: Ends) -> None:
    bus = ends.open(ack_wait_s=0.0, max_waiting=2)
    subscription = bus.subscribe("events/local", "hub")
    bus.publish("events/local", b"1")
    subscription.fetch(1, 0)
    for payload in (b"2", b"3"):
        bus.publish("events/local", payload)
    assert _all(subscription) == [b"2", b"3"]
    assert _all(ends.open().subscribe("events/local", "hub")) == []


def test_who_waits_for_a_message_gets_it_when_it_comes(ends: Ends) -> None:
    here, there = ends.open(), ends.open()
    subscription = here.subscribe("events/local", "hub")
    taken: list[bytes] = []
    waiter = threading.Thread(target=lambda: taken.extend(_payloads(subscription.fetch(10, 60))))
    waiter.start()
    there.publish("events/local", b"1")
    waiter.join(60)
    assert taken == [b"1"]


def test_threads_share_a_bus_and_lose_nothing(ends: Ends) -> None:
    bus, each = ends.open(), 40
    subscription = bus.subscribe("events/*", "hub")

    def publish(name: int) -> None:
        for n in range(each):
            bus.publish(f"events/{name}", b"%d" % n)

    publishers = [threading.Thread(target=publish, args=(name,)) for name in range(8)]
    for publisher in publishers:
        publisher.start()
    taken: list[bytes] = []
    while len(taken) < 8 * each and (messages := subscription.fetch(50, 30)):
        taken += _payloads(messages)
        for message in messages:
            message.ack()
    for publisher in publishers:
        publisher.join()
    assert sorted(taken) == sorted(b"%d" % n for n in range(each) for _ in range(8))
    assert subscription.fetch(1, 0) == []


def test_a_payload_over_the_limit_is_refused(bus: Bus) -> None:
    bus.publish("events/local", bytes(MAX_PAYLOAD_BYTES))
    with pytest.raises(BusError, match=f"has {MAX_PAYLOAD_BYTES + 1} bytes; a bus carries at most"):
        bus.publish("events/local", bytes(MAX_PAYLOAD_BYTES + 1))


@pytest.mark.parametrize(
    "name", ["", "/", "a/", "/a", "a//b", "a b", "a.b", "a*", "*", "a/*", "é", "a\n", "x" * 201]
)
def test_a_name_that_is_none_is_refused(bus: Bus, name: str) -> None:
    for use in (
        lambda: bus.publish(name, b""),
        lambda: bus.put(name, b""),
        lambda: bus.get(name),
        lambda: bus.request(name, b"", 0),
        lambda: bus.serve(name, bytes),
        lambda: bus.subscribe("events/local", name),
    ):
        with pytest.raises(BusError, match="parts of letters, digits"):
            use()


def test_a_subscription_to_a_pattern_in_the_middle_is_refused(bus: Bus) -> None:
    for subject in ("*/events", "events/*/x", "events*", "*"):
        with pytest.raises(BusError, match="a subject is parts of letters"):
            bus.subscribe(subject, "hub")
