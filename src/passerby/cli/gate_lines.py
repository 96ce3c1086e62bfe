"""What a gate decided, for a person and for a program."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from passerby.agent.gate_runner import Decision, GateReport
from passerby.cameras.health import CameraState
from passerby.events.checked import time_text
from passerby.shapes.presentation import GateMode, Outcome

MODES = {
    GateMode.VERIFY: "with the card that is shown",
    GateMode.IDENTIFY: "among the passes that are open",
}


def decision_line(decision: Decision) -> str:
    """A decision in one line. A stranger's has no time and no figure: a stranger is only a number."""
    one = decision.presentation
    note = f": {one.note}" if one.note else ""
    if one.outcome is Outcome.STRANGER:
        return f"stranger{note}"
    at = datetime.fromtimestamp(one.decided_at, UTC)
    whose = f" {one.pass_id}" if one.pass_id else ""
    return f"{at:%H:%M:%S} {one.outcome.value}{whose} after {decision.after_s:.2f} s{note}"


def decision_json(decision: Decision) -> str:
    """A decision as one line of JSON. Of a stranger it tells that there was one."""
    one = decision.presentation
    record: dict[str, object] = {"kind": "gate.decision", "outcome": one.outcome.value, "note": one.note}
    if one.outcome is not Outcome.STRANGER:
        record |= {
            "at": time_text(one.decided_at),
            "after_s": round(decision.after_s, 3),
            "mode": one.mode.value,
            "pass": one.pass_id or None,
        }
    return json.dumps(record, ensure_ascii=False)


def summary_record(report: GateReport, after_s: Sequence[float]) -> dict[str, object]:
    """How a watch went. after_s: of those let in, from the first good frame on."""
    return {
        "kind": "gate.summary",
        "accepted": report.accepted,
        "ambiguous": report.ambiguous,
        "strangers": report.strangers,
        "frames": report.frames,
        "skipped": report.health.dropped,
        "accepted_p95_s": round(float(np.percentile(after_s, 95)), 3) if after_s else None,
    }


def summary_line(report: GateReport, after_s: Sequence[float]) -> str:
    """The same for a person."""
    p95 = f"; 95 of 100 let in within {np.percentile(after_s, 95):.2f} s" if after_s else ""
    return f"{counts_text(report)}; {frames_text(report)}{p95}"


def counts_text(report: GateReport) -> str:
    """How many were let in, asked for their card, and unknown."""
    strangers = "1 stranger" if report.strangers == 1 else f"{report.strangers} strangers"
    return f"{report.accepted} accepted, {report.ambiguous} ambiguous, {strangers}"


def frames_text(report: GateReport) -> str:
    """How many pictures were looked at, and how many made room for newer ones."""
    return f"{report.frames} frames, {report.health.dropped} skipped"


def passes_text(count: int) -> str:
    """How many passes are open."""
    if not count:
        return "no pass is open: everybody is a stranger here"
    return "1 pass is open" if count == 1 else f"{count} passes are open"


def camera_text(report: GateReport) -> str:
    """What is wrong with the camera, and when it is tried again; "" when nothing is."""
    health = report.health
    if not health.reason or health.state is CameraState.ENDED:
        return ""
    again = (
        f"; next try at {datetime.fromtimestamp(health.next_try_at, UTC):%H:%M:%S} UTC"
        if health.next_try_at is not None
        else ""
    )
    return f"{health.name} {health.state.value}: {health.reason}{again}"
