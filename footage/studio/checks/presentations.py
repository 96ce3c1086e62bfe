"""Whether the people of a gate clip show themselves as a gate needs it."""

from collections.abc import Iterator

import numpy as np

from footage.studio.checks.outcome import Check, Fault
from footage.studio.film.finished import FinishedClip
from footage.studio.truth.facts import Presentation

FACE_PX = (80.0, 150.0)
LASTS_S = 3.0
FACING = 0.7
MEMBERS, STRANGERS, PAIRS = 5, 3, 2


def check_roles(clip: FinishedClip) -> Check:
    """Whether there are enough members, strangers and pairs, and everybody has a turn."""
    facts = clip.facts
    faults = []
    for what, found, wanted in (
        ("members", facts.members, MEMBERS),
        ("strangers", facts.strangers, STRANGERS),
    ):
        if len(set(found)) != wanted:
            faults.append(Fault(f"{wanted} different {what} are wanted; there are {sorted(set(found))}"))
    if both := set(facts.members) & set(facts.strangers):
        faults.append(Fault("nobody is member and stranger at once", people=tuple(sorted(both))))
    pairs = sum(len(presentation.people) == 2 for presentation in facts.presentations)
    if pairs < PAIRS:
        faults.append(Fault(f"at least {PAIRS} presentations of two people are wanted; there are {pairs}"))
    known = {*facts.members, *facts.strangers}
    shown = {person for presentation in facts.presentations for person in presentation.people}
    if odd := known ^ shown:
        faults.append(Fault("without a role or without a presentation", people=tuple(sorted(odd))))
    figures = f"{len(facts.presentations)} presentations, {pairs} of two people"
    return Check("roles", figures, tuple(faults))


def check_presentations(clip: FinishedClip) -> Check:
    """Whether each presentation lasts, with faces of the right size that look into the camera."""
    faults = [fault for turn in clip.facts.presentations for fault in _faults_of(turn, clip)]
    faces = [_heights(turn, clip) for turn in clip.facts.presentations]
    heights = np.concatenate(faces) if faces else np.zeros(0)
    span = f"faces {heights.min():.0f} to {heights.max():.0f} px high" if len(heights) else "no faces"
    return Check("presentations", span, tuple(faults))


def _heights(turn: Presentation, clip: FinishedClip) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    truth = clip.truth
    rows = (truth.frames >= turn.from_frame) & (truth.frames <= turn.to_frame)
    faces = truth.faces_xyxy[rows & np.isin(truth.persons, turn.people)]
    return np.asarray(faces[:, 3] - faces[:, 1])


def _faults_of(turn: Presentation, clip: FinishedClip) -> Iterator[Fault]:
    reel = clip.facts.reel
    frames = turn.to_frame - turn.from_frame + 1
    seconds = frames / reel.fps
    if seconds < LASTS_S or turn.to_frame > reel.frames:
        text = f"lasts {seconds:.1f} s to frame {turn.to_frame}; {LASTS_S:g} s within the clip at least"
        yield Fault(text, turn.from_frame, turn.people)
    for person in turn.people:
        rows = clip.truth.where(
            (clip.truth.persons == person)
            & (clip.truth.frames >= turn.from_frame)
            & (clip.truth.frames <= turn.to_frame)
        )
        if len(rows) < frames:
            yield Fault(f"is there in {len(rows)} of {frames} frames", turn.from_frame, (person,))
        heights = rows.faces_xyxy[:, 3] - rows.faces_xyxy[:, 1]
        size = (reel.width, reel.height)
        inside = (rows.heads_xyxy[:, :2] >= 0).all(axis=1) & (rows.heads_xyxy[:, 2:] <= size).all(axis=1)
        for wrong, text in (
            ((heights < FACE_PX[0]) | (heights > FACE_PX[1]), "the face is not 80 to 150 px high"),
            (rows.facing < FACING, "the face is turned away"),
            (~inside, "the head leaves the picture"),
        ):
            if wrong.any():
                count = int(wrong.sum())
                yield Fault(f"{text} in {count} frames from here", int(rows.frames[wrong][0]), (person,))
