"""Who walks where and when: scripts of a few points become smooth tracks on the ground.

Lengths are metres and times seconds of the clip. Headings are radians: 0 looks towards the camera's side
(-y), positive turns counter-clockwise seen from above.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

Floats = NDArray[np.float64]
Manner = Literal["at ease", "at ease, other leg", "hands together", "reading", "talking", "upright"]

RATE = 50
"""Samples of a track per second."""
_ROUNDING_S = 0.35
_TURNING_S = 0.28


@dataclass(frozen=True, slots=True)
class Walk:
    """Go in a straight line to a place on the ground, at a speed in metres a second."""

    x: float
    y: float
    speed: float | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """Stand for a while, looking at a place on the ground."""

    seconds: float
    looking_at: tuple[float, float]
    manner: Manner = "at ease"


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's way through the picture, from out of sight to out of sight.

    person: cast number. starts_s: when they stand at the first point; in a clip that loops it may be any time.
    """

    person: int
    starts_s: float
    start: tuple[float, float]
    steps: tuple[Walk | Stay, ...]
    speed: float = 1.3


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A turn, sampled at RATE. ground_m: (K, 2). headings: (K,). speeds: (K,) m/s. travelled_m: (K,).
    manners: (K,) indices into MANNERS of how the person stands, or last stood.
    """

    turn: Turn
    ground_m: Floats
    headings: Floats
    speeds: Floats
    travelled_m: Floats
    manners: NDArray[np.int64]
    free: NDArray[np.bool_] = field(repr=False)

    @property
    def seconds(self) -> float:
        """How long the turn takes."""
        return (len(self.ground_m) - 1) / RATE


MANNERS: tuple[Manner, ...] = (
    "at ease",
    "at ease, other leg",
    "hands together",
    "reading",
    "talking",
    "upright",
)


def track_of(turn: Turn) -> Track:
    """The smooth track of a turn: corners are rounded, starts and stops take their time."""
    points, faces, manners, free = _sampled(turn)
    return _finished(turn, points, faces, manners, free)


def moved(track: Track, shifts: Floats) -> Track:
    """The track with its points shifted by (K, 2) metres; headings and distances follow."""
    faces = np.where(track.free, np.nan, track.headings)
    return _finished(track.turn, track.ground_m + shifts, faces, track.manners, track.free, smooth=False)


def _sampled(turn: Turn) -> tuple[Floats, Floats, NDArray[np.int64], NDArray[np.bool_]]:
    """Straight legs at constant speed: points, headings (NaN while walking), manners, whether walking."""
    here = np.array(turn.start, float)
    points, faces, manners, free = [here[None]], [np.array([np.nan])], [np.array([0])], [np.array([True])]
    manner = _first_manner(turn.steps)
    for step in turn.steps:
        if isinstance(step, Stay):
            count = round(step.seconds * RATE)
            manner = MANNERS.index(step.manner)
            aim = np.subtract(step.looking_at, here)
            points.append(np.repeat(here[None], count, axis=0))
            faces.append(np.full(count, heading_of(aim)))
            free.append(np.zeros(count, bool))
        else:
            there = np.array((step.x, step.y))
            length = float(np.linalg.norm(there - here))
            count = max(1, round(length / (step.speed or turn.speed) * RATE))
            shares = np.arange(1, count + 1) / count
            points.append(here + (there - here) * shares[:, None])
            faces.append(np.full(count, np.nan))
            free.append(np.ones(count, bool))
            here = there
        manners.append(np.full(count, manner))
    return tuple(np.concatenate(parts) for parts in (points, faces, manners, free))  # type: ignore[return-value]


def _first_manner(steps: Sequence[Walk | Stay]) -> int:
    return next((MANNERS.index(step.manner) for step in steps if isinstance(step, Stay)), 0)


def _finished(
    turn: Turn,
    points: Floats,
    faces: Floats,
    manners: NDArray[np.int64],
    free: NDArray[np.bool_],
    smooth: bool = True,
) -> Track:
    if smooth:
        points = gaussian_filter1d(points, _ROUNDING_S * RATE, axis=0, mode="nearest")
    steps = np.gradient(points, 1 / RATE, axis=0)
    speeds = np.linalg.norm(steps, axis=1)
    ways = np.arctan2(steps[:, 0], -steps[:, 1])
    headings = np.where(np.isnan(faces) & (speeds > 0.15), ways, faces)
    headings = _filled(headings)
    if smooth:
        headings = gaussian_filter1d(headings, _TURNING_S * RATE, mode="nearest")
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
    travelled = np.concatenate([[0.0], np.cumsum(lengths)])
    return Track(turn, points, headings, speeds, travelled, manners, free)


def _filled(headings: Floats) -> Floats:
    """Headings without gaps (NaN) and without jumps by whole turns."""
    known = np.flatnonzero(~np.isnan(headings))
    unwrapped = np.unwrap(headings[known])
    return np.interp(np.arange(len(headings)), known, unwrapped)


def heading_of(direction: Floats) -> float:
    """The heading of somebody who looks along (2,) metres."""
    return math.atan2(direction[0], -direction[1])
