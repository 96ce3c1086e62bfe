import json
from io import StringIO

import pytest
from rich.console import Console

from passerby.agent.gate_runner import Decision, GateNews, GateReport
from passerby.cameras.health import CameraHealth, CameraState
from passerby.cli.gate_lines import decision_json, decision_line, passes_text, summary_line, summary_record
from passerby.cli.gate_screen import GateScreen, GateTitle
from passerby.shapes.presentation import GateMode, Outcome, Presentation

AT = 1_777_636_800.25
HEALTH = CameraHealth(
    name="door", address="usb:0", state=CameraState.LIVE, reason="", since=AT, next_try_at=None, received=100,
    dropped=3, damaged=0, reconnects=0, clock_jumps=0, codec="h264", size_wh=(640, 480), fps=10.0,
)  # fmt: skip
REPORT = GateReport(HEALTH, frames=97, accepted=2, ambiguous=0, strangers=1, hints=("Show your card.",))
TITLE = GateTitle("Harbour Plaza", "door", GateMode.VERIFY, "synthetic: nobody here exists")


def decision(outcome: Outcome, note: str = "") -> Decision:
    pass_id = "passpasspass" if outcome is Outcome.ACCEPTED else ""
    return Decision(Presentation(1, GateMode.VERIFY, outcome, AT - 0.3, AT, pass_id, note), 0.4123)


def test_who_was_let_in_is_told_with_time_pass_and_wait() -> None:
    assert decision_line(decision(Outcome.ACCEPTED)) == "12:00:00 accepted passpasspass after 0.41 s"
    assert json.loads(decision_json(decision(Outcome.ACCEPTED))) == {
        "kind": "gate.decision",
        "outcome": "accepted",
        "note": "",
        "at": "2026-05-01T12:00:00.250Z",
        "after_s": 0.412,
        "mode": "verify",
        "pass": "passpasspass",
    }


def test_who_is_not_told_apart_is_asked_for_the_card() -> None:
    assert decision_line(decision(Outcome.AMBIGUOUS, "show your card")).endswith("s: show your card")


def test_a_stranger_is_told_without_a_time_or_a_figure() -> None:
    assert decision_line(decision(Outcome.STRANGER)) == "stranger"
    assert json.loads(decision_json(decision(Outcome.STRANGER))) == {
        "kind": "gate.decision",
        "outcome": "stranger",
        "note": "",
    }


def test_the_summary_counts_and_says_what_was_skipped() -> None:
    record = summary_record(REPORT, [0.2, 0.4])
    assert (record["accepted"], record["strangers"], record["skipped"]) == (2, 1, 3)
    assert record["accepted_p95_s"] == 0.39
    assert summary_record(REPORT, [])["accepted_p95_s"] is None
    assert summary_line(REPORT, [0.2, 0.4]) == (
        "2 accepted, 0 ambiguous, 1 stranger; 97 frames, 3 skipped; 95 of 100 let in within 0.39 s"
    )


def test_an_empty_gallery_is_said() -> None:
    assert passes_text(0) == "no pass is open: everybody is a stranger here"
    assert passes_text(1) == "1 pass is open"


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_screen_shows_what_to_do_what_was_decided_and_what_is_wrong(width: int) -> None:
    screen = GateScreen(TITLE, as_json=False)
    screen.take(GateNews((decision(Outcome.ACCEPTED), decision(Outcome.STRANGER)), ("abc.pass: is cut",)))
    text = StringIO()
    Console(file=text, width=width).print(screen.drawn(REPORT, 3, width))
    shown = " ".join(text.getvalue().split())
    for words in ("abc.pass: is cut", "3 passes are open", "Show your card.", "passpasspass", "3 skipped"):
        assert words in shown
    assert "nobody here exists" in shown.replace("\n", " ")
