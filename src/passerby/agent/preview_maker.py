"""Makes what somebody who looks at a camera is shown, in its worker, and only while they look."""

import time
from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from passerby.agent.preview import Mark, Preview, PreviewMode
from passerby.crowd.lane import CrowdLane, Look
from passerby.shapes.boxes import foot_points
from passerby.shapes.frame import Frame, Image
from passerby.vision.background import Background
from passerby.vision.doubtful import DoubtfulPlaces
from passerby.vision.people import PeopleDetectors
from passerby.vision.pixelate import COLUMNS, EmptyScene, pixelate_all, pixelate_people
from passerby.vision.trails import Trails

EVERY_S = 0.18
"""A preview is made about five times a second, and of every picture of a camera that gives five."""

SCENE_AT_LEAST_EVERY_S, SCENE_AT_MOST_EVERY_S = 10.0, 1.0
TRAIL_S, TRAIL_STEP_S = 3.0, 0.2
MAX_WIDTH = 960

_JPEG = (cv2.IMWRITE_JPEG_QUALITY, 70)
_NOWHERE = np.zeros((0, 4), np.float32)
_COMPARED_WH = (96, 54)
_CHANGED_BY, _CHANGED_SHARE = 14, 0.01

COARSE_SCENE = (
    f"The scene is shown in {COLUMNS} columns: the built-in detector does not see people who have stood "
    "still since it began, and they must not be known here. A pulled model shows it sharp."
)
COARSE_PICTURE = (
    f"The whole picture is in {COLUMNS} columns: the built-in detector may overlook somebody. With a pulled "
    "model only people are."
)
LEARNING = "The scene is still being learnt; what has not been seen without people is grey."


class PreviewMaker:
    """Learns one camera's empty scene all the time, and makes previews of it while somebody watches.

    monotonic: the clock by which somebody watches until a time.
    """

    def __init__(
        self, camera: str, detectors: PeopleDetectors, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._camera, self._built_in = camera, detectors.built_in
        self._monotonic = monotonic
        self._background = Background()
        self._doubtful = DoubtfulPlaces()
        self._trails = Trails(TRAIL_S, TRAIL_STEP_S)
        self._until = dict.fromkeys(PreviewMode, -float("inf"))
        self._made_at = -float("inf")
        self._scene = _SentScene()

    def watch(self, mode: PreviewMode, until: float) -> None:
        """Make previews in this mode until this time of the monotonic clock."""
        if self._until[PreviewMode.GHOST] < self._monotonic():
            # Whoever comes new has not had the scene.
            self._scene = _SentScene()
        self._until[mode] = max(until, self._until[mode])

    def take(self, frame: Frame, look: Look, lane: CrowdLane) -> list[Preview]:
        """Learn from an analysed frame; what is to be shown of it: nothing unless somebody watches."""
        self._doubtful.add(look.detections, frame.captured_at)
        if self._background.is_due(frame.captured_at):
            self._background.learn(frame, np.concatenate([lane.places(), self._doubtful.boxes()]))
        now = self._monotonic()
        modes = [mode for mode, until in self._until.items() if now < until]
        if not modes:
            return []
        self._trails.follow(look.tracks)
        if now - self._made_at < EVERY_S:
            return []
        self._made_at = now
        return [self._make(mode, frame, look, lane, now) for mode in modes]

    def _make(self, mode: PreviewMode, frame: Frame, look: Look, lane: CrowdLane, now: float) -> Preview:
        if mode is PreviewMode.GHOST:
            picture = self._ghost_scene(frame, now)
            note = COARSE_SCENE if self._built_in else LEARNING if self._background.known_share < 1 else ""
        else:
            picture = _jpeg(self._pixelated(frame, lane))
            note = COARSE_PICTURE if self._built_in else ""
        return Preview(
            camera=self._camera,
            mode=mode,
            captured_at=frame.captured_at,
            size_wh=_shown_wh(frame),
            marks=self._marks(frame, look),
            current=lane.current(),
            known_share=self._background.known_share,
            note=note,
            scene_revision=self._scene.revision if mode is PreviewMode.GHOST else 0,
            picture=picture,
        )

    def _ghost_scene(self, frame: Frame, now: float) -> bytes | None:
        """The scene with nobody in it, where it is due to be sent again."""
        if not self._scene.may_be_due(now):
            return None
        scene = _fitted(self._background.image(), _shown_wh(frame))
        # Who never moves is part of the scene that this detector leaves; blocks, and not a smooth drawing of
        # them, for a face may be found again in what is smooth.
        shown = pixelate_all(scene, _NOWHERE) if self._built_in else scene
        return _jpeg(shown) if self._scene.is_due(shown, now) else None

    def _pixelated(self, frame: Frame, lane: CrowdLane) -> Image:
        size_wh = _shown_wh(frame)
        image = _fitted(frame.image, size_wh)
        places_xyxy = lane.places() * np.float32(size_wh[0] / frame.size_wh[0])
        if self._built_in:
            return pixelate_all(image, places_xyxy)
        empty = EmptyScene(_fitted(self._background.image(), size_wh), self._background.known())
        return pixelate_people(image, places_xyxy, empty)

    def _marks(self, frame: Frame, look: Look) -> tuple[Mark, ...]:
        size = np.array(frame.size_wh, np.float64)
        trails = self._trails.by_id()
        marks = []
        for identity, box in zip(look.tracks.ids.tolist(), look.tracks.boxes_xyxy, strict=True):
            feet = foot_points(trails[identity]) / size
            marks.append(Mark(_parts(box / np.tile(size, 2)), tuple(map(_pair, feet))))
        return tuple(marks)


class _SentScene:
    """The scene that was sent last, and whether it is time for another."""

    def __init__(self) -> None:
        self.revision = 0
        self._sent_at = self._compared_at = -float("inf")
        self._compared: npt.NDArray[np.uint8] | None = None

    def may_be_due(self, now: float) -> bool:
        """Whether enough time has passed to look."""
        return now - self._compared_at >= SCENE_AT_MOST_EVERY_S

    def is_due(self, scene: Image, now: float) -> bool:
        """Whether this scene is worth sending; takes note that it is."""
        self._compared_at = now
        small = np.asarray(cv2.resize(scene, _COMPARED_WH, interpolation=cv2.INTER_AREA), np.uint8)
        if now - self._sent_at < SCENE_AT_LEAST_EVERY_S and not self._has_changed(small):
            return False
        self._sent_at, self._compared = now, small
        # Of the clock, so that a worker that is started again does not repeat a number.
        self.revision = max(self.revision + 1, round(time.time() * 1000))
        return True

    def _has_changed(self, small: npt.NDArray[np.uint8]) -> bool:
        if self._compared is None:
            return True
        different = cv2.absdiff(small, self._compared).max(axis=2) > _CHANGED_BY
        return float(different.mean()) > _CHANGED_SHARE


def _shown_wh(frame: Frame) -> tuple[int, int]:
    width, height = frame.size_wh
    scale = min(1.0, MAX_WIDTH / width)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _fitted(image: Image, size_wh: tuple[int, int]) -> Image:
    if (image.shape[1], image.shape[0]) == size_wh:
        return image
    return np.asarray(cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA), np.uint8)


def _jpeg(image: Image) -> bytes:
    _, encoded = cv2.imencode(".jpg", image, _JPEG)
    return encoded.tobytes()


def _parts(values: npt.NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values.clip(0, 1))


def _pair(point: npt.NDArray[np.float64]) -> tuple[float, float]:
    x, y = _parts(point)
    return x, y
