"""What five landmarks tell of a head: how large it is, which way it looks, and whether it is round.

The eyes and the corners of the mouth lie nearly in one plane; the tip of the nose stands out of it. Lengths
are in faces: the side of the square that dlib's detector draws around a frontal face, about 12 cm.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

_PLANE = [0, 1, 3, 4]
_NOSE = 2
MEAN_FACE = np.array(
    [[0.2273, 0.2126], [0.7528, 0.2126], [0.4901, 0.5156], [0.2541, 0.7802], [0.7261, 0.7802]]
)
"""dlib's mean face (`dlib/image_transforms/interpolation.h`), frontal: both eyes, nose, both corners of the
mouth, each (x, y) in a square of side 1."""

_EYES_APART = 0.5255
_EYES_TO_MOUTH = 0.5676
_NOSE_OUT = 0.33
"""How far the tip of the nose stands out of the plane of eyes and mouth: about 4 cm."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Which way a head looks, in degrees; 0 is straight at the camera.

    yaw: positive towards the right of the picture. pitch: positive downwards. roll: positive clockwise on
    the picture. misfit: by how much of a face the landmarks differ from those of any flat face seen from
    afar; a large one says that a landmark is not where it seems.
    """

    yaw: float
    pitch: float
    roll: float
    misfit: float


def face_size(landmarks_xy: npt.NDArray[np.floating]) -> float:
    """The size in pixels that the face (5, 2) has, or would have from the front. 0 if all points coincide.

    A turned head shortens the distance of the eyes and a bowed one that of eyes and mouth; the other stays.
    """
    points = np.asarray(landmarks_xy, np.float64)
    eyes = points[1] - points[0]
    down = points[3:].mean(axis=0) - points[:2].mean(axis=0)
    return float(max(np.hypot(*eyes) / _EYES_APART, np.hypot(*down) / _EYES_TO_MOUTH))


def head_pose(landmarks_xy: npt.NDArray[np.floating]) -> Pose:
    """Which way the head of these landmarks (5, 2) looks, seen from afar (weak perspective).

    The four points of the plane give an affine map from the mean face; how far the nose lies from where that
    map puts it is the sine of the turn (as in D. DeMenthon and L. Davis, Model-Based Object Pose, 1995).
    Points that coincide give a head turned fully away.
    """
    points = np.asarray(landmarks_xy, np.float64)
    size = face_size(points)
    if size == 0:
        return Pose(90.0, 90.0, 0.0, 1.0)
    plane = np.column_stack([MEAN_FACE[_PLANE], np.ones(4)])
    affine = np.linalg.lstsq(plane, points[_PLANE], rcond=None)[0]
    misfit = float(np.abs(plane @ affine - points[_PLANE]).max()) / size
    eyes = points[1] - points[0]
    roll = math.atan2(eyes[1], eyes[0])
    aside, below = _upright(points[_NOSE] - np.array([*MEAN_FACE[_NOSE], 1.0]) @ affine, roll) / size
    return Pose(_turn(aside), _turn(below), math.degrees(roll), misfit)


def parallax(before_xy: npt.NDArray[np.floating], after_xy: npt.NDArray[np.floating]) -> float:
    """How far the nose moved aside against the plane of eyes and mouth, between two pictures (5, 2) each.

    In faces, positive towards the right of the picture. Two pictures of anything flat, however it is held,
    are related by a homography, which the four points of the plane determine and the nose then obeys: it
    gives 0 (R. Hartley and A. Zisserman, Multiple View Geometry, 2nd ed., sections 2.3 and 13.3). Points
    that determine no homography give 0 too.
    """
    before, after = np.asarray(before_xy, np.float32), np.asarray(after_xy, np.float32)
    size = face_size(after)
    if size == 0 or not (_spans(before) and _spans(after)):
        return 0.0
    moved = cv2.getPerspectiveTransform(before[_PLANE], after[_PLANE]) @ np.array([*before[_NOSE], 1.0])
    if abs(moved[2]) < 1e-6:
        return 0.0
    eyes = after[1] - after[0]
    aside = _upright(after[_NOSE] - moved[:2] / moved[2], math.atan2(eyes[1], eyes[0]))[0]
    return float(aside) / size


def _turn(sine: float) -> float:
    return math.degrees(math.asin(max(-1.0, min(1.0, sine / _NOSE_OUT))))


def _upright(way: Points, roll: float) -> Points:
    """The way (2,) along and across the line of the eyes."""
    cosine, sine = math.cos(roll), math.sin(roll)
    return np.array([cosine * way[0] + sine * way[1], cosine * way[1] - sine * way[0]])


def _spans(points: npt.NDArray[np.float32]) -> bool:
    """Whether no three points of the plane lie on one line, with a tolerance."""
    corners = points[_PLANE]
    least = 0.02 * face_size(points) ** 2
    triples = [np.delete(corners, left_out, axis=0) for left_out in range(4)]
    return all(abs(_cross(b - a, c - a)) > least for a, b, c in triples)


def _cross(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> float:
    return float(a[0] * b[1] - a[1] * b[0])
