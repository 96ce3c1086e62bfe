"""People give way: tracks that would pass too close bend around one another, as walkers do."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_erosion, gaussian_filter1d

from footage.studio.errors import ChoreographyError
from footage.studio.motion.choreography import RATE, Track, moved

Floats = NDArray[np.float64]

_EASE_S = 0.9
"""How long before and after the closest moment somebody bends their way."""
_ROUNDS = 400


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands on the ground: a disc."""

    x: float
    y: float
    radius_m: float


def with_clearance(
    tracks: Sequence[Track], loop_s: float | None, clear_m: float, obstacles: Sequence[Obstacle] = ()
) -> list[Track]:
    """Tracks on which nobody comes closer to another than `clear_m` (middle to middle), nor to an obstacle.

    loop_s: the length of a clip that loops, None for one that does not. Standing people stay where they are.
    Raises ChoreographyError where bending is not enough.
    """
    bent = list(tracks)
    for _ in range(_ROUNDS):
        conflicts = _conflicts(bent, loop_s, clear_m, obstacles)
        if not conflicts:
            return bent
        for track, push in conflicts.items():
            bent[track] = moved(bent[track], push)
    worst = ", ".join(
        f"cast {bent[track].turn.person} at {bent[track].turn.starts_s + _when(push):.1f} s"
        for track, push in conflicts.items()
    )
    raise ChoreographyError(
        f"people come closer than {clear_m} m and cannot give way: {worst}; change where or when they walk"
    )


def _when(push: Floats) -> float:
    return float(np.abs(push).sum(axis=1).argmax() / RATE)


def _conflicts(
    tracks: Sequence[Track], loop_s: float | None, clear_m: float, obstacles: Sequence[Obstacle]
) -> dict[int, Floats]:
    """For each track that is too close to something, the shifts (K, 2) that would make way."""
    pushes: dict[int, Floats] = {}
    for first in range(len(tracks)):
        for obstacle in obstacles:
            gap = tracks[first].ground_m - (obstacle.x, obstacle.y)
            _push(pushes, first, tracks[first], gap, obstacle.radius_m + 0.4, 1.0)
        for second in range(first + 1, len(tracks)):
            _part(pushes, tracks, first, second, loop_s, clear_m)
    return pushes


def _part(
    pushes: dict[int, Floats],
    tracks: Sequence[Track],
    first: int,
    second: int,
    loop_s: float | None,
    clear_m: float,
) -> None:
    """Add the pushes that part two tracks."""
    a, b = tracks[first], tracks[second]
    for here, there in _meetings(a, b, loop_s):
        gap = a.ground_m[here] - b.ground_m[there]
        whole_a, whole_b = np.full(a.ground_m.shape, np.nan), np.full(b.ground_m.shape, np.nan)
        whole_a[here], whole_b[there] = gap, -gap
        closest = int(np.linalg.norm(gap, axis=1).argmin())
        free_a, free_b = a.free[here][closest], b.free[there][closest]
        if free_a or not free_b:
            _push(pushes, first, a, whole_a, clear_m, 0.5 if free_b else 1.0)
        if free_b or not free_a:
            _push(pushes, second, b, whole_b, clear_m, 0.5 if free_a else 1.0)


def _meetings(a: Track, b: Track, loop_s: float | None) -> list[tuple[slice, slice]]:
    """Spans of samples in which both tracks are walked at the same time."""
    spans = []
    rounds = (-1, 0, 1) if loop_s else (0,)
    for lap in rounds:
        shift = round((b.turn.starts_s - a.turn.starts_s + lap * (loop_s or 0)) * RATE)
        begins, ends = max(0, shift), min(len(a.ground_m), shift + len(b.ground_m))
        if ends > begins:
            spans.append((slice(begins, ends), slice(begins - shift, ends - shift)))
    return spans


def _walking(track: Track) -> Floats:
    """(K,): 1 where somebody walks, falling to 0 before they stop and rising after they start."""
    ease = round(0.4 * RATE)
    walking = binary_erosion(track.free, iterations=ease, border_value=1)
    return np.asarray(gaussian_filter1d(walking.astype(float), ease / 3, mode="nearest"))


def _push(
    pushes: dict[int, Floats], index: int, track: Track, gaps: Floats, clear_m: float, share: float
) -> None:
    """Push a track away at its closest moment; gaps: (K, 2) from the other to this one, NaN where apart."""
    distances = np.where(np.isnan(gaps[:, 0]), np.inf, np.linalg.norm(np.nan_to_num(gaps), axis=1))
    closest = int(distances.argmin())
    lacking = clear_m - float(distances[closest])
    if lacking <= 0:
        return
    step = track.ground_m[min(closest + 1, len(gaps) - 1)] - track.ground_m[max(closest - 1, 0)]
    way = step / max(float(np.linalg.norm(step)), 1e-6)
    aside = np.array((-way[1], way[0]))
    side = float(aside @ gaps[closest])
    # Those who would meet head-on both keep to the right.
    aside *= -1.0 if abs(side) < 0.05 else np.sign(side)
    bump = np.exp(-0.5 * ((np.arange(len(gaps)) - closest) / (_EASE_S * RATE)) ** 2)
    bump *= _walking(track)
    if bump.max() > 0:
        shift = (share * (lacking + 0.02)) * bump[:, None] * aside
        pushes[index] = pushes.get(index, 0) + shift
