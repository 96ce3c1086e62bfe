"""Looks for faces in a picture of any size with a network that costs as much as the picture is large.

A face that can be recognised is larger than one that can be found, so a picture is looked at in a smaller
copy, and what is found is told in pixels of the picture that was given.
"""

from enum import Enum, auto

import numpy as np
import numpy.typing as npt

from passerby.shapes import boxes
from passerby.shapes.errors import FaceError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image
from passerby.vision.face_network import MAX_IOU, FaceFinder
from passerby.vision.letterbox import shrink

FIRST_SIDE_PX = 640
"""The longer side of the copy that is looked at first."""

COARSE_SIDE_PX = 320
FINE_SIDE_PX = 1280

RELIABLE_PX = 24
"""The height from which on both networks find every upright face in the copy; half of those of 14 pixels."""

SMALL_PX = 32
"""Where a face in the first copy is smaller than this, there may be others that it was too coarse for."""

WANTED_PX = 80
"""The smallest face in the given picture that is not to be missed."""

_MIN_SIDE_PX = 1.0


class Looks(Enum):
    """How often one picture is looked at.

    ONE: once, at FIRST_SIDE_PX, however large it is: for a gate, where who matters stands close, and where
    the next picture comes in a tenth of a second.
    SEVERAL: for a picture that stays the only one. Where nothing is found, also at COARSE_SIDE_PX, for a face
    that fills the picture. Where nothing or a small face is found, or where the first copy shows a face of
    WANTED_PX smaller than RELIABLE_PX, also at FINE_SIDE_PX, which costs four times the first look, and which
    adds small faces alone: in so large a copy a large face falls apart.
    """

    ONE = auto()
    SEVERAL = auto()


class FaceSearch:
    """A face detector of one network. Keeps nothing from picture to picture, so all cameras may share it."""

    def __init__(self, network: FaceFinder, looks: Looks = Looks.ONE) -> None:
        self._network = network
        self._looks = looks

    @property
    def name(self) -> str:
        """What looks, e.g. "CenterFace"."""
        return self._network.name

    def detect(self, image: Image) -> Faces:
        """The faces in a picture (height, width, 3) uint8 blue-green-red, by falling score.

        Boxes may reach out of the picture, but none lies wholly outside it. Raises FaceError for an array
        that is no such picture.
        """
        _check(image)
        found = self._look(image, FIRST_SIDE_PX)
        if self._looks is Looks.SEVERAL:
            found = self._look_again(image, found)
        return found.where(np.argsort(-found.scores, kind="stable"))

    def _look_again(self, image: Image, found: Faces) -> Faces:
        if len(found) == 0:
            found = self._look(image, COARSE_SIDE_PX)
        reduced = max(image.shape[:2]) / FIRST_SIDE_PX
        if reduced > 1 and _may_have_missed(found, reduced):
            fine = self._look(image, FINE_SIDE_PX)
            found = _joined(found, fine.where(np.flatnonzero(_sides(fine) < 2 * SMALL_PX * reduced)))
        return found

    def _look(self, image: Image, side_px: int) -> Faces:
        """One look at a copy whose longer side is at most `side_px`."""
        height, width = image.shape[:2]
        scale = min(1.0, side_px / max(width, height))
        size_wh = (max(1, round(width * scale)), max(1, round(height * scale)))
        found = self._network.look(image if size_wh == (width, height) else shrink(image, size_wh))
        back = np.array([width / size_wh[0], height / size_wh[1]], np.float32)
        in_pixels = Faces(found.boxes_xyxy * np.tile(back, 2), found.scores, found.landmarks_xy * back)
        inside = boxes.clip(in_pixels.boxes_xyxy, (width, height))
        shorter_side = (inside[:, 2:] - inside[:, :2]).min(axis=1)
        return in_pixels.where(np.flatnonzero(shorter_side >= _MIN_SIDE_PX))


def _check(image: Image) -> None:
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8 or image.size == 0:
        raise FaceError(
            "faces are looked for in a picture (height, width, 3) uint8 with at least one pixel; "
            f"got {image.shape} {image.dtype}: turn it into blue-green-red first"
        )


def _may_have_missed(found: Faces, reduced: float) -> bool:
    """Whether a copy, by so much smaller than the picture, was too coarse for faces that are wanted."""
    too_coarse = reduced > WANTED_PX / RELIABLE_PX
    return too_coarse or len(found) == 0 or bool((_sides(found) < SMALL_PX * reduced).any())


def _sides(found: Faces) -> npt.NDArray[np.float32]:
    """The longer side of each face's box, (N,) pixels."""
    return np.asarray((found.boxes_xyxy[:, 2:] - found.boxes_xyxy[:, :2]).max(axis=1))


def _joined(coarse: Faces, fine: Faces) -> Faces:
    """All faces of both looks; of one that both saw, what the finer saw."""
    seen_finer = (boxes.iou(coarse.boxes_xyxy, fine.boxes_xyxy) > MAX_IOU).any(axis=1)
    rest = coarse.where(np.flatnonzero(~seen_finer))
    return Faces(
        np.concatenate([fine.boxes_xyxy, rest.boxes_xyxy]),
        np.concatenate([fine.scores, rest.scores]),
        np.concatenate([fine.landmarks_xy, rest.landmarks_xy]),
    )
