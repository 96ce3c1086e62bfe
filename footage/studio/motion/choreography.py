"""Who walks where and when: scripts of a few points become smooth tracks on the ground.

Lengths are metres and times seconds of the clip. Headings are radians: 0 looks towards the camera's side
(-y), positive turns counter-clockwise seen from above.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

Floats = NDArray[np.float64]
Manner = Literal[
    "at ease",
    "at ease, other leg",
    "hands together",
    "reading",
    "talking",
    "upright",
    "holding a sheet",
    "holding a phone",
]

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
    """Stand for a while, turned to a place on the ground.

    gaze: moments of what the head does, each (seconds since the stay began, degrees turned to the person's
    left, degrees bent forward); straight on where it is empty.
    """

    seconds: float
    looking_at: tuple[float, float]
    manner: Manner = "at ease"
    gaze: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's way through the picture, from out of sight to out of sight.

    person: cast number. starts_s: when they stand at the first point; any time in a clip that
    loops. lead_m: shifts their steps, as if they had come so far already.
    """

    person: int
    starts_s: float
    start: tuple[float, float]
    steps: tuple[Walk | Stay, ...]
    speed: float = 1.3
    lead_m: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A turn, sampled at RATE. ground_m: (K, 2). headings: (K,). speeds: (K,) m/s. travelled_m: (K,).
    manners: (K,) indices into MANNERS of how the person stands, or last stood. gaze: (K, 2) degrees that the
    head is turned left and bent forward. free: (K,) where the person walks, and so may give way.
    """

    turn: Turn
    ground_m: Floats
    headings: Floats
    speeds: Floats
    travelled_m: Floats
    manners: NDArray[np.int64]
    gaze: Floats
    free: NDArray[np.bool_]

    @property
    def seconds(self) -> float:
        """How long the turn takes."""
        return (len(self.ground_m) - 1) / RATE


MANNERS: tuple[Manner, ...] = get_args(Manner)


@dataclass(frozen=True, slots=True, eq=False)
class _Leg:
    """The samples of one step: points (K, 2), heading (NaN where it follows the way), manner, gaze (K, 2)."""

    points: Floats
    heading: float
    manner: int
    gaze: Floats


def track_of(turn: Turn) -> Track:
    """The smooth track of a turn: corners are rounded, starts and stops take their time."""
    legs = _legs(turn)
    lengths = [len(leg.points) for leg in legs]
    faces = np.repeat([leg.heading for leg in legs], lengths)
    rounding = _ROUNDING_S * RATE
    points = gaussian_filter1d(np.concatenate([leg.points for leg in legs]), rounding, axis=0, mode="nearest")
    gaze = gaussian_filter1d(np.concatenate([leg.gaze for leg in legs]), 0.1 * RATE, axis=0, mode="nearest")
    manners = np.repeat([leg.manner for leg in legs], lengths)
    speeds, travelled = _pace(points)
    headings = gaussian_filter1d(_headings(points, faces), _TURNING_S * RATE, mode="nearest")
    return Track(turn, points, headings, speeds, travelled, manners, gaze, np.isnan(faces))


def moved(track: Track, shifts: Floats) -> Track:
    """The track with its points shifted by (K, 2) metres; headings, speeds and distances follow."""
    points = track.ground_m + shifts
    speeds, travelled = _pace(points)
    headings = _headings(points, np.where(track.free, np.nan, track.headings))
    return replace(track, ground_m=points, headings=headings, speeds=speeds, travelled_m=travelled)


def _legs(turn: Turn) -> list[_Leg]:
    """Straight ways at constant speed, and stays."""
    here = np.array(turn.start, float)
    manner = next((MANNERS.index(step.manner) for step in turn.steps if isinstance(step, Stay)), 0)
    legs = [_Leg(here[None], np.nan, manner, np.zeros((1, 2)))]
    for step in turn.steps:
        if isinstance(step, Stay):
            manner = MANNERS.index(step.manner)
            count = round(step.seconds * RATE)
            heading = heading_of(np.subtract(step.looking_at, here))
            legs.append(_Leg(np.repeat(here[None], count, axis=0), heading, manner, _gaze(step, count)))
        else:
            there = np.array((step.x, step.y))
            length = float(np.linalg.norm(there - here))
            count = max(1, round(length / (step.speed or turn.speed) * RATE))
            shares = np.arange(1, count + 1)[:, None] / count
            legs.append(_Leg(here + (there - here) * shares, np.nan, manner, np.zeros((count, 2))))
            here = there
    return legs


def _gaze(stay: Stay, count: int) -> Floats:
    if not stay.gaze:
        return np.zeros((count, 2))
    moments = np.array(stay.gaze)
    times = np.arange(count) / RATE
    return np.stack([np.interp(times, moments[:, 0], moments[:, axis]) for axis in (1, 2)], axis=1)


def _pace(points: Floats) -> tuple[Floats, Floats]:
    """Speeds (K,) in metres a second, and metres travelled (K,)."""
    speeds = np.linalg.norm(np.gradient(points, 1 / RATE, axis=0), axis=1)
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    return speeds, np.concatenate([[0.0], np.cumsum(steps)])


def _headings(points: Floats, faces: Floats) -> Floats:
    """Where people look (K,): as told by `faces`, along their way where that is NaN."""
    steps = np.gradient(points, 1 / RATE, axis=0)
    along = np.arctan2(steps[:, 0], -steps[:, 1])
    is_walking = np.isnan(faces) & (np.linalg.norm(steps, axis=1) > 0.15)
    return _filled(np.where(is_walking, along, faces))


def _filled(headings: Floats) -> Floats:
    """Headings without gaps (NaN) and without jumps by whole turns."""
    known = np.flatnonzero(~np.isnan(headings))
    unwrapped = np.unwrap(headings[known])
    return np.interp(np.arange(len(headings)), known, unwrapped)


def heading_of(direction: Floats) -> float:
    """The heading of somebody who looks along (2,) metres."""
    return math.atan2(direction[0], -direction[1])
