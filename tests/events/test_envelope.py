import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.events.envelope import MAX_EVENT_BYTES, Event, decode, encode
from passerby.events.window_record import KIND, from_record, to_record
from passerby.shapes.errors import EventError, RecordError
from passerby.shapes.scene import MAX_ITEMS, MAX_NAME
from passerby.shapes.window import LineFigures
from tests.events.windows import full_window

WRITABLE = st.characters(codec="utf-8")
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(WRITABLE, max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)
NAMES = st.text(WRITABLE, max_size=10)
EVENTS = st.builds(
    Event,
    agent=st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True),
    number=st.integers(1, 2**53),
    kind=st.sampled_from(["crowd.window", "camera.health", "x"]),
    recorded_at=st.floats(0, 4e9),
    body=st.dictionaries(NAMES, JSON, max_size=5),
)


def _event(**changes: Any) -> Event:
    fields: dict[str, Any] = {
        "agent": "local",
        "number": 7,
        "kind": "crowd.window",
        "recorded_at": 1_777_636_800.25,
        "body": {"people": 3},
    }
    return Event(**(fields | changes))


@given(EVENTS)
def test_an_event_survives_the_way(event: Event) -> None:
    assert decode(encode(event)) == event


def test_an_event_reads_as_it_was_agreed() -> None:
    assert json.loads(encode(_event())) == {
        "version": 1,
        "agent": "local",
        "number": 7,
        "kind": "crowd.window",
        "recorded_at": 1_777_636_800.25,
        "body": {"people": 3},
    }


def test_a_window_travels_in_an_event() -> None:
    record = to_record(full_window())
    event = decode(encode(_event(kind=KIND, body=record)))
    assert to_record(from_record(event.body)) == record


def test_the_largest_window_fits() -> None:
    name = "\U0001f6b6" * MAX_NAME
    record: dict[str, Any] = to_record(full_window())
    zones = [record["zones"][0] | {"name": name}] * MAX_ITEMS
    lines = [{"name": name, "entered": 1, "left": 2}] * MAX_ITEMS
    assert LineFigures(name, 1, 2)
    assert len(encode(_event(body=record | {"zones": zones, "lines": lines}))) < MAX_EVENT_BYTES / 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"agent": ""}, "event.agent must be 1 to 40"),
        ({"agent": "Local"}, "event.agent must be"),
        ({"agent": "a/b"}, "event.agent must be"),
        ({"agent": "x" * 41}, "event.agent must be"),
        ({"number": 0}, "event.number must be 1 or more; got 0"),
        ({"number": -1}, "event.number must be 1 or more"),
        ({"number": 2**53 + 1}, "event.number must be 1 or more"),
        ({"kind": ""}, "event 7 of agent local is refused: event.kind must be words"),
        ({"kind": "Crowd Window"}, "event.kind must be words"),
        ({"kind": "x" * 41}, "event.kind must be words"),
        ({"recorded_at": -1.0}, "event.recorded_at must be UTC seconds"),
        ({"recorded_at": float("nan")}, "event.recorded_at must be UTC seconds"),
        ({"recorded_at": float("inf")}, "event.recorded_at must be UTC seconds"),
    ],
)
def test_an_event_that_cannot_be_is_not_made(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(EventError, match=says):
        _event(**changes)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"x": "y" * MAX_EVENT_BYTES}, f"at most {MAX_EVENT_BYTES} travel"),
        ({"x": float("nan")}, "cannot be written as JSON"),
        ({"x": b"bytes"}, "cannot be written as JSON"),
        ({"x": "\ud800"}, "cannot be written as JSON"),
    ],
)
def test_a_body_that_cannot_travel_is_refused_by_name(body: dict[str, object], says: str) -> None:
    with pytest.raises(EventError, match=f"event 7 of agent local is refused: .*{says}") as caught:
        encode(_event(body=body))
    assert (caught.value.agent, caught.value.number) == ("local", 7)


def _raw(**changes: object) -> bytes:
    record = json.loads(encode(_event())) | changes
    return json.dumps({key: value for key, value in record.items() if value != "absent"}).encode()


@pytest.mark.parametrize(
    ("raw", "says", "named"),
    [
        (_raw(version=2), "event 7 of agent local is refused: wanted version 1, got '2'", ("local", 7)),
        (_raw(version="absent"), "wanted version 1, got 'None'", ("local", 7)),
        (
            _raw(version=2, number="x", agent=3),
            r"event \? of agent \? is refused: wanted version",
            ("", None),
        ),
        (_raw(number="absent"), r"event \? of agent local .*no field 'number'", ("local", None)),
        (_raw(number=True), r"event \? of agent local .*a whole number", ("local", None)),
        (_raw(number=1.5), "a whole number", ("local", None)),
        (_raw(number=0), "1 or more; got 0", ("local", None)),
        (_raw(agent="../x"), "event.agent must be", ("", None)),
        (_raw(agent=None), r"event 7 of agent \? .*printable text", ("", 7)),
        (_raw(kind=7), "event.kind must be printable text", ("local", 7)),
        (_raw(recorded_at="yesterday"), "a finite number", ("local", 7)),
        (_raw(recorded_at=10**400), "a finite number", ("local", 7)),
        (_raw(body=[]), "event.body must be an object", ("local", 7)),
        (_raw(body=None), "event.body must be an object", ("local", 7)),
        (_raw(extra=1), "unknown field 'extra'", ("local", 7)),
        (b"", "an object in UTF-8 JSON", ("", None)),
        (b"[]", "another kind of value", ("", None)),
        (b"{" * 100_000, "an object in UTF-8 JSON", ("", None)),
        (b"[" * 200_000, "an object in UTF-8 JSON", ("", None)),
        (b'{"number": ' + b"9" * 10_000 + b"}", "an object in UTF-8 JSON|wanted version", ("", None)),
        (b'{"x": NaN}', "NaN is no number of JSON", ("", None)),
        (b"\xff\xfe{\x00}\x00", "an object in UTF-8 JSON", ("", None)),
        (b" " * (MAX_EVENT_BYTES + 1), f"at most {MAX_EVENT_BYTES} bytes; got", ("", None)),
    ],
)
def test_what_is_no_event_is_refused_by_the_name_it_still_has(
    raw: bytes, says: str, named: tuple[str, int | None]
) -> None:
    with pytest.raises(EventError, match=says) as caught:
        decode(raw)
    assert (caught.value.agent, caught.value.number) == named
    assert len(str(caught.value)) < 500


@given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_comes_it_is_an_event_or_refused(raw: bytes) -> None:
    with pytest.raises(RecordError):
        decode(raw)
