"""Finds the faces in a picture: one small interface over the detectors, and the door that opens them."""

from pathlib import Path
from typing import Protocol

from passerby.shapes.errors import ModelError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image
from passerby.vision.face_search import FaceSearch, Looks
from passerby.vision.onnx_session import open_session
from passerby.vision.registry import ModelCard, find_card, read_model
from passerby.vision.yunet import YuNet

AUTO = "auto"
YUNET = "yunet"
CENTERFACE = "centerface"
FACE_DETECTOR_NAMES = (AUTO, YUNET, CENTERFACE)

_FAR_LESS_SURE = 0.8
"""Beside faces of .93 and more, YuNet takes patterns on a wall for faces of .5 to .8. Faces turned or
behind a mask keep more than this share of the score that they have plain and from the front."""


class FaceDetector(Protocol):
    """Finds the faces in a picture. Keeps nothing from picture to picture; several threads may share one."""

    @property
    def name(self) -> str:
        """What looked, e.g. "CenterFace"."""
        ...

    def detect(self, image: Image) -> Faces:
        """The faces in a picture (height, width, 3) uint8 blue-green-red, by falling score from 0.5 up.

        In pixels of that picture, however large a copy was looked at. Boxes and landmarks may reach out of
        it; a face whose landmarks are no numbers is left out. Raises FaceError for an array that is no
        picture.
        """
        ...


def open_face_detector(
    name: str,
    models_folder: Path,
    provider: str = "cpu",
    threads: int = 1,
    looks: Looks = Looks.ONE,
) -> FaceDetector:
    """Open a face detector by one of FACE_DETECTOR_NAMES.

    "auto" takes YuNet when its file is in the folder, and else CenterFace, which comes with a package. A file
    that is there but damaged is an error, never passed over. looks: ONE for cameras, SEVERAL for single
    pictures. Raises ModelError when the name is unknown, or the model is absent, damaged or cannot run on
    `provider`.
    """
    card = face_detector_card(name, models_folder)
    model = read_model(card, models_folder)
    if card.name == YUNET:
        return FaceSearch(YuNet(open_session(model, card.title, provider, threads), card.title), looks)
    # Loaded when asked for: it needs the `onnx` package, of which nobody else here has use.
    from passerby.vision.centerface import CenterFace, any_size

    session = open_session(any_size(model), card.title, provider, threads)
    return FaceSearch(CenterFace(session, card.title), looks)


def nearly_as_sure_as_the_best(faces: Faces) -> Faces:
    """Without those whose score is far below the best one's, which beside a face are mostly none.

    For pictures of one person; in others somebody far off or half hidden would be lost.
    """
    return faces.where(faces.scores >= _FAR_LESS_SURE * faces.scores.max(initial=0.0))


def face_detector_card(name: str, models_folder: Path) -> ModelCard:
    """The model that `open_face_detector` opens under that name. Raises ModelError for an unknown name."""
    if name not in FACE_DETECTOR_NAMES:
        raise ModelError(
            f"there is no face detector called {name!r}; they are {', '.join(FACE_DETECTOR_NAMES)}"
        )
    return find_card(_best_present(models_folder) if name == AUTO else name)


def _best_present(models_folder: Path) -> str:
    return YUNET if (models_folder / find_card(YUNET).file_name).exists() else CENTERFACE
