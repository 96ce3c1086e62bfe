"""Finds the people in a frame: one small interface over the detectors, and the door that opens them.

A network keeps nothing from frame to frame and is heavy: one serves every camera of a process. The built-in
motion detector learns each camera's background: every camera needs its own. `open_detector` hides that
difference behind `PeopleDetectors.for_camera`, which shares or makes one as needed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from passerby.shapes.detections import Detections
from passerby.shapes.errors import ModelError
from passerby.shapes.frame import Frame
from passerby.vision.dfine import DfineDetector
from passerby.vision.onnx_session import open_session
from passerby.vision.registry import ModelCard, find_card, read_model
from passerby.vision.yolox import YoloxDetector

MODEL_NAMES = ("yolox-nano", "yolox-tiny", "dfine-n")
"""The people models, in the order in which `auto` looks for them: the one that holds the most cameras first.
Who pulled a slower, sharper one asks for it by name."""

BUILT_IN = "motion"
AUTO = "auto"
DETECTOR_NAMES = (AUTO, *MODEL_NAMES, BUILT_IN)

_UNMEASURED = "Passerby has not measured it on real footage yet."
_NOTES = {"yolox-tiny": _UNMEASURED, "dfine-n": _UNMEASURED}


class PeopleDetector(Protocol):
    """Finds people in the frames of one camera.

    Networks keep nothing from frame to frame; the built-in detector does, so it is fed one camera only.
    """

    @property
    def name(self) -> str:
        """What counted, e.g. "YOLOX-nano": it stands in every window."""
        ...

    @property
    def built_in(self) -> bool:
        """Whether it needs no pulled model."""
        ...

    @property
    def note(self) -> str:
        """What a reader of its figures should know: whole sentences, or "" for nothing."""
        ...

    def detect(self, frame: Frame) -> Detections:
        """The people in a frame, in pixels inside the picture, down to scores of 0.1.

        Uncertain ones are kept because a tracker may use them to continue what it already follows.
        """
        ...


@dataclass(frozen=True, slots=True)
class PeopleDetectors:
    """An opened detector, for any number of cameras. The fields are those of PeopleDetector."""

    name: str
    built_in: bool
    note: str
    make: Callable[[], PeopleDetector]

    def for_camera(self) -> PeopleDetector:
        """The detector for one camera: a shared one if it keeps no state, else a new one."""
        return self.make()


def open_detector(name: str, models_folder: Path, provider: str = "cpu", threads: int = 1) -> PeopleDetectors:
    """Open a detector by one of DETECTOR_NAMES.

    "auto" takes the first of MODEL_NAMES whose file is in the folder, and the built-in detector when none is;
    `.name` and `.note` say which it was. A file that is there but damaged is an error, never passed over.
    Raises ModelError when the name is unknown, or the model is absent, damaged or cannot run on `provider`.
    """
    if name not in DETECTOR_NAMES:
        raise ModelError(
            f"there is no detector called {name!r}; the detectors are {', '.join(DETECTOR_NAMES)}"
        )
    chosen = _best_present(models_folder) if name == AUTO else name
    if chosen == BUILT_IN:
        return _built_in()
    detector = _open_network(find_card(chosen), models_folder, provider, threads)
    return PeopleDetectors(detector.name, detector.built_in, detector.note, lambda: detector)


def _best_present(models_folder: Path) -> str:
    for name in MODEL_NAMES:
        if (models_folder / find_card(name).file_name).exists():
            return name
    return BUILT_IN


def _built_in() -> PeopleDetectors:
    # Loaded when asked for: a worker that runs a network has no use for its parts.
    from passerby.vision.motion import MotionDetector

    first = MotionDetector()
    return PeopleDetectors(first.name, first.built_in, first.note, MotionDetector)


def _open_network(card: ModelCard, models_folder: Path, provider: str, threads: int) -> PeopleDetector:
    session = open_session(read_model(card, models_folder), card.title, provider, threads)
    note = _NOTES.get(card.name, "")
    if card.name == "dfine-n":
        return DfineDetector(session, card.title, note)
    return YoloxDetector(session, card.title, note)
