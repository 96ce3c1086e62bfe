from dataclasses import replace

import pytest

from passerby.bench.gate import WatchedGate, gate_report, gates_record
from passerby.shapes.errors import BenchError
from passerby.shapes.presentation import GateMode, Outcome, Presentation

GATE = WatchedGate("door", True, "identify", "CenterFace", 10_003, 450, 2, 10.0)


def ended(outcome: Outcome, number: int = 1) -> Presentation:
    return Presentation(
        number, GateMode.IDENTIFY, outcome, 0.0, 1.0, "passpasspass" if outcome is Outcome.ACCEPTED else ""
    )


def test_the_wait_of_the_accepted_is_told_apart_from_that_of_strangers() -> None:
    accepted = [(ended(Outcome.ACCEPTED), wait_s) for wait_s in (0.2, 0.3, 0.4)]
    report = gate_report(GATE, [*accepted, (ended(Outcome.STRANGER), 2.1), (ended(Outcome.AMBIGUOUS), 2.0)])
    assert (report.decisions, report.accepted, report.ambiguous, report.strangers) == (5, 3, 1, 1)
    assert (report.decision_p50_ms, report.decision_p95_ms) == (300.0, 390.0)
    assert report.stranger_p95_ms == 2100.0


def test_where_nobody_was_accepted_no_wait_is_made_up() -> None:
    record = gate_report(GATE, []).as_record()
    assert record["decision_p95_ms"] is None
    assert {"decision_p95_ms", "decisions", "frames", "skipped"} <= record.keys()


def test_a_gate_without_a_picture_is_no_measurement() -> None:
    with pytest.raises(BenchError, match="door gave no picture"):
        gate_report(WatchedGate("door", False, "verify", "YuNet", 1, 0, 0, 0.0), [])


def test_several_gates_are_told_together_and_each_by_itself() -> None:
    other = replace(GATE, source="gate 2", frames=400, fps=9.0)
    watches = [
        (GATE, [(ended(Outcome.ACCEPTED), 0.2)] * 9),
        (other, [(ended(Outcome.ACCEPTED), 0.2)] * 8 + [(ended(Outcome.ACCEPTED), 0.8)]),
    ]
    record = gates_record(watches)
    assert (record["source"], record["accepted"], record["frames"], record["fps"]) == (
        "door, gate 2",
        18,
        850,
        9.0,
    )
    assert record["decision_p95_ms"] < record["gates"][1]["decision_p95_ms"]
    assert [each["source"] for each in record["gates"]] == ["door", "gate 2"]
    assert gates_record(watches[:1]) == gate_report(*watches[0]).as_record()
