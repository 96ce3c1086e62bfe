"""The quick reader and the strict ones take the same events, and read the same in them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.events.envelope import MAX_EVENT_BYTES, Event, decode, encode
from passerby.events.quick_windows import read_window
from passerby.events.window_record import KIND, from_record, to_record
from passerby.shapes.errors import RecordError
from passerby.shapes.window import Window
from tests.events.windows import full_window, windows

VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
JSON = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner), max_leaves=6
)


def strictly(raw: bytes) -> tuple[str, int, dict[str, object]] | None:
    """What the readers that say what is wrong make of it; None where they refuse it."""
    try:
        event = decode(raw)
        if event.kind != KIND:
            return None
        return event.agent, event.number, to_record(from_record(event.body, packs=True))
    except RecordError:
        return None


def quickly(raw: bytes) -> tuple[str, int, dict[str, object]] | None:
    read = read_window(raw)
    return None if read is None else (read[0], read[1], to_record(read[2]))


def event_of(window: Window) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(encode(Event("local", 7, KIND, 1e9, to_record(window, packs=True))))
    return value


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value, that of the whole left out."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, each in inner for place in ((*path, key), *places(each, (*path, key)))]


PLACES = places(event_of(full_window()))


@given(windows())
def test_every_window_is_read_alike(window: Window) -> None:
    raw = encode(Event("local", 7, KIND, 1e9, to_record(window, packs=True)))
    assert quickly(raw) == strictly(raw) == ("local", 7, to_record(window))


@given(st.sampled_from(PLACES), JSON)
def test_whatever_stands_at_a_place_both_take_it_or_neither(place: tuple[Any, ...], value: Any) -> None:
    event = event_of(full_window())
    inner = event
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    raw = json.dumps(event).encode()
    assert quickly(raw) == strictly(raw)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_what_is_missing_at_any_place_both_refuse(place: tuple[Any, ...]) -> None:
    event = event_of(full_window())
    inner = event
    for key in place[:-1]:
        inner = inner[key]
    del inner[place[-1]]
    raw = json.dumps(event).encode()
    assert quickly(raw) == strictly(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"null", b"[]", b"{}", b"\xff", b'{"version":1', b" " * (MAX_EVENT_BYTES + 1),
        json.dumps(event_of(full_window()) | {"unknown": 1}).encode(),
        json.dumps(event_of(full_window()) | {"agent": "No Name"}).encode(),
        json.dumps(event_of(full_window()) | {"kind": "camera.health"}).encode(),
        json.dumps(event_of(full_window())).replace("1000000000.0", "NaN").encode(),
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_event_both_refuse(raw: bytes) -> None:
    assert quickly(raw) is None
    assert strictly(raw) is None
