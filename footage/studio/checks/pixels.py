"""Whether the boxes of a clip's truth stand where its pixels show people, and nobody else is in them."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from footage.studio.checks import backdrop
from footage.studio.checks.backdrop import Backdrop, Change, Mask, Picture
from footage.studio.checks.outcome import Check, Fault
from footage.studio.film.finished import FinishedClip, pictures
from footage.studio.truth.rows import Truth, seen

Floats = npt.NDArray[np.float64]

VISIBLE = 0.8
"""Only people of whom more than this is visible are held against the pixels."""
TOLERANCE_PX = 4.0
TOLERANCE_OF_HEIGHT = 0.05
"""A side may be off by the larger of the two: 5 px for somebody 100 px tall. Coding and lens take 2."""
AROUND_PX = 6
"""Others' boxes are grown by this before a side is called free of them."""
FILLED = 0.15
"""At least this share of a box differs from the backdrop; a walking person takes 0.3 to 0.5."""
BEYOND = 0.3
"""So much of the strip beside the upper half of a box may be solid change: a shadow of odd colour."""
CHECKED_SHARE = 0.4
CHECKED_OF_ONE = 0.1
"""In a crowd clip, so many of the rows of all, and of each person, must have been free enough to check.

In a room whose visitors queue, more than half of the rows have a neighbour's box in the way.
"""
MISFITS_SHARE = 0.10
MISFITS_OF_ONE = 0.5
"""So many of the checked rows of all, and of one person, may miss: dark hair vanishes before a dark door."""
STRANGER_SHARE = 0.35
"""A changed blob in no box, larger than this share of a typical silhouette, is somebody forgotten."""
_SILHOUETTE = 0.35


@dataclass(frozen=True, slots=True)
class _Misfit:
    """What the pixels say against one row: nothing where text is "". sides: how many could be checked."""

    frame: int
    person: int
    sides: int
    text: str


def check_pixels(clip: FinishedClip) -> tuple[Check, Check]:
    """Hold boxes against pixels: whether each is where somebody is, and whether anybody is in none."""
    place = backdrop.learn(_samples(clip))
    misfits: list[_Misfit] = []
    unknown: list[Fault] = []
    typical = _typical_area(clip)
    for frame, picture in enumerate(pictures(clip.film), 1):
        rows = clip.truth.where(clip.truth.frames == frame)
        changed = backdrop.change(picture, place)
        misfits.extend(_misfits(rows, changed, place, clip))
        unknown.extend(_unexplained(frame, rows, changed, typical))
    return _boxes_check(misfits, clip), Check("strangers", f"{len(unknown)} unknown blobs", tuple(unknown))


def _samples(clip: FinishedClip) -> Iterator[tuple[Picture, Mask]]:
    """Pictures spread over the clip, with the boxes of everybody who is in them."""
    every = max(1, clip.facts.reel.frames // backdrop.SAMPLES)
    for frame, picture in enumerate(pictures(clip.film), 1):
        if frame % every == 0:
            rows = clip.truth.where(clip.truth.frames == frame)
            yield picture, _covered(rows.boxes_xyxy, picture.shape[:2], AROUND_PX)


def _covered(boxes: Floats, shape: tuple[int, ...], around: float) -> Mask:
    """The pixels (H, W) that the boxes (N, 4), grown on each side, cover."""
    mask = np.zeros(shape, bool)
    for left, top, right, bottom in _whole(boxes, around):
        mask[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = True
    return mask


def _whole(boxes: Floats, around: float) -> list[tuple[int, int, int, int]]:
    low, high = np.floor(boxes[:, :2] - around), np.ceil(boxes[:, 2:] + around)
    return [tuple(box) for box in np.hstack((low, high)).astype(int).tolist()]


def _misfits(rows: Truth, changed: Change, place: Backdrop, clip: FinishedClip) -> Iterator[_Misfit]:
    """What the pixels of one frame say of each of its people who could be checked or not."""
    wanted = seen(rows, clip.facts.reel.width, clip.facts.reel.height) & (rows.visible > VISIBLE)
    turned = Change(changed.any[:, ::-1], changed.solid[:, ::-1])
    for row in np.flatnonzero(wanted):
        others = rows.boxes_xyxy[np.arange(len(rows)) != row]
        free = place.known & ~_covered(others, place.known.shape, AROUND_PX)
        texts = [
            text
            for text in (
                _top(rows.boxes_xyxy[row], rows.heads_xyxy[row], changed, free),
                _side(rows.boxes_xyxy[row], changed, free, "left"),
                _side(_mirrored(rows.boxes_xyxy[row], free), turned, free[:, ::-1], "right"),
                _filling(rows.boxes_xyxy[row], changed.any, free),
            )
            if text is not None
        ]
        wrong = "; ".join(text for text in texts if text)
        yield _Misfit(int(rows.frames[row]), int(rows.persons[row]), len(texts), wrong)


def _tolerance(box: Floats) -> float:
    return max(TOLERANCE_PX, TOLERANCE_OF_HEIGHT * float(box[3] - box[1]))


def _mirrored(box: Floats, picture: Mask) -> Floats:
    width = picture.shape[1]
    return np.array([width - box[2], box[1], width - box[0], box[3]])


def _top(box: Floats, head: Floats, changed: Change, free: Mask) -> str | None:
    """What is wrong with the upper edge, "" if nothing, None where it cannot be told.

    The first row over the middle of the head in which a third differs must be near the box's upper edge.
    """
    off, quarter = _tolerance(box), (head[2] - head[0]) / 4
    reach = 2 * off + 2
    left, right = int(np.floor(head[0] + quarter)), int(np.ceil(head[2] - quarter))
    top, bottom = round(box[1] - reach), round(max(head[3], box[1] + reach))
    if left < 0 or top < 0 or right > free.shape[1] or bottom > free.shape[0]:
        return None
    if free[top:bottom, left:right].mean() < 0.9:
        return None
    # A shadow behind the head reaches above it, so only solid change tells that the box begins too low.
    solid = np.flatnonzero(changed.solid[top:bottom, left:right].mean(axis=1) >= 1 / 3)
    any_change = np.flatnonzero(changed.any[top:bottom, left:right].mean(axis=1) >= 1 / 3)
    if not len(any_change) or any_change[0] + top > box[1] + off:
        return f"nobody within {off:.0f} px below the upper edge"
    if len(solid) and solid[0] + top < box[1] - off:
        return f"somebody reaches {box[1] - top - solid[0]:.0f} px above the upper edge"
    return ""


def _side(box: Floats, changed: Change, free: Mask, name: str) -> str | None:
    """What is wrong with the left edge, "" if nothing, None where it cannot be told.

    Somebody must be seen at the edge, and the upper half of nobody beyond it: shadows lie about the feet. A
    shadow may pass for somebody at the edge, for dark shoes look like shadow; a box that is only too wide on
    the shadow's side is not found.
    """
    off = _tolerance(box)
    left, right = int(np.floor(box[0])) - 1, int(np.ceil(box[0] + off))
    top, bottom = max(0, int(box[1])), min(free.shape[0], int(np.ceil(box[3])))
    if left < 0 or right > free.shape[1] or free[top:bottom, left:right].mean() < 0.8:
        return None
    if changed.any[top:bottom, left:right].sum() < 2:
        return f"nobody within {off:.0f} px of the {name} edge"
    beyond = slice(max(0, round(box[0] - off) - 3), max(0, round(box[0] - off)))
    upper = slice(top, (top + bottom) // 2)
    solid = changed.solid[upper, beyond] & free[upper, beyond]
    if solid.size and solid.mean() > BEYOND:
        return f"somebody reaches over the {name} edge"
    return ""


def _filling(box: Floats, changed: Mask, free: Mask) -> str | None:
    left, top, right, bottom = (max(0, round(value)) for value in box)
    inside = free[top:bottom, left:right]
    if inside.mean() < 0.8:
        return None
    filled = float(changed[top:bottom, left:right][inside].mean())
    return "" if filled >= FILLED else f"{filled:.0%} of the box differs from the backdrop"


def _typical_area(clip: FinishedClip) -> float:
    """The pixels that somebody in this clip covers, about."""
    reel = clip.facts.reel
    rows = clip.truth.where(seen(clip.truth, reel.width, reel.height))
    if not len(rows):
        return reel.width * reel.height / 100
    return _SILHOUETTE * float(np.median(np.prod(rows.boxes_xyxy[:, 2:] - rows.boxes_xyxy[:, :2], axis=1)))


def _unexplained(frame: int, rows: Truth, changed: Change, typical: float) -> Iterator[Fault]:
    """Blobs of the size of a person that are in nobody's box."""
    heights = rows.boxes_xyxy[:, 3] - rows.boxes_xyxy[:, 1]
    around = AROUND_PX + float(heights.max(initial=0)) * TOLERANCE_OF_HEIGHT
    rest = changed.solid & ~_covered(rows.boxes_xyxy, changed.solid.shape, around)
    count, _, stats, middles = cv2.connectedComponentsWithStats(rest.astype(np.uint8))
    for blob in range(1, count):
        area = int(stats[blob, cv2.CC_STAT_AREA])
        if area > STRANGER_SHARE * typical:
            x, y = middles[blob]
            yield Fault(f"{area} px that are in no box change at ({x:.0f}, {y:.0f})", frame)


def _boxes_check(found: list[_Misfit], clip: FinishedClip) -> Check:
    still = _still_people(clip)
    able = [misfit for misfit in found if misfit.person not in still]
    checked = [misfit for misfit in able if misfit.sides >= 2]
    wrong = [misfit for misfit in checked if misfit.text]
    share = len(checked) / len(able) if able else 0.0
    faults = []
    if clip.is_crowd and share < CHECKED_SHARE:
        faults.append(Fault(f"only {share:.0%} of the rows could be checked; {CHECKED_SHARE:.0%} at least"))
    if clip.is_crowd:
        faults.extend(_hardly_checked(able))
    too_many = len(wrong) > MISFITS_SHARE * len(checked)
    for person in sorted({misfit.person for misfit in wrong}):
        own = [misfit for misfit in wrong if misfit.person == person]
        of = sum(misfit.person == person for misfit in checked)
        if too_many or len(own) > max(3, MISFITS_OF_ONE * of):
            faults.extend(Fault(misfit.text, misfit.frame, (person,)) for misfit in own)
    figures = (
        f"{len(checked)} of {len(able)} rows checked ({share:.0%}), {len(wrong)} miss; "
        f"{len(still)} people stand still throughout"
    )
    return Check("pixels", figures, tuple(faults))


def _hardly_checked(able: list[_Misfit]) -> Iterator[Fault]:
    """Whoever of a crowd is always too near to others to be held against the pixels."""
    for person in sorted({misfit.person for misfit in able}):
        own = [misfit.sides >= 2 for misfit in able if misfit.person == person]
        if sum(own) < CHECKED_OF_ONE * len(own):
            text = f"only {sum(own)} of {len(own)} rows could be checked; {CHECKED_OF_ONE:.0%} at least"
            yield Fault(text, people=(person,))


def _still_people(clip: FinishedClip) -> set[int]:
    """Who never leaves their place: they are part of every picture there is of it."""
    still = set()
    for person in np.unique(clip.truth.persons):
        middles = clip.truth.where(clip.truth.persons == person).middles_xy()
        if np.ptp(middles, axis=0).max() < 2 * TOLERANCE_PX:
            still.add(int(person))
    return still
