import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.cameras.health import CameraState
from passerby.events.live import MAX_LIVE_BYTES, LiveCamera, LiveLine, LiveZone, from_bytes, to_bytes
from passerby.shapes.errors import RecordError
from passerby.shapes.scene import MAX_ITEMS, MAX_NAME
from tests.events.windows import AMOUNTS, COUNTS, NAMES, TIMES

LIVES = st.builds(
    LiveCamera,
    camera=NAMES,
    at=TIMES,
    captured_at=st.none() | TIMES,
    state=st.sampled_from(CameraState),
    reason=NAMES,
    fps=AMOUNTS,
    lag_s=st.none() | AMOUNTS,
    people_now=COUNTS,
    zones=st.lists(st.builds(LiveZone, NAMES, COUNTS, AMOUNTS, st.none() | AMOUNTS), max_size=3).map(tuple),
    lines=st.lists(st.builds(LiveLine, NAMES, COUNTS, COUNTS), max_size=3).map(tuple),
    window_started_at=st.none() | TIMES,
)


def _live(**changes: Any) -> LiveCamera:
    fields: dict[str, Any] = {
        "camera": "abcdefghijkl",
        "at": 2.0,
        "captured_at": 1.5,
        "state": CameraState.LIVE,
        "reason": "",
        "fps": 25.0,
        "lag_s": 0.5,
        "people_now": 3,
        "zones": (LiveZone("hall", 2, 4.5, 0.25),),
        "lines": (LiveLine("door", 7, 9),),
        "window_started_at": 0.0,
    }
    return LiveCamera(**(fields | changes))


@given(LIVES)
def test_live_figures_survive_the_way(live: LiveCamera) -> None:
    assert from_bytes(to_bytes(live)) == live


def test_the_most_that_a_camera_can_say_is_read() -> None:
    name = "\U0001f6b6" * MAX_NAME
    live = _live(zones=(LiveZone(name, 1, 1.5, 0.1),) * MAX_ITEMS, lines=(LiveLine(name, 1, 1),) * MAX_ITEMS)
    assert from_bytes(to_bytes(live)) == live


def test_a_reason_that_would_not_be_read_again_is_made_fit() -> None:
    assert from_bytes(to_bytes(_live(reason="two\nlines"))).reason == "two lines"


def _raw(**changes: object) -> bytes:
    return json.dumps(json.loads(to_bytes(_live())) | changes).encode()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (_raw(version=2), "wanted live figures of version 1"),
        (_raw(kind="x"), "wanted live figures of version 1"),
        (_raw(state="asleep"), "live.state must be one of"),
        (_raw(people_now=-1), "live.people_now must be 0 or more"),
        (_raw(people_now=1.5), "live.people_now must be a whole number"),
        (_raw(zones=[{}] * 65), "live.zones must be a list of at most 64"),
        (_raw(zones=[{"name": "x"}]), r"live.zones\[0\] has no field"),
        (_raw(track=7), "unknown field 'track'"),
        (b"null", "live must be an object in UTF-8 JSON"),
        (b"{}", "no field 'version'"),
        (b" " * (MAX_LIVE_BYTES + 1), f"live has at most {MAX_LIVE_BYTES} bytes"),
    ],
)
def test_figures_that_no_agent_wrote_are_refused(raw: bytes, says: str) -> None:
    with pytest.raises(RecordError, match=says):
        from_bytes(raw)
