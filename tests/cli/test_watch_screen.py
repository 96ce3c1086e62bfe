from dataclasses import replace
from io import StringIO
from types import SimpleNamespace
from typing import cast

import pytest
from rich.console import Console

from passerby.agent.line_totals import LineTotals
from passerby.agent.reports import CameraReport
from passerby.agent.supervisor import Supervisor
from passerby.cameras.health import CameraHealth, CameraState
from passerby.cli.watch_screen import rows, screen, window_line
from tests.events.windows import full_window

HEALTH = CameraHealth(
    name="east", address="rtsp://east", state=CameraState.LIVE, reason="", since=0.0, next_try_at=None,
    received=70, dropped=1, damaged=0, reconnects=0, clock_jumps=0, codec="h264", size_wh=(640, 480), fps=7.0,
)  # fmt: skip


def shown(health: CameraHealth) -> str:
    report = CameraReport(health, 70, 0, (0.25,), full_window())
    text = StringIO()
    Console(width=200, file=text).print(*rows([report], {"east": LineTotals()})[0])
    return text.getvalue()


def test_a_live_camera_shows_its_people_zones_lines_and_drops() -> None:
    text = shown(HEALTH)
    for part in ("3", "hall: 2", "door: in 7, out 9", "0.25 s behind", "1 dropped"):
        assert part in text


def test_a_camera_that_is_not_live_shows_no_old_number_as_if_it_were_now() -> None:
    text = shown(replace(HEALTH, state=CameraState.FAILED))
    assert "not known now" in text
    assert "hall" not in text


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_figure_is_broken_in_two_on_a_common_terminal(width: int) -> None:
    cameras = [
        CameraReport(replace(HEALTH, name=name), 70, 0, (0.25,), full_window())
        for name in ("Harbour Plaza, Lisbon (synthetic)", "Library, Oslo (synthetic)")
    ]
    agent = cast(Supervisor, SimpleNamespace(cameras=cameras, detector="YOLOX-nano", detector_note=""))
    text = StringIO()
    totals = {camera.health.name: LineTotals() for camera in cameras}
    Console(width=width, file=text).print(screen(agent, totals, "", width))
    for part in ("in 7, out 9", "mean 2.7", "for 4 s", "0.25 s behind", "1 dropped", "(synthetic)"):
        assert text.getvalue().count(part) == 2, text.getvalue()


def test_a_window_in_one_line_names_its_camera_and_figures() -> None:
    line = window_line(full_window())
    assert "east: 2.7 people (at most 4)" in line
    assert "hall 1.5" in line
    assert "door in 7 out 9" in line
