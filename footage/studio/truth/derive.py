"""What a perfect count of a clip gives: crossings, stays and occupancy, from the truth of every frame.

The definitions are those of `docs/crowd-figures.md`, written down a second time and without a tracker, so
that the product's figures can be held against them. Where exact truth allows, they are exact:

* A line is crossed by the foot's own path. Somebody who leaves the picture and comes back walks anew.
* A zone holds everybody whose foot is in it, hidden or not. A foot beyond the picture's edge stands on that
  edge, as long as the person is seen.
* The whole view holds those who are seen.
* A clip that loops runs from its last frame into its first: a crossing there is one crossing, a stay over it
  is one stay, whose `to_frame` is then less than its `from_frame`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from math import ceil
from typing import Literal

import numpy as np
import numpy.typing as npt

from footage.studio.truth.rows import Truth, seen
from footage.studio.truth.sketch import Line, Sketch, Zone

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

BAND = 0.125
"""Half the width of the band around a line in which nobody is on a side yet, in heights of the own box."""
ABSENCE_S = 1.0
"""An absence from a zone that is no longer than this is part of the stay."""
SHORTEST_STAY_S = 0.5
PEAK_HOLDS_S = 0.2
"""A number of people that holds for less than this is no peak."""


@dataclass(frozen=True, slots=True)
class Reel:
    """The measures of a clip. loops: its last frame leads into its first."""

    width: int
    height: int
    fps: float
    frames: int
    loops: bool


@dataclass(frozen=True, slots=True)
class Crossing:
    """One person's step over one line; frame: the first one on the other side."""

    line: str
    person: int
    frame: int
    direction: Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Stay:
    """One person's time in one zone, from the first frame inside to the last."""

    zone: str
    person: int
    from_frame: int
    to_frame: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Occupancy:
    """How many people a zone holds, or the whole view, whose zone is ""."""

    zone: str
    mean: float
    peak: int


@dataclass(frozen=True, slots=True)
class Derived:
    """All figures of one round of a clip."""

    crossings: tuple[Crossing, ...]
    stays: tuple[Stay, ...]
    occupancy: tuple[Occupancy, ...]

    def as_facts(self) -> dict[str, list[dict[str, object]]]:
        """The object `derived` of a clip's facts, for JSON."""
        facts: dict[str, object] = asdict(self)
        return {name: list(rows) for name, rows in facts.items() if isinstance(rows, list | tuple)}


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """One person's unbroken presence: rows of the truth in the order of time.

    closed: it has no beginning and no end, for the person is in every frame of a clip that loops.
    """

    person: int
    rows: Integers
    closed: bool


def derive(truth: Truth, sketch: Sketch, reel: Reel) -> Derived:
    """The true figures of one round. Results are sorted by line or zone as drawn, then frame, then person."""
    present = truth.where(_present(truth, reel))
    walks = list(_walks(present, reel))
    crossings = [crossing for line in sketch.lines for crossing in _crossings(present, walks, line, reel)]
    stays = [stay for zone in sketch.zones for stay in _stays(present, zone, reel)]
    whole = _occupancy("", present.frames[seen(present, reel.width, reel.height)], reel)
    zones = [
        _occupancy(zone.name, present.frames[_within(present, zone, reel)], reel) for zone in sketch.zones
    ]
    return Derived(tuple(crossings), tuple(stays), (whole, *zones))


def _present(truth: Truth, reel: Reel) -> Mask:
    """Who is anywhere: seen, or standing on ground that the picture shows. (N,)"""
    size = (reel.width, reel.height)
    stands = ((truth.feet_xy >= 0) & (truth.feet_xy < size)).all(axis=1)
    return np.asarray(stands | seen(truth, *size))


def _walks(truth: Truth, reel: Reel) -> Iterator[_Walk]:
    for person in np.unique(truth.persons):
        rows = np.flatnonzero(truth.persons == person)
        parts = np.split(rows, np.flatnonzero(np.diff(truth.frames[rows]) > 1) + 1)
        joins = reel.loops and truth.frames[rows[0]] == 1 and truth.frames[rows[-1]] == reel.frames
        if joins and len(parts) > 1:
            parts = [*parts[1:-1], np.concatenate((parts[-1], parts[0]))]
        for part in parts:
            yield _Walk(int(person), part, closed=joins and len(part) == reel.frames)


def _crossings(truth: Truth, walks: Sequence[_Walk], line: Line, reel: Reel) -> list[Crossing]:
    found = [crossing for walk in walks for crossing in _crossings_of(truth, walk, line, reel)]
    return sorted(found, key=lambda crossing: (crossing.frame, crossing.person))


def _crossings_of(truth: Truth, walk: _Walk, line: Line, reel: Reel) -> Iterator[Crossing]:
    """Each change of side beyond the band, if the path went through the segment itself."""
    distance, along = _place(truth.feet_xy[walk.rows], line, reel)
    boxes = truth.boxes_xyxy[walk.rows]
    certain = np.flatnonzero(np.abs(distance) > BAND * (boxes[:, 3] - boxes[:, 1]))
    order = np.arange(len(walk.rows))
    if walk.closed and len(certain):
        # Begin where the side is certain, and come back there at the end.
        order = np.append(np.roll(order, -certain[0]), certain[0])
        certain = np.append(certain - certain[0], len(walk.rows))
    distance, along = distance[order], along[order]
    for before, after in pairwise(certain.tolist()):
        if distance[before] * distance[after] > 0:
            continue
        step = _last_step_over(distance, before, after)
        share = distance[step] / (distance[step] - distance[step + 1])
        if 0 <= along[step] + share * (along[step + 1] - along[step]) <= 1:
            frame = int(truth.frames[walk.rows[order[step + 1]]])
            yield Crossing(line.name, walk.person, frame, "in" if distance[after] > 0 else "out")


def _place(feet_xy: Floats, line: Line, reel: Reel) -> tuple[Floats, Floats]:
    """How far right of the line, in pixels, and where along it, 0..1 on the segment: (N,) each."""
    size = np.array([reel.width, reel.height], np.float64)
    start, way = line.start * size, (line.end - line.start) * size
    length, to_foot = float(np.hypot(*way)), feet_xy - start
    return (way[0] * to_foot[:, 1] - way[1] * to_foot[:, 0]) / length, to_foot @ way / length**2


def _last_step_over(distance: Floats, before: int, after: int) -> int:
    """The last place in before..after whose next is on the other side; the line itself counts as right."""
    right = distance[before : after + 1] >= 0
    return int(before + np.flatnonzero(right[1:] != right[:-1])[-1])


def _within(truth: Truth, zone: Zone, reel: Reel) -> Mask:
    """Whose foot is in the zone, (N,): the even-odd rule."""
    last_inside = np.nextafter(1.0, 0.0)
    x, y = np.clip(truth.feet_xy / (reel.width, reel.height), 0.0, last_inside).T
    inside = np.zeros(len(truth), bool)
    for (ax, ay), (bx, by) in zip(zone.points, np.roll(zone.points, -1, axis=0), strict=True):
        if ay != by:
            spans = (y >= min(ay, by)) & (y < max(ay, by))
            inside ^= spans & (x < ax + (y - ay) * (bx - ax) / (by - ay))
    return inside


def _stays(truth: Truth, zone: Zone, reel: Reel) -> list[Stay]:
    inside = _within(truth, zone, reel)
    found = [
        stay
        for person in np.unique(truth.persons)
        for stay in _stays_of(int(person), truth.frames[inside & (truth.persons == person)], zone.name, reel)
    ]
    return sorted(found, key=lambda stay: (stay.from_frame, stay.person))


def _stays_of(person: int, frames: Integers, zone: str, reel: Reel) -> Iterator[Stay]:
    """The stays of somebody who is inside in these frames, ascending."""
    if not len(frames):
        return
    longest = ABSENCE_S * reel.fps + 1
    parts = np.split(frames, np.flatnonzero(np.diff(frames) > longest) + 1)
    spans = [(int(part[0]), int(part[-1])) for part in parts]
    over_seam = spans[0][0] + reel.frames - spans[-1][1] <= longest
    if reel.loops and over_seam and len(spans) > 1:
        spans = [*spans[1:-1], (spans[-1][0], spans[0][1])]
    for first, last in spans:
        count = (last - first) % reel.frames + 1
        if reel.loops and over_seam and len(parts) == 1:
            # The span is the whole round: whoever is away for a moment at the seam is not away.
            count = reel.frames
        if count / reel.fps >= SHORTEST_STAY_S:
            yield Stay(zone, person, first, last, round(count / reel.fps, 3))


def _occupancy(zone: str, frames: Integers, reel: Reel) -> Occupancy:
    """The figures of a place where people are in these frames; a frame comes once for each person."""
    counts = np.bincount(frames, minlength=reel.frames + 1)[1 : reel.frames + 1]
    mean = float(counts.mean())
    hold = min(max(1, ceil(PEAK_HOLDS_S * reel.fps)), reel.frames)
    round_again = counts[: hold - 1] if reel.loops else counts[:0]
    held = np.lib.stride_tricks.sliding_window_view(np.concatenate((counts, round_again)), hold)
    return Occupancy(zone, round(mean, 3), max(int(held.min(axis=1).max()), int(mean)))
