"""YuNet: Wu et al., "YuNet: A Tiny Millisecond-level Face Detector" (Machine Intelligence Research 20, 2023).

OpenCV's own FaceDetectorYN reads the same file and gives the same faces (a test compares them). It is not
used because it can be told neither on how many cores nor on what device to run, and because one of it cannot
serve two cameras at a time.
"""

import numpy as np

from passerby.shapes import boxes
from passerby.shapes.errors import ModelError
from passerby.shapes.faces import LANDMARKS, Faces
from passerby.shapes.frame import Image
from passerby.vision.face_network import FLOOR_SCORE, one_each, padded_input, side_lengths, sound_rows
from passerby.vision.onnx_session import OnnxSession, Tensor

STRIDES = (8, 16, 32)

_NUMBERS = {"cls": 1, "obj": 1, "bbox": 4, "kps": 2 * LANDMARKS}
"""How many numbers each kind of output has for one cell."""


class YuNet:
    """Finds faces with a YuNet network. Keeps nothing from picture to picture."""

    def __init__(self, session: OnnxSession, name: str, floor_score: float = FLOOR_SCORE) -> None:
        wanted = {f"{kind}_{stride}" for kind in _NUMBERS for stride in STRIDES}
        if missing := wanted - set(session.output_names):
            raise ModelError(
                f"{name} does not fit: wanted the outputs {', '.join(sorted(missing))}, "
                f"found {', '.join(session.output_names)}"
            )
        self.name = name
        self._session = session
        self._floor_score = floor_score

    def look(self, image: Image) -> Faces:
        """The faces in a picture, see FaceFinder."""
        picture = padded_input(image, red_first=False)
        outputs = dict(zip(self._session.output_names, self._session.run(picture), strict=True))
        anchors = _anchors((picture.shape[3], picture.shape[2]))
        rows = {
            kind: np.concatenate([outputs[f"{kind}_{stride}"][0] for stride in STRIDES]) for kind in _NUMBERS
        }
        for kind, numbers in _NUMBERS.items():
            if rows[kind].shape != (wanted := (len(anchors), numbers)):
                raise ModelError(f"{self.name} gave {kind} {rows[kind].shape}, wanted {wanted}")
        return decode(rows["cls"], rows["obj"], rows["bbox"], rows["kps"], anchors, self._floor_score)


def decode(
    classes: Tensor, objects: Tensor, box_rows: Tensor, landmarks: Tensor, anchors: Tensor, floor_score: float
) -> Faces:
    """Turn the network's rows into faces, in pixels of its input, by falling score.

    classes, objects: (N, 1) two certainties, whose geometric mean is the score. box_rows: (N, 4) the middle
    from the cell's corner in strides, then the logarithms of width and height in strides. landmarks: (N, 10)
    x and y of each from the cell's corner in strides. anchors: (N, 3) cell x, cell y, stride.
    """
    scores = np.sqrt(np.clip(classes[:, 0], 0, 1) * np.clip(objects[:, 0], 0, 1))
    rows = sound_rows(scores, np.concatenate([box_rows, landmarks], axis=1), floor_score)
    cells, strides = anchors[rows, :2], anchors[rows, 2:]
    centres = (box_rows[rows, :2] + cells) * strides
    sides = side_lengths(box_rows[rows, 2:], strides)
    shares = landmarks[rows].reshape(-1, LANDMARKS, 2)
    landmarks_xy = (shares + cells[:, None]) * strides[:, None]
    return one_each(boxes.from_cxcywh(np.concatenate([centres, sides], axis=1)), scores[rows], landmarks_xy)


def _anchors(size_wh: tuple[int, int]) -> Tensor:
    """Cell x, cell y and stride of each output row, (N, 3): row by row, finest grid first."""
    grids = []
    for stride in STRIDES:
        y, x = np.mgrid[: size_wh[1] // stride, : size_wh[0] // stride]
        grids.append(np.stack([x, y, np.full_like(x, stride)], axis=-1).reshape(-1, 3))
    return np.concatenate(grids).astype(np.float32)
