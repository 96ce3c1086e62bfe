"""Whether a face in a picture is good enough for a template, and if not, what to tell the person.

The measures are those of ISO/IEC 29794-5 that five landmarks and a few pixels can tell. None looks at the
tone of a skin: what is judged dark is the light on the brightest parts of a face, not the face.
"""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
import numpy.typing as npt

from passerby.gate.alignment import Five
from passerby.gate.covering import covering
from passerby.gate.face_geometry import face_size, head_pose
from passerby.shapes.boxes import Boxes
from passerby.shapes.errors import FaceError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image

Grey = npt.NDArray[np.float32]

_SIDE = 48
"""Faces are measured at this size, in pixels, less than what a gate takes: so that a far face and a near one
are equally sharp when they are equally well seen."""


class Fault(StrEnum):
    """Why a face is not good enough, as a sentence for the person whose it is; the most telling one first."""

    CUT_OFF = "Move until your whole face is in the picture."
    TOO_SMALL = "Come closer."
    TURNED = "Look straight at the camera."
    TILTED = "Hold your head upright."
    COVERED = "Take away what covers your face."
    BACKLIT = "There is light behind you; turn so that it falls on your face."
    TOO_DARK = "It is too dark; move to where there is light on your face."
    TOO_BRIGHT = "The light on your face is too strong; move a little aside."
    BLURRED = "Hold still for a moment."


TURNING = frozenset({Fault.TURNED})
"""What is no fault of somebody who was asked to turn their head."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a face must satisfy; see Quality for the units. covered_misfit: see `face_geometry.Pose`;
    most_cloth, most_step, least_eyes: see `covering.Covering`.
    """

    least_size_px: float = 60.0
    most_yaw: float = 25.0
    most_pitch: float = 25.0
    most_roll: float = 30.0
    least_inside: float = 0.95
    covered_misfit: float = 0.045
    least_score: float = 0.6
    most_cloth: float = 1.0
    most_step: float = 1.0
    least_eyes: float = 0.35
    least_highlight: float = 50.0
    most_shadow: float = 235.0
    least_contrast: float = 8.0
    least_sharpness: float = 0.015


AT_GATE = Limits()


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a face is seen.

    size_px: what the face measures, or would from the front. yaw, pitch, roll: degrees, see
    `face_geometry.Pose`. inside: the share of the box that is in the picture, 0..1. sharpness: of the fine
    detail in all detail, from 0; a face in focus has .05 and more. highlight, shadow: the brightest and the
    darkest tenth of the face, 0..255. contrast: standard deviation, 0..255. behind: the mean brightness
    around the face, 0..255. faults: what is wrong, the most telling first; empty for a good face.
    """

    size_px: float
    yaw: float
    pitch: float
    roll: float
    inside: float
    sharpness: float
    highlight: float
    shadow: float
    contrast: float
    behind: float
    faults: tuple[Fault, ...]

    def good_but_for(self, allowed: frozenset[Fault] = frozenset()) -> bool:
        """Whether nothing is wrong, or nothing but what is allowed."""
        return allowed.issuperset(self.faults)


def assess(image: Image, faces: Faces, index: int, limits: Limits = AT_GATE) -> Quality:
    """How well the face at that index is seen. Any box is taken, also one outside the picture."""
    box = faces.boxes_xyxy[index]
    landmarks = faces.landmarks_xy[index]
    pose = head_pose(landmarks)
    size = face_size(landmarks)
    inside = min(_share_inside(box, image), float(_within(landmarks, image)))
    face, around = _grey(image, box), _grey(image, _grown(box))
    shadow, highlight = (float(v) for v in np.percentile(face, [10, 90]))
    contrast = float(face.std())
    sharpness = _sharpness(face)
    behind = max(0.0, float(around.mean()) * 4 - float(face.mean())) / 3
    checks = {
        Fault.CUT_OFF: inside < limits.least_inside,
        Fault.TOO_SMALL: size < limits.least_size_px,
        Fault.TURNED: abs(pose.yaw) > limits.most_yaw or abs(pose.pitch) > limits.most_pitch,
        Fault.TILTED: abs(pose.roll) > limits.most_roll,
        Fault.COVERED: pose.misfit > limits.covered_misfit or faces.scores[index] < limits.least_score,
        Fault.BACKLIT: highlight < 2 * limits.least_highlight and behind > 2 * highlight,
        Fault.TOO_DARK: highlight < limits.least_highlight,
        Fault.TOO_BRIGHT: shadow > limits.most_shadow,
        Fault.BLURRED: contrast < limits.least_contrast or sharpness < limits.least_sharpness,
    }
    if not any(checks.values()):
        checks[Fault.COVERED] = _is_covered(image, landmarks, limits)
    return Quality(
        size_px=size,
        yaw=pose.yaw,
        pitch=pose.pitch,
        roll=pose.roll,
        inside=inside,
        sharpness=sharpness,
        highlight=highlight,
        shadow=shadow,
        contrast=contrast,
        behind=behind,
        faults=tuple(fault for fault, found in checks.items() if found),
    )


def _is_covered(image: Image, landmarks_xy: Five, limits: Limits) -> bool:
    """Whether something hides part of a face that is seen well from the front."""
    try:
        seen = covering(image, landmarks_xy)
    except FaceError:
        return True
    return seen.cloth > limits.most_cloth or seen.step > limits.most_step or seen.eyes < limits.least_eyes


def _share_inside(box: Boxes, image: Image) -> float:
    left, top, right, bottom = (float(edge) for edge in box)
    height, width = image.shape[:2]
    seen = max(0.0, min(right, width) - max(left, 0)) * max(0.0, min(bottom, height) - max(top, 0))
    whole = max(0.0, right - left) * max(0.0, bottom - top)
    return seen / whole if whole else 0.0


def _within(landmarks: npt.NDArray[np.float32], image: Image) -> bool:
    height, width = image.shape[:2]
    return bool((landmarks >= 0).all() and (landmarks < [width, height]).all())


def _grown(box: Boxes) -> Boxes:
    """A box of four times the area about the same middle."""
    half = (box[2:] - box[:2]) / 2
    return np.concatenate([box[:2] - half, box[2:] + half])


def _grey(image: Image, box: Boxes) -> Grey:
    """What the picture shows in the box, grey, (_SIDE, _SIDE); black where the box is outside."""
    height, width = image.shape[:2]
    left, top = (int(v) for v in np.clip(np.floor(box[:2]), 0, [width, height]))
    right, bottom = (int(v) for v in np.clip(np.ceil(box[2:]), 0, [width, height]))
    if right <= left or bottom <= top:
        return np.zeros((_SIDE, _SIDE), np.float32)
    grey = cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_BGR2GRAY)
    return cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)


def _sharpness(face: Grey) -> float:
    """The variance of what a blur of one pixel takes away, against all variance: no matter of contrast."""
    fine = face - cv2.GaussianBlur(face, (0, 0), 1.0)
    return float(fine.var() / max(float(face.var()), 1.0))
