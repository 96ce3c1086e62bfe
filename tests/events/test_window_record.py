import base64
import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.events.window_record import from_record, to_record
from passerby.shapes.errors import RecordError
from passerby.shapes.window import Window
from tests.events.windows import full_window, windows


@given(windows())
def test_a_record_survives_json_and_the_way_back(window: Window) -> None:
    record = to_record(window)
    again: dict[str, object] = json.loads(json.dumps(record, allow_nan=False))
    assert to_record(from_record(again)) == record


@given(windows())
def test_a_window_survives_up_to_the_rounding(window: Window) -> None:
    again = from_record(to_record(window))
    assert (again.camera, again.detector, again.final) == (window.camera, window.detector, window.final)
    assert (again.frames, again.dropped, again.skipped) == (window.frames, window.dropped, window.skipped)
    assert again.started_at == pytest.approx(window.started_at, abs=0.0006)
    assert again.people_mean == pytest.approx(window.people_mean, abs=0.0006)
    assert again.density == pytest.approx(window.density, abs=0.0006)
    assert again.flow.grid == pytest.approx(window.flow.grid, abs=0.00006)
    assert again.lines == window.lines
    assert [zone.dwell.ended for zone in again.zones] == [zone.dwell.ended for zone in window.zones]


def test_a_record_reads_as_the_documentation_says() -> None:
    record: dict[str, Any] = to_record(full_window())
    assert list(record) == [
        "version",
        "kind",
        "camera",
        "started_at",
        "ended_at",
        "detector",
        "observed_s",
        "frames",
        "dropped",
        "skipped",
        "people_now",
        "people_mean",
        "people_peak",
        "zones",
        "lines",
        "balance",
        "density",
        "flow",
        "final",
    ]
    assert (record["version"], record["kind"]) == (1, "crowd.window")
    assert (record["started_at"], record["ended_at"]) == (
        "2026-05-01T12:00:00.000Z",
        "2026-05-01T12:00:10.000Z",
    )
    assert (record["observed_s"], record["people_mean"]) == (9.857, 2.718)
    assert record["zones"][0]["people_per_m2"] == 0.0417
    assert record["lines"] == [{"name": "door", "entered": 7, "left": 9}]
    assert record["balance"]["difference"] == -4.718
    assert record["flow"]["moving_s"]["left"] == 2.5
    assert record["density"][8][15] == 0.019


def _put(*path: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    def change(record: dict[str, Any]) -> None:
        place: Any = record
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return change


def _drop(*path: str | int) -> Callable[[dict[str, Any]], None]:
    def change(record: dict[str, Any]) -> None:
        place: Any = record
        for key in path[:-1]:
            place = place[key]
        del place[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_put("version", value=2), "wanted a record of kind 'crowd.window', version 1.*version 2"),
        (_put("kind", value="gate.check-in"), "got kind 'gate.check-in'"),
        (_drop("version"), "no field 'version'"),
        (_drop("frames"), "window has no field 'frames'"),
        (_drop("zones", 0, "dwell"), r"window.zones\[0\] has no field 'dwell'"),
        (_drop("flow", "moving_s", "up"), "window.flow.moving_s has no field 'up'"),
        (_put("track_id", value=7), "unknown field 'track_id'"),
        (_put("zones", 0, "dwell", "x", value=7), r"window.zones\[0\].dwell has an unknown field 'x'"),
        (_put("camera", value=""), "window.camera must be printable text"),
        (_put("camera", value="a\nb"), "window.camera must be printable text"),
        (_put("camera", value=3), "window.camera must be printable text"),
        (_put("camera", value="x" * 1001), "window.camera must be printable text"),
        (_put("started_at", value=1_777_636_800.0), "window.started_at must be a time"),
        (_put("started_at", value="2026-05-01 12:00:00"), "window.started_at must be a time"),
        (_put("started_at", value="2026-02-30T12:00:00.000Z"), "a day and an hour that exist"),
        (_put("started_at", value="2026-05-01T12:00:10.000Z"), "window.ended_at must be later"),
        (_put("frames", value=-1), "window.frames must be 0 or more; got -1"),
        (_put("frames", value=1.5), "window.frames must be a whole number"),
        (_put("frames", value=True), "window.frames must be a whole number"),
        (_put("frames", value=10**30), "window.frames must be a whole number"),
        (_put("people_mean", value=float("nan")), "window.people_mean must be a finite number"),
        (_put("people_mean", value=float("inf")), "window.people_mean must be a finite number"),
        (_put("people_mean", value=10**400), "window.people_mean must be a finite number"),
        (_put("people_mean", value=-0.1), "window.people_mean must be 0 or more"),
        (_put("people_mean", value="3"), "window.people_mean must be a finite number"),
        (_put("final", value=1), "window.final must be true or false"),
        (_put("zones", value={}), "window.zones must be a list"),
        (_put("zones", value=[3]), r"window.zones\[0\] must be an object"),
        (_put("zones", value=[{}] * 65), "a list of at most 64"),
        (_put("zones", 0, "dwell", "ended", value=[0] * 9), "a list of 10 numbers"),
        (
            _put("zones", 0, "dwell", "ended", 3, value=-1),
            "dwell.ended.3 must be a whole number, 0 or more; got -1",
        ),
        (_put("lines", 0, "entered", value=None), r"window.lines\[0\].entered must be a whole number"),
        (_put("balance", "by_lines", value=0.5), "window.balance.by_lines must be a whole number"),
        (_put("balance", value=[]), "window.balance must be an object"),
        (_put("density", value=[[0.0] * 16] * 8), "nested lists of 9 by 16"),
        (_put("density", 8, value=[0.0] * 15), "nested lists of 9 by 16"),
        (_put("density", 8, 15, value=float("nan")), "nested lists of 9 by 16"),
        (_put("density", 8, 15, value=-0.5), "none below 0"),
        (_put("density", 8, 15, value=10**400), "nested lists of 9 by 16"),
        (_put("flow", "grid", 0, 0, value=[1.0]), "nested lists of 9 by 16 by 2"),
        (_put("flow", "speed_m_s", value=-1), "window.flow.speed_m_s must be 0 or more"),
    ],
)
def test_a_record_that_no_window_wrote_is_refused(
    change: Callable[[dict[str, Any]], None], says: str
) -> None:
    record: dict[str, Any] = deepcopy(to_record(full_window()))
    change(record)
    with pytest.raises(RecordError, match=says):
        from_record(record)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@given(st.sampled_from(sorted(to_record(full_window()))), JSON)
def test_whatever_stands_in_a_field_it_is_read_or_refused(field: str, value: object) -> None:
    record = to_record(full_window()) | {field: value}
    try:
        window = from_record(record)
    except RecordError:
        return
    assert from_record(to_record(window)).camera == window.camera


def test_every_field_is_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "crowd-figures.md").read_text(encoding="utf-8")
    told = text[text.index("## The record") : text.index("## The table")]
    record: dict[str, Any] = to_record(full_window())
    parts = [record, record["zones"][0], record["zones"][0]["dwell"], record["lines"][0]]
    parts += [record["balance"], record["flow"], record["flow"]["moving_s"]]
    assert [field for part in parts for field in part if f"`{field}`" not in told] == []


@given(windows())
def test_a_packed_record_tells_the_same_window(window: Window) -> None:
    travelled = json.loads(json.dumps(to_record(window, packs=True)))
    assert to_record(from_record(travelled, packs=True)) == to_record(window)


def _float_text(value: float) -> str:
    return base64.b64encode(np.full(144, value, "<f4").tobytes()).decode()


@pytest.mark.parametrize(
    "density",
    [
        "", "!!!!", _float_text(0)[:-4], _float_text(0) + "AAAA", _float_text(float("nan")),
        _float_text(float("inf")), _float_text(-1.0), [[0.0] * 16] * 9, None, 7,
    ],
)  # fmt: skip
def test_a_packed_grid_that_is_none_is_refused_by_name(density: object) -> None:
    record = to_record(full_window(), packs=True) | {"density": density}
    with pytest.raises(RecordError, match=r"window\.density must be .*9 by 16"):
        from_record(record, packs=True)


def test_a_packed_grid_is_not_read_where_lists_are_wanted() -> None:
    with pytest.raises(RecordError, match=r"window\.density"):
        from_record(to_record(full_window(), packs=True))
