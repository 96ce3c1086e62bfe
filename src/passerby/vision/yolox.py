"""YOLOX-nano and -tiny: Ge et al., "YOLOX: Exceeding YOLO Series in 2021" (arXiv 2107.08430)."""

import threading

import numpy as np
import numpy.typing as npt

from passerby.shapes import boxes
from passerby.shapes.boxes import Boxes
from passerby.shapes.detections import Detections
from passerby.shapes.errors import ModelError
from passerby.shapes.frame import Frame
from passerby.vision.letterbox import Letterbox
from passerby.vision.onnx_session import OnnxSession
from passerby.vision.suppress import inside_picture, suppress

STRIDES = (8, 16, 32)
FLOOR_SCORE = 0.1

_OBJECTNESS, _PERSON = 4, 5
# e^8 strides is more than 20,000 pixels: wider than any picture, and far from overflowing.
_MAX_LOG_SIDE = 8.0


class YoloxDetector:
    """Finds people with a YOLOX network. Keeps nothing from frame to frame, so all cameras may share it."""

    built_in = False

    def __init__(
        self, session: OnnxSession, name: str, note: str = "", floor_score: float = FLOOR_SCORE
    ) -> None:
        height, width = session.input_shape[2:]
        if not isinstance(height, int) or not isinstance(width, int):
            raise ModelError(f"{name} does not fit: wanted a fixed input size, found {session.input_shape}")
        self.name = name
        self.note = note
        self._session = session
        self._floor_score = floor_score
        self._letterbox = Letterbox((width, height))
        self._anchors = _anchors((width, height))
        self._lock = threading.Lock()

    def detect(self, frame: Frame) -> Detections:
        """The people in a frame, sorted by falling score, down to the floor score."""
        with self._lock:
            picture, scale = self._letterbox.fill(frame.image)
            (output,) = self._session.run(picture)
        if output.shape[1] != len(self._anchors):
            raise ModelError(f"{self.name} gave {output.shape[1]} rows, wanted {len(self._anchors)}")
        found = decode(output[0], self._anchors, self._floor_score)
        found = Detections(found.boxes_xyxy / np.float32(scale), found.scores)
        return suppress(inside_picture(found, frame.size_wh))


def decode(
    output: npt.NDArray[np.float32], anchors: npt.NDArray[np.float32], floor_score: float
) -> Detections:
    """Turn the network's rows (N, 85) into people in pixels of its input, in the rows' order.

    A row is: centre x and y from its cell in strides, log of width and height in strides, certainty that
    there is an object, then 80 class certainties, "person" first. anchors: (N, 3) cell x, cell y, stride.
    """
    scores = output[:, _OBJECTNESS] * output[:, _PERSON]
    rows = np.flatnonzero(scores > floor_score)
    kept, cells, strides = output[rows], anchors[rows, :2], anchors[rows, 2:]
    centres = (kept[:, :2] + cells) * strides
    sides = np.exp(np.minimum(kept[:, 2:4], _MAX_LOG_SIDE)) * strides
    found: Boxes = boxes.from_cxcywh(np.concatenate([centres, sides], axis=1))
    return Detections(found, scores[rows])


def _anchors(size_wh: tuple[int, int]) -> npt.NDArray[np.float32]:
    """Cell x, cell y and stride of each output row, (N, 3): row by row, finest grid first."""
    grids = []
    for stride in STRIDES:
        y, x = np.mgrid[: size_wh[1] // stride, : size_wh[0] // stride]
        grids.append(np.stack([x, y, np.full_like(x, stride)], axis=-1).reshape(-1, 3))
    return np.concatenate(grids).astype(np.float32)
