"""From what each frame says to what a presentation ends as. Pure: values in, values out."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from passerby.gate.policy import GatePolicy
from passerby.shapes.presentation import Outcome


class Finding(StrEnum):
    """What one frame says. unsure: two passes are near, and neither much nearer than the other."""

    MATCH = "match"
    UNSURE = "unsure"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one good frame at that time says.

    pass_id: of a match, else "". excess: by how much its distance is above the threshold; below 0 is within.
    """

    at: float
    finding: Finding
    pass_id: str = ""
    excess: float = math.inf


@dataclass(frozen=True, slots=True)
class Findings:
    """What the good frames of one presentation said so far.

    began_at, latest_at: the first and the last of them, seconds. frames: how many. pass_id: the pass that the
    latest ones named. row: the excess of each of those, in order. unsure: how many could not tell two passes
    apart.
    """

    began_at: float
    latest_at: float
    frames: int = 0
    pass_id: str = ""
    row: tuple[float, ...] = ()
    unsure: int = 0

    def mean_excess(self, frames: int) -> float:
        """The mean excess of the last so many frames that agree; infinite where there are fewer."""
        return math.fsum(self.row[-frames:]) / frames if len(self.row) >= frames else math.inf


class BestTwo(Protocol):
    """The nearest pass and the distance of the nearest other one, as a gallery tells them."""

    @property
    def best(self) -> str:
        """The nearest pass; "" where no pass is open."""

    @property
    def distance(self) -> float:
        """Its distance."""

    @property
    def second_distance(self) -> float:
        """That of the nearest of another pass; infinite where there is none."""


def judge(match: BestTwo, threshold: float, margin: float, at: float, slack: float = 0.0) -> Verdict:
    """What a frame says whose template was searched among the open passes.

    margin: by how much the second must be further off. slack: by how much one frame may exceed the
    threshold that the mean of several must keep.
    """
    excess = match.distance - threshold
    if not match.best or not excess <= slack:
        return Verdict(at, Finding.NOBODY)
    if match.second_distance - match.distance < margin:
        return Verdict(at, Finding.UNSURE)
    return Verdict(at, Finding.MATCH, match.best, excess)


def with_verdict(findings: Findings | None, verdict: Verdict) -> Findings:
    """The findings with one frame more. A frame that names nobody, or somebody else, begins a new row."""
    before = findings or Findings(began_at=verdict.at, latest_at=verdict.at)
    row: tuple[float, ...] = ()
    if verdict.finding is Finding.MATCH:
        row = (*(before.row if verdict.pass_id == before.pass_id else ()), verdict.excess)
    return replace(
        before,
        latest_at=verdict.at,
        frames=before.frames + 1,
        pass_id=verdict.pass_id,
        row=row,
        unsure=before.unsure + (verdict.finding is Finding.UNSURE),
    )


def decide(findings: Findings, policy: GatePolicy) -> Outcome | None:
    """How the presentation ends by now; None while it goes on.

    Accepted is who is named by the last `agreeing_frames` without a break, and is within the threshold in
    the mean of them: of frames that differ by chance the mean is surer than each.
    """
    if findings.mean_excess(policy.agreeing_frames) <= 0:
        return Outcome.ACCEPTED
    enough = findings.frames >= policy.agreeing_frames
    # Timestamps are binary fractions: 2.0 s of frames at 10 a second may read 1.9999.
    if enough and findings.latest_at - findings.began_at >= policy.give_up_s - 1e-6:
        return decide_at_end(findings, policy)
    return None


def decide_at_end(findings: Findings, policy: GatePolicy) -> Outcome:
    """How it ends if no frame follows: nobody is accepted by the frames that did not suffice before."""
    return Outcome.AMBIGUOUS if findings.unsure >= policy.agreeing_frames else Outcome.STRANGER
