"""Whether the people of a clip move as bodies do: apart from one another, steadily, and on the ground."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from footage.studio.checks.outcome import Check, Fault
from footage.studio.film.finished import FinishedClip
from footage.studio.truth.rows import Truth

Floats = npt.NDArray[np.float64]

APART_M = 0.40
APART_NEAR_M = 0.35
"""Middle to middle: shoulders of people who stand in each other's way; closer where two pose side by side."""
_LIMBS = 1.5
"""How much faster than the body a swinging arm or leg goes."""
FASTEST_M_S = 2.5
FOOT_WITHIN_PX = 1.0
HIDDEN = 0.01
"""Somebody of whom no more than this is visible may vanish."""
BODY_M = 1.7
"""What a person's height is taken for where pixels are turned to metres."""


def check_distances(clip: FinishedClip) -> Check:
    """Whether two people ever stand in one place."""
    limit = APART_M if clip.is_crowd else APART_NEAR_M
    nearest, faults = np.inf, []
    for frame in np.unique(clip.truth.frames):
        rows = clip.truth.where(clip.truth.frames == frame)
        first, second = np.triu_indices(len(rows), 1)
        distances = np.linalg.norm(rows.ground_m[first] - rows.ground_m[second], axis=1)
        nearest = min(nearest, float(distances.min(initial=np.inf)))
        for pair in np.flatnonzero(distances < limit):
            people = int(rows.persons[first[pair]]), int(rows.persons[second[pair]])
            faults.append(Fault(f"{distances[pair]:.2f} m apart; {limit:.2f} m at least", int(frame), people))
    figures = "never two at once" if nearest == np.inf else f"never closer than {nearest:.2f} m"
    return Check("distances", figures, tuple(faults))


def check_steps(clip: FinishedClip) -> Check:
    """Whether anybody is too fast, jumps, or appears or vanishes in sight."""
    fastest, faults = 0.0, []
    for person in np.unique(clip.truth.persons):
        rows = clip.truth.where(clip.truth.persons == person)
        speeds, after = _speeds(rows, clip)
        fastest = max(fastest, float(speeds.max(initial=0)))
        for place in np.flatnonzero(speeds > FASTEST_M_S):
            text = f"moves at {speeds[place]:.1f} m/s; {FASTEST_M_S} m/s at most"
            faults.append(Fault(text, int(after[place]), (int(person),)))
        faults.extend(_apparitions(rows, clip))
    return Check(
        "steps", f"nobody faster than {fastest:.2f} m/s", tuple(sorted(faults, key=lambda f: f.frame))
    )


def _speeds(rows: Truth, clip: FinishedClip) -> tuple[Floats, npt.NDArray[np.int64]]:
    """One person's speeds between neighbouring frames in m/s, and the frames at their ends."""
    reel = clip.facts.reel
    steps = np.linalg.norm(np.diff(rows.ground_m, axis=0), axis=1)
    close = np.diff(rows.frames) == 1
    speeds, after = steps[close] * reel.fps, rows.frames[1:][close]
    if reel.loops and rows.frames[0] == 1 and rows.frames[-1] == reel.frames:
        seam = float(np.linalg.norm(rows.ground_m[0] - rows.ground_m[-1])) * reel.fps
        speeds, after = np.append(speeds, seam), np.append(after, 1)
    return speeds, after


def _apparitions(rows: Truth, clip: FinishedClip) -> Iterator[Fault]:
    """Where one person's presence begins or ends in plain sight, away from the picture's edges."""
    reel, present = clip.facts.reel, set(rows.frames.tolist())
    for place in np.flatnonzero(rows.visible > HIDDEN):
        frame = int(rows.frames[place])
        for next_frame, what in ((frame + 1, "vanishes"), (frame - 1, "appears")):
            if reel.loops:
                next_frame = (next_frame - 1) % reel.frames + 1
            outside = not 1 <= next_frame <= reel.frames
            if outside or next_frame in present or _at_edge(rows.boxes_xyxy[place], clip):
                continue
            yield Fault(f"{what} in plain sight", frame, (int(rows.persons[place]),))


def _at_edge(box: Floats, clip: FinishedClip) -> bool:
    """Whether the box (4,) is out of the picture one frame later; a limb that swings outruns its body."""
    reel = clip.facts.reel
    step_px = FASTEST_M_S / reel.fps * float(box[3] - box[1]) / BODY_M
    inside = min(box[2], reel.width - box[0], box[3], reel.height - box[1])
    return bool(inside <= _LIMBS * step_px + 1)


def check_feet(clip: FinishedClip) -> Check:
    """Whether each foot's pixel is where the camera sees its place on the ground, at height 0."""
    truth = clip.truth
    ground = np.column_stack((truth.ground_m, np.zeros(len(truth))))
    pixels, _ = clip.facts.camera.project(ground)
    # A foot that the camera cannot see has no pixel, and is a fault too.
    off = np.nan_to_num(np.linalg.norm(pixels - truth.feet_xy, axis=1), nan=np.inf)
    faults = tuple(
        Fault(
            f"the foot is {off[row]:.1f} px from the projection of its place",
            int(truth.frames[row]),
            (int(truth.persons[row]),),
        )
        for row in np.flatnonzero(off > FOOT_WITHIN_PX)
    )
    return Check("feet", f"at most {off.max(initial=0):.2f} px from the projection of their places", faults)
