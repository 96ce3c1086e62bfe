from contextlib import closing
from dataclasses import replace

from passerby.agent.live_board import LiveBoard, live_camera
from passerby.bus.memory import MemoryBus
from passerby.cameras.health import CameraState
from passerby.events.live import from_bytes
from tests.agent.reports import report
from tests.events.windows import full_window

NORTH, SOUTH = "north0000000", "south0000000"


def test_the_figures_of_the_window_that_fills_are_told_with_the_cameras_state() -> None:
    window = full_window()
    live = live_camera(report(lags_s=(0.5, 0.2), current=window, counted_at=1000.0), 1001.0)
    assert (live.captured_at, live.at, live.lag_s) == (1000.0, 1001.0, 0.2)
    assert live.people_now == window.people_now
    assert [zone.name for zone in live.zones] == [zone.name for zone in window.zones]
    assert live.zones[0].dwell_mean_s == window.zones[0].dwell.current_mean_s
    assert [(x.name, x.entered, x.left) for x in live.lines] == [
        (x.name, x.entered, x.left) for x in window.lines
    ]
    assert live.window_started_at == window.started_at


def test_a_camera_without_a_picture_has_no_figures() -> None:
    live = live_camera(report(state=CameraState.FAILED, reason="gone"), 5.0)
    assert (live.people_now, live.captured_at, live.lag_s, live.window_started_at) == (0, None, None, None)
    assert (live.state, live.reason) == (CameraState.FAILED, "gone")


def test_a_new_word_is_put_an_old_one_is_not_and_a_camera_that_is_gone_is_taken_away() -> None:
    with closing(MemoryBus()) as bus:
        board = LiveBoard(bus)
        north = report(NORTH, counted_at=1.0)
        board.show([north, report(SOUTH)])
        first = bus.get(f"live/{NORTH}")
        board.show([north, report(SOUTH)])
        assert bus.get(f"live/{NORTH}") == first
        board.show([report(NORTH, counted_at=1.0)])
        assert bus.get(f"live/{SOUTH}") is None
        assert first is not None
        assert from_bytes(first).camera == NORTH


def test_a_bus_that_is_broken_stops_nothing() -> None:
    bus = MemoryBus()
    bus.close()
    board = LiveBoard(bus)
    board.show([report(NORTH)])
    board.show([replace(report(NORTH), counted_at=3.0)])
