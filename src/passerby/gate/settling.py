"""Ends presentations: who is accepted, who has to turn their head first, who is told to show a card."""

from collections.abc import Iterable
from itertools import count

import numpy as np
import numpy.typing as npt

from passerby.gate.challenge import TurnCheck
from passerby.gate.decisions import Findings, decide, decide_at_end
from passerby.gate.policy import GatePolicy
from passerby.gate.visits import AcceptedPasses, Visit
from passerby.shapes.presentation import Outcome, Presentation

Points = npt.NDArray[np.float32]


class Settlement:
    """The presentations of one gate, counted from 1, and which passes came through lately."""

    def __init__(self, policy: GatePolicy) -> None:
        self._policy = policy
        self._accepted = AcceptedPasses(policy.again_within_s)
        self._numbers = count(1)

    def see(self, visits: Iterable[Visit], at: float) -> None:
        """Note who stands before the gate at that time."""
        self._accepted.forget(at)
        for visit in visits:
            visit.seen_at = at
            if visit.let_in_by:
                self._accepted.see(visit.let_in_by, visit.track, at)

    def settle(self, visits: Iterable[tuple[Visit, Points]], at: float) -> list[Presentation]:
        """Decide what can be decided by now, the surest match first. With each visit its landmarks (5, 2)."""
        undecided = [
            (findings.mean_excess(self._policy.agreeing_frames), visit.track, visit, landmarks_xy)
            for visit, landmarks_xy in visits
            if (findings := visit.undecided) is not None
        ]
        undecided.sort(key=lambda each: each[:2])
        decided = [self._decide(visit, landmarks_xy, at) for _, _, visit, landmarks_xy in undecided]
        return [presentation for presentation in decided if presentation is not None]

    def leave(self, visit: Visit) -> Presentation | None:
        """End what is not decided when the face is lost: a turn that was not shown leaves a stranger."""
        findings = visit.undecided
        if findings is None:
            return None
        outcome = Outcome.STRANGER if visit.turn is not None else decide_at_end(findings, self._policy)
        return self._end(visit, findings, outcome, visit.seen_at)

    def was_let_in(self, pass_id: str, at: float) -> bool:
        """Whether that pass came through so lately that it is still the same presentation."""
        return self._accepted.is_recent(pass_id, at)

    def clear(self) -> None:
        """Forget who came through."""
        self._accepted.clear()

    def _decide(self, visit: Visit, landmarks_xy: Points, at: float) -> Presentation | None:
        findings = visit.undecided
        if findings is None:
            return None
        if visit.turn is not None:
            outcome = self._after_turn(visit, visit.turn, at)
        else:
            outcome = decide(findings, self._policy)
            if outcome is Outcome.ACCEPTED and self._policy.turn_head:
                visit.turn = TurnCheck.at_random(landmarks_xy, at)
                visit.hint = visit.turn.words
                return None
        if outcome is Outcome.ACCEPTED:
            return self._accept(visit, findings, at)
        return None if outcome is None else self._end(visit, findings, outcome, at)

    def _after_turn(self, visit: Visit, turn: TurnCheck, at: float) -> Outcome | None:
        """A flat picture is a stranger, and is not told that its face was known."""
        if visit.turned is not None:
            return Outcome.ACCEPTED if visit.turned else Outcome.STRANGER
        return Outcome.STRANGER if at - turn.asked_at > self._policy.turn_within_s else None

    def _accept(self, visit: Visit, findings: Findings, at: float) -> Presentation | None:
        """Accept a pass, unless its face is there twice; a face found again is no new presentation."""
        pass_id = findings.pass_id
        if self._accepted.is_elsewhere(pass_id, visit.track, at):
            return self._end(visit, findings, Outcome.AMBIGUOUS, at)
        again = self._accepted.is_recent(pass_id, at)
        self._accepted.see(pass_id, visit.track, at)
        if again:
            visit.end(Outcome.ACCEPTED)
            return None
        return self._end(visit, findings, Outcome.ACCEPTED, at)

    def _end(self, visit: Visit, findings: Findings, outcome: Outcome, at: float) -> Presentation:
        visit.end(outcome)
        return Presentation(
            number=next(self._numbers),
            mode=visit.mode,
            outcome=outcome,
            began_at=findings.began_at,
            decided_at=at,
            pass_id=findings.pass_id if outcome is Outcome.ACCEPTED else "",
            note=visit.hint if outcome is Outcome.AMBIGUOUS else "",
        )
