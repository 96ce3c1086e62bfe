"""Enrolment: from pictures of one person alone to the few templates that a pass carries."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from passerby.gate.challenge import Side, Turn, TurnCheck
from passerby.gate.face_tracks import FaceTracks
from passerby.gate.mirroring import with_mirror_image
from passerby.gate.quality import TURNING, Fault, Limits, Quality, assess
from passerby.gate.template_networks import TemplateNetwork
from passerby.passes.templates import Template, distance, wiped_after
from passerby.shapes.errors import FaceError, TemplateError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Frame, Image
from passerby.vision.faces import FaceDetector, nearly_as_sure_as_the_best

AT_ENROLMENT = Limits(least_size_px=72.0, most_yaw=24.0, most_pitch=18.0, most_roll=20.0)
"""Stricter than a gate: every later comparison is with these pictures."""

_FRONTAL_YAW = 12.0
_LEAST_FRONTAL = 3
_MOST_KEPT = 24
_APART_S = 0.15
_OUTLIER = 0.8
"""A template whose middle distance to the others exceeds this share of the network's threshold is dropped."""

NO_FACE = "Nobody is in the picture; sit before the camera."
SEVERAL = "Only one person may be in the picture."
CHANGED = "The face before the camera changed; start again alone."
HOLD = "Look straight at the camera for a moment."
UNLIKE = "The pictures differ too much; find better light and start again."
DONE = "That is all; thank you."


@dataclass(frozen=True, slots=True, eq=False)
class EnrolmentResult:
    """templates: the frontal one, then the turned one if there is any, for the caller to seal and wipe; empty
    while something is missing.

    missing: in words, what; "" once there are templates.
    """

    templates: tuple[Template, ...] = field(repr=False, default=())
    missing: str = ""


@dataclass(slots=True, eq=False)
class _Picture:
    """One good frame. template: of it and of its mirror image. yaw: degrees."""

    template: Template = field(repr=False)
    yaw: float


class Enrolment:
    """One person's enrolment. Call `look` for each frame in the order of time, then `result`, then `close`.

    Asks for a turn of the head, so that a flat picture is not enrolled (see `challenge`, with its limits),
    and for several good pictures of one and the same face. Whatever goes wrong, `close` overwrites all.
    """

    def __init__(self, detector: FaceDetector, network: TemplateNetwork, side: Side | None = None) -> None:
        """side: to turn to; a live enrolment asks for one at random, None takes either."""
        self._detector, self._network, self._side = detector, network, side
        self._tracks = FaceTracks()
        self._track = 0
        self._pictures: list[_Picture] = []
        self._turn: TurnCheck | None = None
        self._looked_at = -math.inf
        self._refused = ""
        self._fault = HOLD

    def look(self, frame: Frame) -> str:
        """Take a frame, and tell the person what to do next. Frames that are not newer are passed over."""
        if self._refused:
            return self._refused
        faces = nearly_as_sure_as_the_best(self._detector.detect(frame.image))
        followed = self._tracks.follow(faces, frame.captured_at)
        if len(faces) != 1:
            return SEVERAL if len(faces) else NO_FACE
        self._keep_to(followed.numbers[0])
        quality = assess(frame.image, faces, 0, AT_ENROLMENT)
        if self._turn is not None and quality.good_but_for(TURNING):
            self._turn = self._turn.with_frame(faces.landmarks_xy[0])
        if quality.faults and self._is_turning(quality):
            return self._next()
        self._fault = quality.faults[0].value if quality.faults else HOLD
        if quality.faults:
            return self._fault
        return self._take(frame, faces, quality) or self._next()

    def result(self) -> EnrolmentResult:
        """The templates, or what is missing. `close` does not overwrite them."""
        missing = self._refused or self._missing()
        if missing:
            return EnrolmentResult(missing=missing)
        kept = self._without_outliers()
        if sum(abs(picture.yaw) <= _FRONTAL_YAW for picture in kept) < _LEAST_FRONTAL:
            return EnrolmentResult(missing=UNLIKE)
        return EnrolmentResult(tuple(self._means_of_poses(kept)))

    def close(self) -> None:
        """Overwrite everything."""
        for picture in self._pictures:
            picture.template.wipe()
        self._pictures.clear()
        self._turn = None

    def _keep_to(self, track: int) -> None:
        """Begin anew with another face: what was there before is nobody's business any more."""
        if track != self._track:
            self.close()
            self._track, self._looked_at = track, -math.inf

    def _is_turning(self, quality: Quality) -> bool:
        return self._turn is not None and quality.good_but_for(TURNING)

    def _take(self, frame: Frame, faces: Faces, quality: Quality) -> str:
        """Keep the template of a good frame. Returns what is wrong with it, or ""."""
        if frame.captured_at - self._looked_at < _APART_S or not self._is_wanted(quality.yaw):
            return ""
        self._looked_at = frame.captured_at
        try:
            template = self._template(frame.image, faces)
        except (FaceError, TemplateError):
            return Fault.TURNED.value
        if self._is_another(template):
            template.wipe()
            self.close()
            self._refused = CHANGED
            return CHANGED
        self._pictures.append(_Picture(template, quality.yaw))
        if self._turn is None and self._frontal() >= _LEAST_FRONTAL:
            self._turn = TurnCheck(self._side, faces.landmarks_xy[0].copy(), frame.captured_at)
        return ""

    def _template(self, image: Image, face: Faces) -> Template:
        (plain,) = self._network.templates(image, face)
        with wiped_after(plain):
            return with_mirror_image(self._network, plain, image, face)

    def _is_wanted(self, yaw: float) -> bool:
        """Whether there is room for another picture of this pose: a third of all for each of three."""
        same = sum(_pose(picture.yaw) == _pose(yaw) for picture in self._pictures)
        return same < _MOST_KEPT // 3

    def _is_another(self, template: Template) -> bool:
        """Whether a face is further from all others than one person's faces are."""
        near = (distance(template, picture.template) for picture in self._pictures)
        return min(near, default=0.0) > self._network.threshold

    def _frontal(self) -> int:
        return sum(abs(picture.yaw) <= _FRONTAL_YAW for picture in self._pictures)

    def _next(self) -> str:
        return self._missing() or DONE

    def _missing(self) -> str:
        if self._frontal() < _LEAST_FRONTAL or self._turn is None:
            return self._fault
        return "" if self._turn.progress is Turn.TURNED else self._turn.words

    def _means_of_poses(self, pictures: list[_Picture]) -> Iterator[Template]:
        """The mean of the frontal pictures, then that of the turned ones, if there are any.

        Any one picture is off by how its landmarks, its noise and its light happened to fall, and every later
        comparison would carry that along; in a mean it cancels out. Turned heads are not averaged with
        frontal ones: these differ by more than chance. Those turned to either side are one pose, as each
        picture's mirror image, turned to the other side, is in its template; and every template of a pass is
        one more that a stranger may come near to, which makes the threshold stricter.
        """
        for is_frontal in (True, False):
            same = [picture.template for picture in pictures if (_pose(picture.yaw) == 0) == is_frontal]
            if same:
                yield self._network.mean(same)

    def _without_outliers(self) -> list[_Picture]:
        apart = _distances([picture.template for picture in self._pictures])
        middle = np.median(apart, axis=1)
        return [
            picture
            for picture, from_others in zip(self._pictures, middle, strict=True)
            if from_others <= _OUTLIER * self._network.threshold
        ]


def enrol(
    frames: Iterable[Frame], detector: FaceDetector, network: TemplateNetwork, side: Side | None = None
) -> EnrolmentResult:
    """Enrol the one person in a clip. See Enrolment; nothing but the result is left behind."""
    enrolment = Enrolment(detector, network, side)
    try:
        for frame in frames:
            enrolment.look(frame)
        return enrolment.result()
    finally:
        enrolment.close()


def _pose(yaw: float) -> int:
    """-1, 0 or 1: turned to the left of the picture, frontal, turned to its right."""
    return 0 if abs(yaw) <= _FRONTAL_YAW else int(math.copysign(1, yaw))


def _distances(templates: list[Template]) -> npt.NDArray[np.float64]:
    return np.array([[distance(a, b) for b in templates] for a in templates])
