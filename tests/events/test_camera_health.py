import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.cameras.health import CameraState
from passerby.events.camera_health import CameraHealthRecord, from_record, to_record
from passerby.shapes.errors import RecordError

COUNTS = st.integers(0, 10**9)
MOMENTS = st.integers(0, 4 * 10**12).map(lambda milliseconds: milliseconds / 1000)
AMOUNTS = st.integers(0, 10**6).map(lambda thousandths: thousandths / 1000)
TEXTS = st.text(st.characters(categories=("L", "N", "P", "Zs"), include_characters=" "), max_size=50).filter(
    str.isprintable
)
HEALTHS = st.builds(
    CameraHealthRecord,
    camera=st.from_regex(r"[a-z0-9]{12}", fullmatch=True),
    at=MOMENTS,
    state=st.sampled_from(CameraState),
    reason=TEXTS,
    since=MOMENTS,
    next_try_at=st.none() | MOMENTS,
    received=COUNTS,
    dropped=COUNTS,
    damaged=COUNTS,
    reconnects=COUNTS,
    fps=AMOUNTS,
    codec=TEXTS,
    width=COUNTS,
    height=COUNTS,
    analysed=COUNTS,
    skipped=COUNTS,
    lag_p50_s=st.none() | AMOUNTS,
    lag_p95_s=st.none() | AMOUNTS,
    note=TEXTS,
)


def _health(**changes: Any) -> CameraHealthRecord:
    fields: dict[str, Any] = {
        "camera": "abcdefghijkl",
        "at": 1_777_636_800.25,
        "state": CameraState.FAILED,
        "reason": "the camera refused the password",
        "since": 1_777_636_700.0,
        "next_try_at": 1_777_637_000.0,
        "received": 100,
        "dropped": 2,
        "damaged": 1,
        "reconnects": 3,
        "fps": 12.5,
        "codec": "h264",
        "width": 1920,
        "height": 1080,
        "analysed": 98,
        "skipped": 4,
        "lag_p50_s": 0.12345,
        "lag_p95_s": None,
        "note": "",
    }
    return CameraHealthRecord(**(fields | changes))


@given(HEALTHS)
def test_a_health_survives_json_and_the_way_back(health: CameraHealthRecord) -> None:
    assert from_record(json.loads(json.dumps(to_record(health), allow_nan=False))) == health


def test_a_health_reads_as_it_was_agreed() -> None:
    record = to_record(_health())
    assert (record["version"], record["kind"], record["state"]) == (1, "camera.health", "failed")
    assert (record["at"], record["next_try_at"]) == ("2026-05-01T12:00:00.250Z", "2026-05-01T12:03:20.000Z")
    assert (record["lag_p50_s"], record["lag_p95_s"]) == (0.123, None)


def test_a_reason_that_would_not_be_read_again_is_made_fit() -> None:
    health = from_record(to_record(_health(reason="two\nlines\x00" + "x" * 5000, note="a\u202eb")))
    assert health.reason.startswith("two lines x")
    assert len(health.reason) == 1000
    assert health.note == "a b"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"version": 2}, "wanted a record of kind 'camera.health', version 1"),
        ({"kind": "crowd.window"}, "got kind 'crowd.window'"),
        ({"state": "asleep"}, "health.state must be one of connecting, live, .*; got 'asleep'"),
        ({"state": []}, "health.state must be one of"),
        ({"camera": ""}, "health.camera must be printable text"),
        ({"at": 5}, "health.at must be a time"),
        ({"next_try_at": 5}, "health.next_try_at must be a time"),
        ({"reason": None}, "health.reason must be printable text of at most"),
        ({"reason": "x" * 1001}, "health.reason must be printable"),
        ({"received": -1}, "health.received must be 0 or more"),
        ({"fps": -1}, "health.fps must be 0 or more"),
        ({"lag_p50_s": "1"}, "health.lag_p50_s must be a finite number"),
        ({"address": "rtsp://admin:secret@host"}, "unknown field 'address'"),
    ],
)
def test_a_health_that_no_agent_wrote_is_refused(changes: dict[str, object], says: str) -> None:
    with pytest.raises(RecordError, match=says):
        from_record(to_record(_health()) | changes)


@pytest.mark.parametrize("field", list(to_record(_health())))
def test_no_field_of_a_health_may_be_missing(field: str) -> None:
    record = to_record(_health())
    del record[field]
    with pytest.raises(RecordError, match=f"no field '{field}'"):
        from_record(record)
