"""D-FINE-N: Peng et al., "D-FINE" (arXiv 2410.13842), as exported by onnx-community for Transformers.

The export expects what its image processor makes: RGB, stretched to 640 by 640 without regard to proportions,
divided by 255 and not otherwise normalised. It gives 300 boxes that need no suppression.
"""

import threading

import cv2
import numpy as np

from passerby.shapes import boxes
from passerby.shapes.detections import Detections
from passerby.shapes.errors import ModelError
from passerby.shapes.frame import Frame, Image
from passerby.vision.letterbox import shrink
from passerby.vision.onnx_session import OnnxSession, Tensor
from passerby.vision.suppress import inside_picture

FLOOR_SCORE = 0.1

_PERSON = 0
_INPUT_WH = (640, 640)


class DfineDetector:
    """Finds people with a D-FINE network. Keeps nothing from frame to frame, so all cameras may share it."""

    built_in = False

    def __init__(
        self, session: OnnxSession, name: str, note: str = "", floor_score: float = FLOOR_SCORE
    ) -> None:
        if {"logits", "pred_boxes"} - set(session.output_names):
            raise ModelError(
                f"{name} does not fit: wanted the outputs logits and pred_boxes, "
                f"found {', '.join(session.output_names)}"
            )
        self.name = name
        self.note = note
        self._session = session
        self._floor_score = floor_score
        # The export leaves its size open (named dimensions); the weights were trained at 640 by 640.
        height, width = session.input_shape[2:]
        self._size_wh = (width, height) if isinstance(width, int) and isinstance(height, int) else _INPUT_WH
        self._input = np.zeros((1, 3, self._size_wh[1], self._size_wh[0]), np.float32)
        self._lock = threading.Lock()

    def detect(self, frame: Frame) -> Detections:
        """The people in a frame, sorted by falling score, down to the floor score."""
        with self._lock:
            self._fill(frame.image)
            outputs = dict(zip(self._session.output_names, self._session.run(self._input), strict=True))
        found = decode(outputs["logits"][0], outputs["pred_boxes"][0], self._floor_score)
        width, height = frame.size_wh
        in_pixels = found.boxes_xyxy * np.array([width, height, width, height], np.float32)
        return inside_picture(Detections(in_pixels, found.scores), frame.size_wh)

    def _fill(self, image: Image) -> None:
        blue, green, red = cv2.split(shrink(image, self._size_wh))
        for channel, plane in enumerate((red, green, blue)):
            np.multiply(plane, np.float32(1 / 255), out=self._input[0, channel])


def decode(logits: Tensor, boxes_cxcywh: Tensor, floor_score: float) -> Detections:
    """Turn logits (N, 80) and boxes (N, 4) 0..1 into people, boxes 0..1, sorted by falling score."""
    scores = (1 / (1 + np.exp(-logits[:, _PERSON]))).astype(np.float32)
    rows = np.flatnonzero(scores > floor_score)
    rows = rows[np.argsort(-scores[rows], kind="stable")]
    return Detections(boxes.from_cxcywh(boxes_cxcywh[rows]), scores[rows])
