"""From what each frame says to what a presentation ends as."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.gate.decisions import Finding, Verdict, decide, decide_at_end, judge, with_verdict
from passerby.gate.policy import GatePolicy
from passerby.passes.gallery import Match
from passerby.shapes.presentation import GateMode, Outcome

POLICY = GatePolicy(mode=GateMode.IDENTIFY)

_SAID = {
    "a": (Finding.MATCH, "ann", -0.1),
    "b": (Finding.MATCH, "bo", -0.1),
    "+": (Finding.MATCH, "ann", 0.015),
    "?": (Finding.UNSURE, "", math.inf),
    ".": (Finding.NOBODY, "", math.inf),
}


def outcome_of(said: str, step_s: float = 0.1) -> tuple[Outcome | None, int]:
    """How a presentation ends, of which each letter is a frame, and after how many."""
    findings = None
    for number, letter in enumerate(said):
        finding, pass_id, excess = _SAID[letter]
        findings = with_verdict(findings, Verdict(100 + number * step_s, finding, pass_id, excess))
        outcome = decide(findings, POLICY)
        if outcome is not None:
            return outcome, number + 1
    return None, len(said)


@pytest.mark.parametrize(
    ("said", "outcome", "frames"),
    [
        ("aaa", Outcome.ACCEPTED, 3),
        ("aa.aaa", Outcome.ACCEPTED, 6),
        ("aabbb", Outcome.ACCEPTED, 5),
        ("a?aaa", Outcome.ACCEPTED, 5),
        ("aa+", Outcome.ACCEPTED, 3),
        ("++a", Outcome.ACCEPTED, 3),
        ("+++", None, 3),
        ("aa", None, 2),
        ("abababab", None, 8),
        ("aa.aa.aa", None, 8),
        ("." * 21, Outcome.STRANGER, 21),
        ("aa." * 7, Outcome.STRANGER, 21),
        ("?" * 21, Outcome.AMBIGUOUS, 21),
        ("??" + "." * 19, Outcome.STRANGER, 21),
        ("?.?.?" + "." * 16, Outcome.AMBIGUOUS, 21),
    ],
)
def test_a_presentation_ends_as_its_frames_say(said: str, outcome: Outcome | None, frames: int) -> None:
    assert outcome_of(said) == (outcome, frames)


def test_a_gate_gives_up_after_seconds_and_not_after_frames() -> None:
    assert outcome_of("." * 50, step_s=0.5) == (Outcome.STRANGER, 5)
    # Two frames say too little, however long they are apart.
    assert outcome_of("..", step_s=9.0) == (None, 2)


@given(st.text("ab.?+", min_size=1, max_size=25))
def test_nobody_is_accepted_but_by_so_many_frames_in_a_row_of_their_own(said: str) -> None:
    outcome, frames = outcome_of(said)
    if outcome is Outcome.ACCEPTED:
        last = said[:frames][-3:]
        assert set(last) <= set("a+") or set(last) == {"b"}
    else:
        assert "aaa" not in said[:frames]
        assert "bbb" not in said[:frames]


def test_the_end_of_a_track_accepts_nobody() -> None:
    findings = with_verdict(None, Verdict(1.0, Finding.MATCH, "ann", -0.1))
    assert decide_at_end(findings, POLICY) is Outcome.STRANGER


@pytest.mark.parametrize(
    ("match", "finding"),
    [
        (Match("ann", 0.40, 0.90), Finding.MATCH),
        (Match("ann", 0.45, 0.90), Finding.MATCH),
        (Match("ann", 0.46, 0.90), Finding.MATCH),
        (Match("ann", 0.475, 0.90), Finding.NOBODY),
        (Match("ann", 0.40, 0.459), Finding.UNSURE),
        (Match("ann", 0.40, 0.461), Finding.MATCH),
        (Match("ann", 0.40), Finding.MATCH),
        (Match("ann", math.nan, 0.9), Finding.NOBODY),
        (Match(), Finding.NOBODY),
    ],
)
def test_a_frame_names_the_nearest_pass_if_it_is_near_and_alone(match: Match, finding: Finding) -> None:
    verdict = judge(match, threshold=0.45, margin=0.06, slack=0.02, at=1.0)
    assert verdict.finding is finding
    assert verdict.pass_id == ("ann" if finding is Finding.MATCH else "")
