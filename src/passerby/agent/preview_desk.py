"""Where the hub asks to look at a camera. Pictures pass through memory here, and go nowhere else."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from passerby.agent.preview import Preview, PreviewMode
from passerby.agent.reports import CameraReport
from passerby.cameras.health import CameraHealth
from passerby.events.checked import Record
from passerby.events.json_text import read_object, write_object
from passerby.shapes.errors import RecordError

WATCHED_FOR_S = 5.0
"""For how long a request lets a camera go on making previews."""

FRESH_S = 1.0
"""A preview that is older is waited past, for as long; after that the answer is that there is none."""

MAX_QUESTION_BYTES = 2048


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to see. scene_revision: of the scene that they have; 0 for none."""

    camera: str
    mode: PreviewMode
    scene_revision: int


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    preview: Preview
    came_at: float


class PreviewDesk:
    """Answers questions from any thread with what one thread brings: the previews and the cameras' health."""

    def __init__(self) -> None:
        self._came = threading.Condition()
        self._watched_until: dict[tuple[str, PreviewMode], float] = {}
        self._told_until: dict[tuple[str, PreviewMode], float] = {}
        self._shown: dict[tuple[str, PreviewMode], _Shown] = {}
        self._scenes: dict[str, tuple[int, bytes]] = {}
        self._health: dict[str, CameraHealth] = {}

    def answer(self, question: bytes) -> bytes:
        """Answer a request: four bytes with the length of the header, big end first, the header, the picture.

        Raises RecordError for a question that is none, or about a camera that is not here.
        """
        asked = read_question(question)
        with self._came:
            if asked.camera not in self._health:
                raise RecordError(f"there is no camera {asked.camera} at this agent, or it is switched off")
            key = asked.camera, asked.mode
            self._watched_until[key] = time.monotonic() + WATCHED_FOR_S
            self._came.wait_for(lambda: self._fresh(key) is not None, FRESH_S)
            preview, health = self._fresh(key), self._health.get(asked.camera)
            scene = self._scenes.get(asked.camera)
        if health is None:
            raise RecordError(f"the camera {asked.camera} was just taken away")
        if preview is None:
            return _framed(_empty_header(health), None)
        picture = preview.picture
        if asked.mode is PreviewMode.GHOST:
            picture = scene[1] if scene and scene[0] != asked.scene_revision else None
        return _framed(_header(preview, health), picture)

    def to_watch(self) -> list[tuple[str, PreviewMode, float]]:
        """Which cameras are to make previews, and until when; each only when that has moved by a second."""
        with self._came:
            moved = [
                (*key, until)
                for key, until in self._watched_until.items()
                if until - self._told_until.get(key, -float("inf")) >= 1.0
            ]
            self._told_until |= {(camera, mode): until for camera, mode, until in moved}
            return moved

    def show(self, previews: Iterable[Preview], cameras: Iterable[CameraReport]) -> None:
        """Take what the workers have sent, and how the cameras are; let go of what nobody watches."""
        now = time.monotonic()
        with self._came:
            self._health = {camera.health.name: camera.health for camera in cameras}
            for preview in previews:
                self._shown[preview.camera, preview.mode] = _Shown(preview, now)
                if preview.mode is PreviewMode.GHOST and preview.picture is not None:
                    self._scenes[preview.camera] = preview.scene_revision, preview.picture
            for key, until in list(self._watched_until.items()):
                if now > until + WATCHED_FOR_S:
                    self._forget(*key)
            self._came.notify_all()

    def _forget(self, camera: str, mode: PreviewMode) -> None:
        self._watched_until.pop((camera, mode))
        self._told_until.pop((camera, mode), None)
        self._shown.pop((camera, mode), None)
        if mode is PreviewMode.GHOST:
            self._scenes.pop(camera, None)

    def _fresh(self, key: tuple[str, PreviewMode]) -> Preview | None:
        shown = self._shown.get(key)
        return shown.preview if shown and time.monotonic() - shown.came_at <= FRESH_S else None


def read_question(raw: bytes) -> Question:
    """The question in a request. Raises RecordError."""
    fields = Record(read_object(raw, MAX_QUESTION_BYTES, "the question"), "question")
    asked = Question(
        camera=fields.text("camera"),
        mode=PreviewMode(fields.one_of("mode", tuple(PreviewMode))),
        scene_revision=fields.count("scene_revision"),
    )
    fields.finish()
    return asked


def _header(preview: Preview, health: CameraHealth) -> dict[str, object]:
    current = preview.current
    return {
        "captured_at": preview.captured_at,
        "width": preview.size_wh[0],
        "height": preview.size_wh[1],
        "state": health.state.value,
        "note": preview.note,
        "scene_revision": preview.scene_revision,
        "known_share": round(preview.known_share, 4),
        "marks": [{"box": mark.box, "trail": mark.trail} for mark in preview.marks],
        "zones": [
            {"name": z.name, "people_now": z.people_now, "dwell_mean_s": round(z.dwell.current_mean_s, 3)}
            for z in (current.zones if current else ())
        ],
        "lines": [
            {"name": line.name, "entered": line.entered, "left": line.left}
            for line in (current.lines if current else ())
        ],
    }


def _empty_header(health: CameraHealth) -> dict[str, object]:
    """What is said of a camera of which there is nothing to see just now."""
    return {
        "captured_at": None,
        "width": health.size_wh[0],
        "height": health.size_wh[1],
        "state": health.state.value,
        "note": health.reason,
        "scene_revision": 0,
        "known_share": 0.0,
        "marks": [],
        "zones": [],
        "lines": [],
    }


def _framed(header: dict[str, object], picture: bytes | None) -> bytes:
    raw = write_object(header)
    return len(raw).to_bytes(4, "big") + raw + (picture or b"")
