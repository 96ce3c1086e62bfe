"""The crowd lane of one camera: frames in, windows of anonymous figures out."""

from dataclasses import dataclass

from passerby.crowd.figures import SceneFigures
from passerby.crowd.tracker import Tracker
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
    ) -> None:
        """detector: for this camera alone if it keeps state. gate: None analyses every frame.

        dropped_so_far: frames lost before this lane began, which its windows are not to tell.
        """
        self._detector = detector
        self._gate = gate
        self._last_detections = Detections.empty()
        self._tracker = Tracker()
        self._figures = SceneFigures(scene, camera, detector.name, window_s, dropped_so_far)

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

    def close(self) -> Window | None:
        """The last window, where the pictures end; None when there was no frame."""
        return self._figures.close()
