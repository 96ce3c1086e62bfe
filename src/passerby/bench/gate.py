"""`passerby bench gate`: how soon a gate decides, with many passes open, at the camera's own pace."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from passerby.shapes.errors import BenchError
from passerby.shapes.presentation import Outcome, Presentation


@dataclass(frozen=True, slots=True)
class GateBenchReport:
    """One watch of a gate.

    passes: open in all. decisions: presentations that ended. decision_…_ms: how long the accepted waited,
    from the capture of the first good picture to the decision, all queueing and analysis included; None
    where nobody was accepted. stranger_p95_ms: the same for the others, who are given time. skipped:
    pictures that made room for newer ones.
    """

    source: str
    synthetic: bool
    mode: str
    detector: str
    passes: int
    decisions: int
    accepted: int
    ambiguous: int
    strangers: int
    decision_p50_ms: float | None
    decision_p95_ms: float | None
    stranger_p95_ms: float | None
    frames: int
    skipped: int
    fps: float

    def as_record(self) -> dict[str, Any]:
        """The report as a flat, JSON-safe record."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class WatchedGate:
    """What was watched. frames, skipped, fps: of its camera."""

    source: str
    synthetic: bool
    mode: str
    detector: str
    passes: int
    frames: int
    skipped: int
    fps: float


Watch = tuple[WatchedGate, Sequence[tuple[Presentation, float]]]
"""A gate, and each presentation that ended at it with the seconds from its first good picture on."""


def gates_record(watches: Sequence[Watch]) -> dict[str, Any]:
    """The figures of one watch or of several together, which is more people, as a JSON-safe record.

    Of several, `gates` holds each by itself. Raises BenchError as gate_report does.
    """
    reports = [gate_report(gate, ended) for gate, ended in watches]
    if len(reports) == 1:
        return reports[0].as_record()
    together = gate_report(
        replace(
            watches[0][0],
            source=", ".join(gate.source for gate, _ in watches),
            synthetic=any(gate.synthetic for gate, _ in watches),
            passes=min(gate.passes for gate, _ in watches),
            frames=sum(gate.frames for gate, _ in watches),
            skipped=sum(gate.skipped for gate, _ in watches),
            fps=min(gate.fps for gate, _ in watches),
        ),
        [each for _, ended in watches for each in ended],
    )
    return together.as_record() | {"gates": [report.as_record() for report in reports]}


def gate_report(gate: WatchedGate, ended: Sequence[tuple[Presentation, float]]) -> GateBenchReport:
    """The figures of one watch. ended: each presentation, and the seconds from its first good picture on.

    Raises BenchError for a gate at which no picture was looked at.
    """
    if not gate.frames:
        raise BenchError(f"{gate.source} gave no picture to measure with; see that it can be opened")
    waits = {outcome: [s for one, s in ended if one.outcome is outcome] for outcome in Outcome}
    return GateBenchReport(
        source=gate.source,
        synthetic=gate.synthetic,
        mode=gate.mode,
        detector=gate.detector,
        passes=gate.passes,
        decisions=len(ended),
        accepted=len(waits[Outcome.ACCEPTED]),
        ambiguous=len(waits[Outcome.AMBIGUOUS]),
        strangers=len(waits[Outcome.STRANGER]),
        decision_p50_ms=_percentile_ms(waits[Outcome.ACCEPTED], 50),
        decision_p95_ms=_percentile_ms(waits[Outcome.ACCEPTED], 95),
        stranger_p95_ms=_percentile_ms(waits[Outcome.STRANGER], 95),
        frames=gate.frames,
        skipped=gate.skipped,
        fps=round(gate.fps, 2),
    )


def _percentile_ms(waits_s: Sequence[float], percent: int) -> float | None:
    return round(float(np.percentile(waits_s, percent)) * 1000, 1) if waits_s else None
