"""Follows people from frame to frame by where they are and how they move. Looks at nobody's appearance.

Of the ByteTrack/OC-SORT family: a Kalman filter predicts each track; sure detections are given out first and
unsure ones only continue tracks that exist (Y. Zhang et al., ByteTrack, ECCV 2022); a track is found again
where its motion would have brought it while it was hidden (J. Cao et al., Observation-Centric SORT, CVPR
2023). Different here: every threshold is in seconds and box heights. Somebody hidden behind somebody is still
there. And what stands still needs a detector that is sure of it, for half-sure detectors see furniture.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from passerby.crowd import kalman
from passerby.crowd.association import (
    Indices,
    PairLimits,
    cheapest_pairs,
    covered,
    hidden_behind,
    pair_cost,
)
from passerby.crowd.roster import Roster
from passerby.shapes.boxes import Boxes
from passerby.shapes.detections import Detections
from passerby.shapes.tracks import Tracks

SURE_PAIR = PairLimits(least_iou=0.1, most_surprise=30.0)
WEAK_PAIR = PairLimits(least_iou=0.3, most_surprise=9.0, looseness=2.0)


@dataclass(frozen=True, slots=True)
class TrackerOptions:
    """Thresholds of the tracker. Times in seconds, lengths in box heights, scores 0..1.

    sure_score, weak_score: detections from `sure_score` may find any track, those from `weak_score` only
    continue one seen within `weak_within_s`. start_score: what may begin a track. confirm_after_s: a track
    counts once it was observed twice and for so long. tentative_for_s, lost_for_s: how long an unconfirmed
    and a confirmed track is kept without an observation. blink_s: how long one that nothing hides still
    counts; hidden_for_s: how long one hidden behind somebody still counts. still_after_s: a track that
    stayed within `still_within` for so long stands still, and then needs evidence of `still_score`, the mean
    score over about `evidence_s`. margin_rate, most_margin: by how much boxes grow while unseen.
    """

    sure_score: float = 0.5
    weak_score: float = 0.1
    start_score: float = 0.6
    confirm_after_s: float = 0.25
    tentative_for_s: float = 0.3
    lost_for_s: float = 3.0
    weak_within_s: float = 1.0
    blink_s: float = 0.3
    hidden_for_s: float = 1.5
    hidden_share: float = 0.35
    still_after_s: float = 3.0
    still_within: float = 0.35
    still_score: float = 0.6
    evidence_s: float = 2.0
    margin_rate: float = 0.4
    most_margin: float = 0.5
    sure_pair: PairLimits = SURE_PAIR
    weak_pair: PairLimits = WEAK_PAIR
    same_iou: float = 0.5
    same_inside: float = 0.7


class Tracker:
    """The tracks of one camera. Call `update` for each frame in the order of time."""

    def __init__(self, options: TrackerOptions | None = None) -> None:
        self._options = options or TrackerOptions()
        self._roster = Roster.empty()
        self._now = -np.inf

    def update(self, detections: Detections, captured_at: float, size_wh: tuple[int, int]) -> Tracks:
        """Take one frame's detections and give the confirmed people, those hidden just now included.

        captured_at: seconds, later than at the last call (ValueError otherwise). size_wh: the picture's size
        in pixels, for people who walk out of it.
        """
        if captured_at <= self._now:
            raise ValueError(f"frames must come in the order of time; got {captured_at} after {self._now}")
        elapsed = captured_at - self._now if np.isfinite(self._now) else 0.0
        self._now = captured_at
        self._advance(captured_at, elapsed)
        left_over = self._continue(detections, captured_at, elapsed)
        self._confirm(captured_at)
        self._begin(detections.where(left_over), captured_at)
        self._strike_off(captured_at, size_wh)
        return self._present(captured_at)

    def places(self) -> Boxes:
        """Every place (N, 4) where somebody followed may be, in pixels: the unconfirmed and the lost too."""
        return self._roster.motion.boxes_xyxy()

    def _advance(self, now: float, elapsed: float) -> None:
        """Forget who is lost for too long, and predict the others; the size of an unseen track stays."""
        kept = now - self._roster.seen_at <= self._options.lost_for_s
        roster = self._roster = self._roster.where(kept)
        unseen = roster.seen_at < now - 1.5 * elapsed
        if unseen.any():
            roster.motion.velocity[unseen, 2:] = 0.0
        roster.motion = kalman.predict(roster.motion, elapsed)

    def _continue(self, detections: Detections, now: float, elapsed: float) -> Indices:
        """Give detections to tracks: sure, then unsure, then tentative. Returns the sure ones left over."""
        options, roster = self._options, self._roster
        scores = detections.scores
        sure = np.flatnonzero(scores >= options.sure_score)
        weak = np.flatnonzero((scores >= options.weak_score) & (scores < options.sure_score))

        confirmed = np.flatnonzero(roster.confirmed)
        sure = self._give(confirmed, detections, sure, options.sure_pair)
        unseen = roster.seen_at < now
        recent = now - roster.seen_at <= options.weak_within_s + elapsed
        self._give(np.flatnonzero(roster.confirmed & unseen & recent), detections, weak, options.weak_pair)
        return self._give(np.flatnonzero(~roster.confirmed), detections, sure, options.sure_pair)

    def _give(self, rows: Indices, detections: Detections, offered: Indices, limits: PairLimits) -> Indices:
        """Pair the tracks at `rows` with the `offered` detections, and return those that nobody took."""
        if not len(rows) or not len(offered):
            return offered
        options, roster = self._options, self._roster
        motion, boxes_xyxy = roster.motion.where(rows), detections.boxes_xyxy[offered]
        heights = np.maximum(motion.position[:, 3], 1)
        unseen_for = self._now - roster.seen_at[rows]
        margin = np.minimum(options.most_margin, options.margin_rate * unseen_for) * heights
        mine, theirs = cheapest_pairs(pair_cost(motion, boxes_xyxy, margin, limits))
        self._observe(rows[mine], detections.where(offered[theirs]), limits.looseness)
        left_over = np.ones(len(offered), np.bool_)
        left_over[theirs] = False
        return offered[left_over]

    def _observe(self, rows: Indices, seen: Detections, looseness: float) -> None:
        """Correct the tracks at `rows` by the detections they were given."""
        options, roster, now = self._options, self._roster, self._now
        measured = kalman.measure(seen.boxes_xyxy)
        corrected = kalman.correct(roster.motion.where(rows), measured, looseness)
        roster.motion.parts[rows] = corrected.parts
        recency = 1 - np.exp(-(now - roster.seen_at[rows]) / options.evidence_s)
        roster.hits[rows] += 1
        weight = np.maximum(recency, 1 / roster.hits[rows])
        roster.evidence[rows] += weight * (seen.scores - roster.evidence[rows])
        roster.seen_at[rows] = now
        way = np.abs(corrected.position[:, :2] - roster.anchor_xy[rows]).max(axis=1)
        moved = way > options.still_within * corrected.position[:, 3]
        roster.anchor_xy[rows[moved]] = corrected.position[moved, :2]
        roster.moved_at[rows[moved]] = now

    def _credible(self, now: float) -> npt.NDArray[np.bool_]:
        """Which tracks (N,) moved lately, or are seen with enough certainty to be people who stand still."""
        roster, options = self._roster, self._options
        moved = now - roster.moved_at < options.still_after_s
        return np.asarray(moved | (roster.evidence >= options.still_score))

    def _confirm(self, now: float) -> None:
        """Make people of the tentative tracks that lasted."""
        roster = self._roster
        lasted = (roster.hits >= 2) & (
            roster.seen_at - roster.born_at >= self._options.confirm_after_s - 1e-6
        )
        roster.confirmed |= lasted & (roster.seen_at == now) & self._credible(now)

    def _begin(self, seen: Detections, now: float) -> None:
        """Begin tentative tracks at the sure detections that show nobody known."""
        options, roster = self._options, self._roster
        if not (seen.scores >= options.start_score).any():
            return
        known = roster.motion.where(roster.seen_at == now).boxes_xyxy()
        again = covered(seen.boxes_xyxy, known, options.same_iou, options.same_inside)
        fresh = seen.where((seen.scores >= options.start_score) & ~again)
        self._roster = roster.joined_by(Roster.born(fresh.boxes_xyxy, fresh.scores, now))

    def _strike_off(self, now: float, size_wh: tuple[int, int]) -> None:
        """End the tracks that left the picture, were never confirmed, or turned out to be furniture."""
        options, roster = self._options, self._roster
        middle_x, top, _, height = roster.motion.position.T
        middle_y = top + height / 2
        outside = (middle_x < 0) | (middle_x > size_wh[0]) | (middle_y < 0) | (middle_y > size_wh[1])
        unseen_for = now - roster.seen_at
        gone = np.where(
            roster.confirmed,
            (outside & (unseen_for > 0)) | ~self._credible(now),
            unseen_for > options.tentative_for_s,
        )
        self._roster = roster.where(~gone)

    def _present(self, now: float) -> Tracks:
        """The confirmed tracks that are seen, blinked, or are hidden behind somebody."""
        options, roster = self._options, self._roster
        boxes_xyxy = roster.motion.boxes_xyxy()
        seen = roster.seen_at == now
        unseen_for = now - roster.seen_at
        there = seen | (unseen_for <= options.blink_s)
        if not there.all():
            hidden = hidden_behind(boxes_xyxy, seen & roster.confirmed, options.hidden_share)
            there |= hidden & (unseen_for <= options.hidden_for_s)
        shown = roster.confirmed & there
        return Tracks(now, roster.ids[shown], boxes_xyxy[shown], seen[shown])
