"""The crowd lane of one camera: frames in, windows of anonymous figures out."""

from dataclasses import dataclass
from math import inf

import numpy as np

from passerby.crowd.figures import SceneFigures
from passerby.crowd.tracker import Tracker
from passerby.shapes.boxes import Boxes
from passerby.shapes.detections import Detections
from passerby.shapes.frame import Frame
from passerby.shapes.scene import Scene
from passerby.shapes.tracks import Tracks
from passerby.shapes.window import Window
from passerby.vision.motion_gate import MotionGate
from passerby.vision.people import PeopleDetector


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What one frame gave. Detections and tracks may be drawn or measured; only windows leave the lane.

    skipped: the motion gate found the scene still, so the last detections stand in for it.
    """

    detections: Detections
    skipped: bool
    tracks: Tracks
    windows: list[Window]


class CrowdLane:
    """Counts the people of one camera. Call `look` with its frames in the order of time, then `close`."""

    def __init__(
        self,
        detector: PeopleDetector,
        scene: Scene,
        camera: str,
        window_s: float = 10.0,
        gate: MotionGate | None = None,
        dropped_so_far: int = 0,
        not_before: float = -inf,
    ) -> None:
        """detector: for this camera alone if it keeps state. gate: None analyses every frame.

        dropped_so_far: frames lost before this lane began, which its windows are not to tell. not_before: UTC
        seconds until which an earlier lane has counted.
        """
        self._detector = detector
        self._gate = gate
        self._last_detections = Detections.empty()
        self._tracker = Tracker()
        self._figures = SceneFigures(scene, camera, detector.name, window_s, dropped_so_far, not_before)

    def look(self, frame: Frame, dropped_so_far: int = 0) -> Look:
        """Analyse one frame. dropped_so_far: frames that were lost since the camera was opened."""
        still = self._gate is not None and self._gate.is_still(frame)
        if not still:
            self._last_detections = self._detector.detect(frame)
            if self._gate is not None:
                self._gate.remember(frame)
        tracks = self._tracker.update(self._last_detections, frame.captured_at, frame.size_wh)
        windows = self._figures.update(tracks, frame.size_wh, dropped_so_far, still)
        return Look(self._last_detections, still, tracks, windows)

    def current(self) -> Window | None:
        """The window that is still filling; None before the first frame. Changes nothing."""
        return self._figures.current()

    @property
    def seen_at(self) -> float:
        """When the last counted frame was taken; -inf before the first."""
        return self._figures.seen_at

    def places(self) -> Boxes:
        """Every place (N, 4) in pixels where somebody may be: what was seen last, however unsure, and where
        those who are followed should be by now. For redaction; no number leaves.
        """
        return np.concatenate([self._last_detections.boxes_xyxy, self._tracker.places()])

    def redraw(self, scene: Scene) -> None:
        """Count by another scene from the next frame on: see SceneFigures.redraw. People stay known."""
        self._figures.redraw(scene)

    def close(self, *, cut: bool = False) -> Window | None:
        """The last window, where the pictures end; None when there was no frame.

        cut: it ends at its last picture rather than at its span's end, for another lane to go on from there.
        """
        return self._figures.close(cut=cut)
