import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.events.check_in import from_record, to_record
from passerby.shapes.check_in import CheckIn
from passerby.shapes.errors import RecordError
from passerby.shapes.presentation import GateMode

IDS = st.from_regex(r"[a-z0-9]{12}", fullmatch=True)
CHECK_INS = st.builds(
    CheckIn,
    pass_id=IDS,
    site=IDS,
    camera=st.sampled_from(["door", "usb:0", "Harbour Plaza, Lisbon (synthetic)"]),
    at=st.integers(0, 4 * 10**12).map(lambda milliseconds: milliseconds / 1000),
    mode=st.sampled_from(GateMode),
)


def _check_in(**changes: Any) -> CheckIn:
    fields: dict[str, Any] = {
        "pass_id": "passpasspass",
        "site": "sitesitesite",
        "camera": "door",
        "at": 1_777_636_800.25,
        "mode": GateMode.VERIFY,
    }
    return CheckIn(**(fields | changes))


@given(CHECK_INS)
def test_a_check_in_survives_json_and_the_way_back(check_in: CheckIn) -> None:
    assert from_record(json.loads(json.dumps(to_record(check_in), allow_nan=False))) == check_in


def test_a_check_in_reads_as_it_was_agreed() -> None:
    assert to_record(_check_in()) == {
        "version": 1,
        "kind": "gate.check_in",
        "pass": "passpasspass",
        "site": "sitesitesite",
        "camera": "door",
        "at": "2026-05-01T12:00:00.250Z",
        "mode": "verify",
    }


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"version": 2}, "wanted a record of kind 'gate.check_in', version 1"),
        ({"kind": "crowd.window"}, "got kind 'crowd.window'"),
        ({"pass": "../../etc"}, "check_in.pass must be an id"),
        ({"site": "Central"}, "check_in.site must be an id"),
        ({"camera": ""}, "check_in.camera must be printable text"),
        ({"at": 5}, "check_in.at must be a time"),
        ({"mode": "guess"}, "check_in.mode must be one of verify, identify"),
        ({"name": "Alice"}, "unknown field 'name'"),
    ],
)
def test_a_check_in_that_no_gate_wrote_is_refused(changes: dict[str, object], says: str) -> None:
    with pytest.raises(RecordError, match=says):
        from_record(to_record(_check_in()) | changes)


@pytest.mark.parametrize("field", list(to_record(_check_in())))
def test_no_field_of_a_check_in_may_be_missing(field: str) -> None:
    record = to_record(_check_in())
    del record[field]
    with pytest.raises(RecordError, match=f"no field '{field}'"):
        from_record(record)
