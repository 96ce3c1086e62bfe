"""`passerby bench groups`: who of those enrolled is in a photo? Over a user's own pictures."""

import math
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from passerby.bench.face_reader import FaceReader
from passerby.bench.group_report import Decision, GroupsReport, Nearest, Photo, SeenFace
from passerby.bench.pictures import read_picture
from passerby.cameras.pictures import list_pictures
from passerby.gate.decisions import Finding, judge
from passerby.gate.policy import GatePolicy
from passerby.gate.quality import Fault, assess
from passerby.gate.template_networks import TemplateNetwork
from passerby.gate.thresholds import identify_threshold
from passerby.passes.templates import Template, distance, wiped_after
from passerby.shapes.errors import BenchError, FaceError, TemplateError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image
from passerby.vision.faces import FaceDetector

SEPARATOR = "__"

DEFAULT_FALSE_ACCEPTS = 0.01
"""The chance that a stranger in a photo is taken for somebody. A gate is stricter by far, for it sees many
frames of one person and can wait for a good one; a photo is all there is of its moment."""


_DECISIONS = {
    Finding.MATCH: Decision.ACCEPTED,
    Finding.UNSURE: Decision.AMBIGUOUS,
    Finding.NOBODY: Decision.STRANGER,
}


def measure_groups(
    folder: Path,
    photos: Sequence[Path],
    detector: FaceDetector,
    network: TemplateNetwork,
    false_accepts: float = DEFAULT_FALSE_ACCEPTS,
) -> GroupsReport:
    """Enrol the people of a folder of pictures called NAME__anything, and look for them in the photos.

    Several pictures of a person give several templates, of which the nearest counts. Keeps none of them.
    false_accepts: the chance that a stranger in a photo is taken for somebody. Raises CameraError where the
    folder cannot be listed, BenchError where nobody can be enrolled, PolicyError for a chance that is none
    and for a network whose strangers were not measured.
    """
    reader = FaceReader(detector, network)
    with ExitStack() as held:
        enrolment = _Enrolment(reader, held)
        for path in list_pictures(folder):
            enrolment.take(path)
        if not enrolment.templates:
            raise BenchError(
                f"nobody could be enrolled from {folder}: wanted pictures called NAME{SEPARATOR}anything, "
                f"found {enrolment.found()}"
            )
        threshold = identify_threshold(
            network.impostors, network.threshold, len(enrolment.templates), false_accepts
        )
        margin = GatePolicy().margin * network.threshold
        eye = _Eye(reader, enrolment.templates, threshold, margin)
        seen = tuple(eye.look(path) for path in photos)
    return GroupsReport(
        detector=detector.name,
        network=network.model_id,
        false_accepts=false_accepts,
        threshold=threshold,
        margin=margin,
        enrolled=enrolment.counts(),
        skipped=tuple(enrolment.skipped),
        failures=enrolment.failures,
        photos=seen,
        spent=reader.spent,
    )


def nearest_two(template: Template, enrolled: Sequence[tuple[str, Template]]) -> Nearest:
    """The nearest person among those enrolled, and the nearest other one."""
    by_person: dict[str, float] = {}
    for name, theirs in enrolled:
        by_person[name] = min(by_person.get(name, math.inf), distance(template, theirs))
    ranked = sorted(by_person.items(), key=lambda person: (person[1], person[0]))
    best, second = [*ranked, ("", math.inf), ("", math.inf)][:2]
    return Nearest(*best, *second)


class _Enrolment:
    """Who is looked for: their templates, until `held` is closed."""

    def __init__(self, reader: FaceReader, held: ExitStack) -> None:
        self._reader, self._held = reader, held
        self.templates: list[tuple[str, Template]] = []
        self.skipped: list[str] = []
        self.failures: dict[str, str] = {}

    def take(self, path: Path) -> None:
        name, separator, _ = path.stem.partition(SEPARATOR)
        if not name or not separator:
            self.skipped.append(path.name)
            return
        try:
            template, _ = self._reader.portrait(read_picture(path))
        except (FaceError, TemplateError) as error:
            self.failures[path.name] = str(error)
            return
        self._held.enter_context(wiped_after(template))
        self.templates.append((name, template))

    def counts(self) -> dict[str, int]:
        names = [name for name, _ in self.templates]
        return {name: names.count(name) for name in dict.fromkeys(names)}

    def found(self) -> str:
        if self.failures:
            file, reason = next(iter(self.failures.items()))
            return f"{file}, of which no template can be made: {reason}"
        return f"{len(self.skipped)} with other names" if self.skipped else "none"


class _Eye:
    """Looks for those enrolled in one photo after another."""

    def __init__(
        self, reader: FaceReader, enrolled: list[tuple[str, Template]], threshold: float, margin: float
    ) -> None:
        self._reader, self._enrolled = reader, enrolled
        self._threshold, self._margin = threshold, margin

    def look(self, path: Path) -> Photo:
        try:
            image = read_picture(path)
            faces = self._reader.detect(image)
        except FaceError as error:
            return Photo(path.name, failure=str(error))
        left_to_right = faces.where(np.argsort(faces.boxes_xyxy[:, 0], kind="stable"))
        return Photo(path.name, tuple(self._seen(image, left_to_right, n) for n in range(len(faces))))

    def _seen(self, image: Image, faces: Faces, index: int) -> SeenFace:
        quality = assess(image, faces, index)
        left, top, right, bottom = (float(edge) for edge in faces.boxes_xyxy[index])
        decision, nearest = Decision.TOO_SMALL, Nearest()
        if Fault.TOO_SMALL not in quality.faults:
            decision, nearest = self._decided(image, faces.where(np.array([index])))
        return SeenFace((left, top, right, bottom), quality.size_px, quality.faults, decision, nearest)

    def _decided(self, image: Image, face: Faces) -> tuple[Decision, Nearest]:
        try:
            (template,) = self._reader.templates(image, face)
        except (FaceError, TemplateError):
            return Decision.UNUSABLE, Nearest()
        with wiped_after(template):
            nearest = nearest_two(template, self._enrolled)
        return _DECISIONS[judge(nearest, self._threshold, self._margin, at=0.0).finding], nearest
