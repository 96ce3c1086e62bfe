"""Remembers for a few seconds who was where, so that evidence for a person adds up over time."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from passerby.shapes import boxes as box_functions
from passerby.shapes.boxes import Boxes
from passerby.vision.motion_shapes import Candidates

_LEAST_IOU = 0.15
_FORGET_GUESS_S, _FORGET_PERSON_S = 1.0, 3.0
_OPINION_S = 3.0
_STANDS_AFTER_S = 2.0
_CREDIT_MOVING, _CREDIT_STILL = 0.05, 0.25
_A_WALK = 0.5
"""How far, in their own heights, something must have come to count as walking."""
_A_STEP = 0.15


@dataclass(slots=True, eq=False)
class Presence:
    """Something that may be a person, over the frames in which it was seen.

    moved_at: when it last was a step away from where it stood before.
    yes: how often the person check agreed. liking: how much it did lately, 0..1.
    """

    box: npt.NDArray[np.float32]
    seen_at: float
    start: npt.NDArray[np.float64]
    stood: npt.NDArray[np.float64]
    moved_at: float
    checked_at: float = -np.inf
    yes: int = 0
    liking: float = 0.0
    walked: float = 0.0
    looks: int = 1
    velocity: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros(2, np.float32))

    def is_person(self, at: float) -> bool:
        """Whether the person check said yes often, and lately enough for somebody who stands still."""
        patience = _CREDIT_MOVING if self.is_moving(at) else _CREDIT_STILL
        return self.yes >= 2 and self.liking >= patience

    def is_moving(self, at: float) -> bool:
        """Whether it came along by itself, and has taken a step lately."""
        return self.walked >= _A_WALK and self.looks >= 4 and at - self.moved_at <= _STANDS_AFTER_S

    def predicted(self, at: float) -> npt.NDArray[np.float32]:
        """Where the box should be now; someone unseen is not expected to walk on for more than a second."""
        moved = self.velocity * np.float32(np.clip(at - self.seen_at, 0, 1.0))
        return np.asarray(self.box + np.tile(moved, 2), np.float32)

    def see(self, box: npt.NDArray[np.float32], at: float) -> bool:
        """Take in where it is now; True when that is a step from where it stood."""
        elapsed = max(at - self.seen_at, 1e-3)
        centre, before = (box[:2] + box[2:]) / 2, (self.box[:2] + self.box[2:]) / 2
        keep = np.float32(np.exp(-elapsed / 0.5))
        speed = np.asarray((centre - before) / elapsed, np.float32)
        self.velocity = keep * self.velocity + (1 - keep) * speed
        self.box, self.seen_at = box, at
        self.looks += 1
        foot, height = _foot(box), float(box[3] - box[1])
        self.walked = max(self.walked, float(np.linalg.norm(foot - self.start)) / height)
        if np.linalg.norm(foot - self.stood) < _A_STEP * height:
            return False
        self.stood, self.moved_at = foot, at
        return True

    def judge(self, margin: float, at: float) -> None:
        """Take in a verdict of the person check."""
        elapsed = np.clip(at - self.checked_at, 0, 1.0)
        keep = np.exp(-elapsed / _OPINION_S)
        self.checked_at = at
        self.yes += margin > 0
        self.liking = float(keep * self.liking + (1 - keep) * (margin > 0))


def _foot(box: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    return np.array([(box[0] + box[2]) / 2, box[3]], np.float64)


class Memory:
    """The presences of one camera. still_s: for how long a person who stands still is still believed in."""

    def __init__(self, still_s: float) -> None:
        self._still_s = still_s
        self.presences: list[Presence] = []

    def clear(self) -> None:
        """Forget everybody."""
        self.presences = []

    def people(self, at: float) -> Boxes:
        """Where people are expected now, (N, 4): those the person check or their own walk has shown to be."""
        boxes = [p.predicted(at) for p in self.presences if p.is_person(at) or p.is_moving(at)]
        return np.array(boxes, np.float32).reshape(-1, 4)

    def to_keep(self, at: float) -> Boxes:
        """Boxes (N, 4) that must not become background: people who moved or were confirmed not long ago."""
        boxes = [p.box for p in self.presences if p.is_person(at) and at - p.moved_at < self._still_s]
        return np.array(boxes, np.float32).reshape(-1, 4)

    def follow(self, candidates: Candidates, at: float) -> tuple[list[Presence], npt.NDArray[np.bool_]]:
        """The presence behind each candidate (N), new ones included, and which have just made a step (N,)."""
        if any(p.seen_at > at for p in self.presences):
            self.clear()  # the clock was set back: nothing remembered has an age any more
        before = np.array([p.predicted(at) for p in self.presences], np.float32).reshape(-1, 4)
        overlap = box_functions.iou(before, candidates.boxes_xyxy)
        mine: dict[int, Presence] = {}
        for old, new in zip(*linear_sum_assignment(-overlap), strict=True):
            if overlap[old, new] >= _LEAST_IOU:
                mine[int(new)] = self.presences[old]
        behind, stepped = [], np.zeros(len(candidates), bool)
        for index, box in enumerate(candidates.boxes_xyxy):
            presence = mine.get(index)
            if presence is None:
                presence = Presence(box, at, _foot(box), _foot(box), at)
                self.presences.append(presence)
                stepped[index] = True
            else:
                stepped[index] = presence.see(box, at)
            behind.append(presence)
        self.presences = [p for p in self.presences if at - p.seen_at <= _patience(p, at)]
        return behind, stepped


def _patience(presence: Presence, at: float) -> float:
    return _FORGET_PERSON_S if presence.is_person(at) else _FORGET_GUESS_S


def score(presence: Presence, margin: float, fit: float, at: float) -> float:
    """How sure we are of a person, 0..1: at least 0.6 when confirmed, between 0.1 and 0.6 when not.

    margin: of the person check on this frame, -inf when it was not asked.
    """
    if margin > 0:
        return 0.7 + 0.3 * float(np.tanh(margin))
    if presence.is_person(at):
        return 0.6 + 0.1 * fit
    if presence.is_moving(at):
        return 0.5 + 0.1 * fit
    return 0.1 + 0.4 * fit
