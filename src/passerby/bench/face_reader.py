"""From a picture to the templates of its faces, with a watch on each step."""

import time
from dataclasses import dataclass

import numpy as np

from passerby.gate.quality import AT_GATE, Fault, Quality, assess
from passerby.gate.template_networks import TemplateNetwork
from passerby.passes.templates import Template
from passerby.shapes.errors import FaceError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image
from passerby.vision.faces import FaceDetector, nearly_as_sure_as_the_best

# Whose portrait it is stands in front; somebody behind who is better seen does not take their place.
_IN_FRONT = 0.5


@dataclass(slots=True)
class Spent:
    """Seconds, and what was done in them."""

    pictures: int = 0
    faces: int = 0
    detect_s: float = 0.0
    template_s: float = 0.0

    @property
    def detect_ms(self) -> float:
        """Milliseconds of detection, a picture."""
        return 1000 * self.detect_s / max(1, self.pictures)

    @property
    def template_ms(self) -> float:
        """Milliseconds from landmarks to template, a face."""
        return 1000 * self.template_s / max(1, self.faces)

    @property
    def faces_per_s(self) -> float:
        """Templates a second, from pictures that were read; 0 where none was made."""
        seconds = self.detect_s + self.template_s
        return self.faces / seconds if seconds else 0.0


class FaceReader:
    """A detector and a template network. spent: the time they took, without that of reading files."""

    def __init__(self, detector: FaceDetector, network: TemplateNetwork) -> None:
        self._detector, self._network = detector, network
        self._warm_up()
        self.spent = Spent()

    def detect(self, image: Image) -> Faces:
        """The faces in a picture. Raises FaceError where there is none."""
        began = time.perf_counter()
        faces = self._detector.detect(image)
        self.spent.detect_s += time.perf_counter() - began
        self.spent.pictures += 1
        if not len(faces):
            raise FaceError("no face was found in it; use a picture that shows one from the front")
        return faces

    def templates(self, image: Image, faces: Faces) -> list[Template]:
        """The templates of the faces, in their order; the caller wipes them."""
        began = time.perf_counter()
        made = self._network.templates(image, faces)
        self.spent.template_s += time.perf_counter() - began
        self.spent.faces += len(made)
        return made

    def portrait(self, image: Image) -> tuple[Template, tuple[Fault, ...]]:
        """The template of the person whose portrait it is, and what is wrong with it, if anything is.

        That is the largest face without a fault among those in front, and the largest of all where none is
        without. Raises FaceError where there is none, or none that is large enough.
        """
        faces = nearly_as_sure_as_the_best(self.detect(image))
        seen = [assess(image, faces, index) for index in range(len(faces))]
        chosen = _chosen(seen)
        (template,) = self.templates(image, faces.where(np.array([chosen])))
        return template, seen[chosen].faults

    def _warm_up(self) -> None:
        """The first run of a network sets up its memory, which is no part of any face's time."""
        self._detector.detect(np.zeros((360, 640, 3), np.uint8))
        some_face = np.array([[30, 30], [70, 30], [50, 50], [35, 75], [65, 75]], np.float32)
        face = Faces(np.array([[0, 0, 100, 100]], np.float32), np.ones(1, np.float32), some_face[None])
        for template in self._network.templates(np.zeros((100, 100, 3), np.uint8), face):
            template.wipe()


def _chosen(seen: list[Quality]) -> int:
    largest = max(quality.size_px for quality in seen)
    if largest < AT_GATE.least_size_px:
        raise FaceError(
            f"the largest face in it measures {largest:.0f} pixels, and {AT_GATE.least_size_px:.0f} are "
            "needed; use a larger picture"
        )
    in_front = [index for index, each in enumerate(seen) if each.size_px >= _IN_FRONT * largest]
    return max(in_front, key=lambda index: (not seen[index].faults, seen[index].size_px))
