"""The people detector that needs no download: motion, checked for the shape of a person."""

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes import boxes as box_functions
from passerby.shapes.detections import Detections
from passerby.shapes.frame import Frame, Image
from passerby.vision import motion_people
from passerby.vision.motion_background import Background
from passerby.vision.motion_ghosts import are_ghosts
from passerby.vision.motion_height import HeightModel
from passerby.vision.motion_hog import PersonCheck
from passerby.vision.motion_memory import Memory, Presence, score
from passerby.vision.motion_people import Ruler
from passerby.vision.motion_shapes import Candidates

_NOBODY = np.zeros((0, 4), np.float32)
_WORKING_PIXELS = 480 * 360


class MotionDetector:
    """Finds people who move, or moved before they stood still, in the view of one fixed camera.

    Keeps what it has learnt of the scene, so each camera needs a detector of its own, fed in order of time.

    absorb_s: seconds after which a change that is not a person becomes background.
    still_s: seconds for which a person who stands still is kept apart from the background.
    checks_per_frame: how many boxes at most are checked for the shape of a person on one frame.
    """

    name = "Built-in motion detector"
    built_in = True
    note = (
        "needs no download; made for fixed, wide views, weaker than the models, and blind to people who have "
        "stood still since the start"
    )

    def __init__(self, *, absorb_s: float = 10.0, still_s: float = 120.0, checks_per_frame: int = 12) -> None:
        self._background = Background(absorb_s, learn_every_s=0.25)
        self._heights = HeightModel()
        self._memory = Memory(still_s)
        self._check = PersonCheck()
        self._checks_per_frame = checks_per_frame

    def detect(self, frame: Frame) -> Detections:
        """The people seen in one frame: boxes in its pixels, scores at least 0.6 for those confirmed."""
        at = frame.captured_at
        small, scale = _working_picture(frame.image)
        evened, mask = self._background.look(small, at)
        empty = self._background.empty
        if mask is None or empty is None:
            self._memory.clear()
            self._background.learn(evened, at, _NOBODY, _NOBODY)
            return Detections.empty()
        ruler = Ruler(self._heights, small.shape[0])
        found = motion_people.find(mask, ruler, self._memory.people(at))
        presences, stepped = self._memory.follow(found, at)
        margins = self._judge(frame, found, presences, scale)
        self._learn_heights(found, margins, stepped, ruler)
        ghosts = are_ghosts(evened, empty, mask, found.boxes_xyxy) & (margins <= 0)
        self._background.learn(evened, at, self._memory.to_keep(at), found.boxes_xyxy[ghosts])
        scores = [
            score(p, float(m), float(f), at) for p, m, f in zip(presences, margins, found.fit, strict=True)
        ]
        boxes = box_functions.clip(found.boxes_xyxy / np.float32(scale), frame.size_wh)
        return Detections(boxes, np.array(scores, np.float32)).where(~ghosts)

    def _judge(
        self, frame: Frame, found: Candidates, presences: list[Presence], scale: float
    ) -> npt.NDArray[np.float32]:
        """Margins of the person check (N,), -inf for those whose turn it was not: longest unchecked first."""
        margins = np.full(len(found), -np.inf, np.float32)
        by_wait = sorted(range(len(found)), key=lambda index: presences[index].checked_at)
        turn = by_wait[: self._checks_per_frame]
        margins[turn] = self._check.margins(frame.image, found.boxes_xyxy[turn] / np.float32(scale))
        for index in turn:
            presences[index].judge(float(margins[index]), frame.captured_at)
        return margins

    def _learn_heights(
        self,
        found: Candidates,
        margins: npt.NDArray[np.float32],
        stepped: npt.NDArray[np.bool_],
        ruler: Ruler,
    ) -> None:
        for _, top, _, bottom in found.boxes_xyxy[found.whole & stepped & (margins > 0)]:
            self._heights.add(float(bottom) / ruler.rows, float(bottom - top) / ruler.rows)


def _working_picture(image: Image) -> tuple[Image, float]:
    """The picture, smoothed and no larger than is needed to see motion, and its scale."""
    rows, cols = image.shape[:2]
    scale = min(float(np.sqrt(_WORKING_PIXELS / (rows * cols))), 1.0)
    if scale < 1:
        size = (max(round(cols * scale), 1), max(round(rows * scale), 1))
        how = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
        image = np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)
    return np.asarray(cv2.GaussianBlur(image, (3, 3), 0), np.uint8), scale
