"""Storing: each event once, in order, with its sums, whatever comes."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from passerby.cameras.health import CameraState
from passerby.events import camera_health
from passerby.events.camera_health import CameraHealthRecord
from passerby.events.envelope import Event
from passerby.hub.crowd.facts import Arrival, read_event
from passerby.hub.crowd.ingest import in_order, store
from passerby.hub.crowd.models import (
    CrowdWindow,
    DayRollUp,
    HourGrid,
    HourRollUp,
    MinuteRollUp,
    RefusedEvent,
    Series,
)
from passerby.hub.crowd.row_keys import roll_up_key
from passerby.hub.crowd.window_items import unpack_lines, unpack_zones
from passerby.hub.sites.models import Agent, Camera, CameraStatus, Site
from passerby.shapes.errors import UnknownAgentError
from passerby.shapes.window import LineFigures, Window
from tests.hub.crowd.figures import NOON_S, arrivals, event, window, windows

NOW_S = NOON_S + 86_400


def reasons() -> list[str]:
    return list(RefusedEvent.objects.order_by("number").values_list("reason", flat=True))


def crossed(table: type[MinuteRollUp] | type[HourRollUp] | type[DayRollUp]) -> tuple[int, int]:
    rows = table.objects.values_list("entered", "left")
    return sum(row[0] for row in rows), sum(row[1] for row in rows)


def series(camera: Camera, kind: str = "view", name: str = "") -> int:
    return int(Series.objects.get(camera=camera, kind=kind, name=name).pk)


def test_a_window_is_stored_with_its_zones_and_lines(plaza: Camera) -> None:
    stored = store("local", arrivals([window(plaza.pk)]), NOW_S)
    row = CrowdWindow.objects.get()
    assert (row.ended_ms, row.people_mean, row.frames) == ((NOON_S + 10) * 1000, 2.0, 50)
    assert unpack_zones(row.zones) == window(plaza.pk).zones
    assert unpack_lines(row.lines) == window(plaza.pk).lines
    assert stored.number == Agent.objects.get(pk="local").stored_number == 1


def test_windows_add_up_to_minutes_hours_and_days(plaza: Camera) -> None:
    store("local", arrivals(windows(plaza.pk, 12)), NOW_S)
    store("local", arrivals(windows(plaza.pk, 12, NOON_S + 120), first=13), NOW_S)
    view, gate, square = series(plaza), series(plaza, "line", "gate"), series(plaza, "zone", "square")
    minute = MinuteRollUp.objects.get(key=roll_up_key(view, NOON_S + 60))
    assert (minute.observed_s, minute.people_s, minute.people_peak) == (60, 120, 3)
    assert (minute.moving_0, minute.moving_4, minute.still_s) == (24, 12, 84)
    hour = HourRollUp.objects.get(key=roll_up_key(gate, NOON_S))
    assert (hour.entered, hour.left, hour.observed_s) == (72, 24, 240)
    day = DayRollUp.objects.get(key=roll_up_key(square, NOON_S - 13 * 3600))
    assert (day.dwell_0, day.dwell_1, day.dwell_sum_s, day.dwell_max_s) == (0, 24, 192, 8)


def test_grids_are_kept_by_the_hour_and_grow(plaza: Camera) -> None:
    for batch in range(2):
        store("local", arrivals(windows(plaza.pk, 3, NOON_S + 30 * batch), first=1 + 3 * batch), NOW_S)
    grid = HourGrid.objects.get()
    assert grid.observed_s == 60
    assert np.frombuffer(grid.density_s, np.float32) == pytest.approx(30)
    assert np.frombuffer(grid.flow_s, np.float32) == pytest.approx(7.5)


def test_what_comes_twice_is_stored_once(plaza: Camera) -> None:
    events = arrivals(windows(plaza.pk, 6))
    store("local", events[:4], NOW_S)
    assert len(store("local", events, NOW_S).windows) == 2
    assert store("local", [*events, *events], NOW_S).windows == ()
    assert CrowdWindow.objects.count() == 6
    assert crossed(DayRollUp) == (18, 6)


def test_what_comes_before_others_that_are_missing_waits_for_them(plaza: Camera) -> None:
    events = arrivals(windows(plaza.pk, 6))
    stored = store("local", [events[0], *events[3:]], NOW_S)
    assert (stored.number, stored.awaited) == (1, True)
    assert store("local", events, NOW_S).number == 6
    assert CrowdWindow.objects.count() == 6
    assert Agent.objects.get(pk="local").missing_events == 0


def test_events_that_never_come_are_counted(plaza: Camera) -> None:
    events = arrivals(windows(plaza.pk, 6))
    stored = store("local", [events[0], *events[3:]], NOW_S, pass_over_gaps=True)
    assert (stored.number, stored.awaited) == (6, False)
    assert Agent.objects.get(pk="local").missing_events == 2


def test_events_are_taken_in_the_order_of_their_numbers() -> None:
    mixed = [Arrival(number, None) for number in (5, 3, 4, 3)]
    assert [each.number for each in in_order(mixed, 2, pass_over_gaps=False).next] == [3, 4, 5]


def test_an_unknown_agent_is_told_so_and_nothing_is_stored(plaza: Camera) -> None:
    with pytest.raises(UnknownAgentError, match="elsewhere"):
        store("elsewhere", arrivals([window(plaza.pk)]), NOW_S)
    assert not CrowdWindow.objects.exists()


def test_figures_of_a_camera_that_was_deleted_are_refused_and_stop_nothing(plaza: Camera) -> None:
    gone = window("gonegonegone")
    stored = store("local", arrivals([gone, window(plaza.pk)]), NOW_S)
    assert (stored.number, stored.refused, len(stored.windows)) == (2, 1, 1)
    assert "gonegonegone" in reasons()[0]


def test_an_agent_cannot_speak_for_the_camera_of_another(plaza: Camera) -> None:
    Agent.objects.create(pk="other")
    store("other", arrivals([window(plaza.pk)]), NOW_S)
    assert not CrowdWindow.objects.exists()
    assert "no camera" in reasons()[0]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"final": False}, "still filling"),
        ({"people_mean": 1e9}, "believed"),
        ({"lines": (LineFigures("gate", 10**9, 0),)}, "believed"),
        ({"frames": 2**40}, "frames"),
        ({"lines": (LineFigures("gate", 1, 0), LineFigures("gate", 1, 0))}, "one name"),
        ({"lines": (LineFigures("g" * 81, 1, 0),)}, "longer than 80"),
        ({"ended_at": NOON_S + 4000.0}, "at most 3600 s"),
        ({"started_at": NOW_S + 7200.0, "ended_at": NOW_S + 7210.0}, "clock"),
        ({"started_at": 5.0, "ended_at": 15.0}, "clock"),
    ],
)
def test_a_window_that_could_do_harm_is_refused(changed: dict[str, Any], reason: str) -> None:
    arrival = read_event(event(replace(window("abcdefghijkl"), **changed), 7), NOW_S)
    assert arrival.fact is None
    assert reason in arrival.reason


def test_an_event_of_an_unknown_kind_is_refused_by_name() -> None:
    arrival = read_event(Event("local", 3, "gate.open", NOON_S, {}), NOW_S)
    assert arrival == Arrival(3, None, arrival.reason)
    assert "gate.open" in arrival.reason


def test_what_an_agent_could_not_tell_is_recorded_with_its_reason() -> None:
    body = {"kind": "crowd.window", "reason": "it has 300000 bytes"}
    assert "300000 bytes" in read_event(Event("local", 3, "agent.untold", NOON_S, body), NOW_S).reason


def test_a_refused_event_is_passed_over_for_good(plaza: Camera) -> None:
    first, last = arrivals(windows(plaza.pk, 3))[::2]
    stored = store("local", [first, Arrival(2, None, "of an unknown version"), last], NOW_S)
    assert (stored.number, stored.refused, len(stored.windows)) == (3, 1, 2)
    assert reasons() == ["of an unknown version"]


def health_of(camera: Camera) -> CameraHealthRecord:
    return CameraHealthRecord(
        camera=camera.pk, at=NOON_S, state=CameraState.STALLED, reason="no picture for 10 s",
        since=NOON_S - 10, next_try_at=NOON_S + 5, received=100, dropped=1, damaged=0, reconnects=2,
        fps=24.9, codec="h264", width=1280, height=720, analysed=99, skipped=0, lag_p50_s=0.1,
        lag_p95_s=0.2, note="",
    )  # fmt: skip


def test_a_word_on_a_cameras_health_is_stored(plaza: Camera) -> None:
    health = health_of(plaza)
    body = camera_health.to_record(health)
    arrival = read_event(Event("local", 1, camera_health.KIND, NOON_S, body), NOW_S)
    store("local", [arrival], NOW_S)
    status = CameraStatus.objects.get()
    assert (status.state, status.reason, status.at) == ("stalled", "no picture for 10 s", NOON_S * 1000)
    assert camera_health.from_record(status.figures) == health


def test_the_later_of_two_windows_of_one_time_is_refused(plaza: Camera) -> None:
    store("local", arrivals(windows(plaza.pk, 6)), NOW_S)
    set_back = windows(plaza.pk, 3, NOON_S + 35)
    stored = store("local", arrivals(set_back, first=7), NOW_S)
    assert (stored.number, stored.refused) == (9, 3)
    assert "clock was set back" in reasons()[0]
    assert crossed(DayRollUp) == crossed(MinuteRollUp) == (18, 6)


def test_windows_of_one_time_within_one_batch_are_not_both_counted(plaza: Camera) -> None:
    both = [*windows(plaza.pk, 3), *windows(plaza.pk, 3, NOON_S + 5)]
    assert store("local", arrivals(both), NOW_S).refused == 3
    assert crossed(DayRollUp) == (9, 3)


def test_a_clock_that_was_set_back_to_a_time_without_figures_goes_on_there(plaza: Camera) -> None:
    store("local", arrivals(windows(plaza.pk, 3)), NOW_S)
    assert store("local", arrivals(windows(plaza.pk, 3, NOON_S - 600), first=4), NOW_S).refused == 0
    assert CrowdWindow.objects.count() == 6


@pytest.mark.parametrize("together", [True, False])
def test_two_parts_of_a_window_that_an_agent_cut_short_become_one(plaza: Camera, together: bool) -> None:
    whole = window(plaza.pk)
    first, second = replace(whole, observed_s=4.0), replace(whole, observed_s=5.0, people_mean=6.5)
    events = arrivals([first, second])
    for batch in [events] if together else [events[:1], events[1:]]:
        assert store("local", batch, NOW_S).refused == 0
    row = CrowdWindow.objects.get()
    assert (row.observed_s, row.frames) == (9.0, 100)
    assert row.people_mean == pytest.approx(4.5)
    assert unpack_lines(row.lines) == (LineFigures("gate", 6, 2),)
    assert unpack_zones(row.zones)[0].dwell.ended[1] == 2
    assert crossed(HourRollUp) == (6, 2)


def test_a_zone_drawn_later_begins_a_series_of_its_own(plaza: Camera) -> None:
    plain = replace(window(plaza.pk), zones=(), lines=())
    store("local", arrivals([plain, window(plaza.pk, NOON_S + 10)]), NOW_S)
    assert set(Series.objects.values_list("kind", "name")) == {
        ("view", ""),
        ("zone", "square"),
        ("line", "gate"),
    }


def test_nothing_of_a_batch_remains_when_storing_it_fails(
    plaza: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_rows: object) -> None:
        raise RuntimeError("the power went off")

    monkeypatch.setattr("passerby.hub.crowd.ingest.write_windows", fail)
    with pytest.raises(RuntimeError):
        store("local", arrivals(windows(plaza.pk, 3)), NOW_S)
    monkeypatch.undo()
    assert not MinuteRollUp.objects.exists()
    assert store("local", arrivals(windows(plaza.pk, 3)), NOW_S).number == 3
    assert crossed(DayRollUp) == (9, 3)


def test_days_begin_at_the_sites_midnight(harbour: Site, plaza: Camera) -> None:
    harbour.time_zone = "Asia/Kathmandu"
    harbour.save(update_fields=["time_zone"])
    # 18:15 UTC is midnight in Kathmandu.
    midnight_s = NOON_S + 6 * 3600 + 15 * 60
    store("local", arrivals(windows(plaza.pk, 2, midnight_s - 10)), NOW_S)
    starts = sorted(
        row.key - roll_up_key(series(plaza), 0) for row in DayRollUp.objects.all() if row.people_s
    )
    assert midnight_s in starts
    assert midnight_s - 86_400 in starts


def test_names_of_many_windows_make_no_more_questions_of_the_database(
    plaza: Camera, django_assert_max_num_queries: object
) -> None:
    store("local", arrivals(windows(plaza.pk, 1)), NOW_S)
    with django_assert_max_num_queries(18):  # type: ignore[operator] # pytest-django names no type for it
        store("local", arrivals(windows(plaza.pk, 500, NOON_S + 10), first=2), NOW_S)


def test_all_that_was_taken_in_is_told(plaza: Camera) -> None:
    facts: list[Window] = windows(plaza.pk, 3)
    assert list(store("local", arrivals(facts), NOW_S).windows) == facts
