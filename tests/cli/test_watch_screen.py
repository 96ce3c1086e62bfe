from dataclasses import replace
from io import StringIO

from rich.console import Console

from passerby.agent.line_totals import LineTotals
from passerby.agent.reports import CameraReport
from passerby.cameras.health import CameraHealth, CameraState
from passerby.cli.watch_screen import rows, window_line
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


def test_a_window_in_one_line_names_its_camera_and_figures() -> None:
    line = window_line(full_window())
    assert "east: 2.7 people (at most 4)" in line
    assert "hall 1.5" in line
    assert "door in 7 out 9" in line
