"""Files that are written beside the figures, frame by frame: tracks as text, and the redacted video."""

from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import IO, Protocol

import av
import numpy as np
from av.container import OutputContainer
from av.error import FFmpegError

from passerby.agent.camera_job import CameraJob
from passerby.agent.line_totals import LineTotals
from passerby.agent.numbered import free_path
from passerby.crowd.lane import Look
from passerby.shapes.errors import OutputError
from passerby.shapes.frame import Frame, Image
from passerby.shapes.mot import mot_lines
from passerby.shapes.scene import Scene
from passerby.shapes.window import Window
from passerby.vision.background import Background
from passerby.vision.ghost import GhostFigures, draw_ghost
from passerby.vision.trails import Trails

_TIME_BASE = Fraction(1, 1000)
_SURVIVES_A_CRASH = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}


class Sink(Protocol):
    """Takes each analysed frame and the window that it fills. Both methods raise OutputError, after which the
    sink is of no more use.
    """

    def take(self, frame: Frame, look: Look, current: Window | None, /) -> None:
        """Write what this frame adds."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


def open_sinks(job: CameraJob, background: Background | None = None) -> list[Sink]:
    """The sinks a job asks for. Raises OutputError when a file cannot be created.

    background: what is known already of the scene with nobody in it.
    """
    sinks: list[Sink] = []
    if job.tracks_file is not None:
        sinks.append(TracksText(_place(job, job.tracks_file)))
    if job.ghost_file is not None:
        sinks.append(GhostVideo(_place(job, job.ghost_file), job.scene, background or Background()))
    return sinks


def each_sink(sinks: list[Sink], act: Callable[[Sink], None]) -> list[str]:
    """Do something with every sink. One that fails is taken off the list; the faults, each fit to show."""
    faults = []
    for sink in list(sinks):
        try:
            act(sink)
        except OutputError as error:
            sinks.remove(sink)
            faults.append(str(error))
    return faults


def _place(job: CameraJob, path: Path) -> Path:
    return free_path(path) if job.resumed else path


class TracksText:
    """Tracks as MOT text. Frames are numbered from 1 in the order of analysis."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._frames = 0
        try:
            self._file: IO[str] = path.open("w", encoding="ascii")
        except OSError as error:
            raise OutputError(f"tracks cannot be written to {path}: {error.strerror}") from error

    def take(self, _frame: Frame, look: Look, _current: Window | None) -> None:
        """Write the frame's tracks, a line each."""
        self._frames += 1
        try:
            self._file.write(mot_lines(self._frames, look.tracks))
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Flush and close."""
        try:
            self._file.close()
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> OutputError:
        return OutputError(
            f"tracks could not be written to {self._path} any further: {error.strerror}; counting goes on"
        )


class GhostVideo:
    """The ghost view as H.264: the scene with nobody in it and a mark per person, never a picture of one."""

    def __init__(self, path: Path, scene: Scene, background: Background) -> None:
        self._path, self._scene, self._background = path, scene, background
        self._totals = LineTotals()
        self._trails = Trails()
        self._began_at: float | None = None
        try:
            # FFmpeg opens the file with the first frame; who cannot write should hear it before.
            path.open("wb").close()
            self._file: OutputContainer = av.open(f"file:{path.absolute()}", "w", options=_SURVIVES_A_CRASH)
        except (OSError, FFmpegError, ValueError) as error:
            raise OutputError(f"the annotated video cannot be written to {path}: {error}") from error
        self._stream = self._file.add_stream("libx264", rate=25, options={"crf": "26", "preset": "veryfast"})
        self._stream.pix_fmt = "yuv420p"

    def take(self, frame: Frame, look: Look, current: Window | None) -> None:
        """Draw one frame."""
        self._totals.add(look.windows)
        possible = np.concatenate([look.detections.boxes_xyxy, look.tracks.boxes_xyxy])
        self._background.learn(frame, possible)
        self._trails.follow(look.tracks)
        figures = self._figures(look, current)
        picture = draw_ghost(
            self._background.image(), self._scene, look.tracks, self._trails.by_id(), figures
        )
        self._encode(picture, frame.captured_at)

    def close(self) -> None:
        """Finish the file."""
        try:
            if self._began_at is not None:
                self._file.mux(self._stream.encode())
            self._file.close()
        except (OSError, FFmpegError) as error:
            raise self._failed(error) from error

    def _figures(self, look: Look, current: Window | None) -> GhostFigures:
        when = datetime.fromtimestamp(look.tracks.captured_at, UTC)
        return GhostFigures(
            people_now=len(look.tracks),
            zones={zone.name: zone.people_now for zone in current.zones} if current else {},
            lines=self._totals.with_current(current),
            detector=current.detector if current else "",
            time_text=f"{when:%H:%M:%S} UTC",
        )

    def _encode(self, picture: Image, captured_at: float) -> None:
        # H.264 halves the colour planes, so both sides must be even.
        even = np.pad(picture, [(0, picture.shape[0] % 2), (0, picture.shape[1] % 2), (0, 0)], mode="edge")
        if self._began_at is None:
            self._began_at = captured_at
            self._stream.width, self._stream.height = even.shape[1], even.shape[0]
            self._stream.codec_context.time_base = _TIME_BASE
        drawn = av.VideoFrame.from_ndarray(even, format="bgr24")
        if (drawn.width, drawn.height) != (self._stream.width, self._stream.height):
            drawn = drawn.reformat(width=self._stream.width, height=self._stream.height)
        drawn.pts = round((captured_at - self._began_at) / _TIME_BASE)
        drawn.time_base = _TIME_BASE
        try:
            self._file.mux(self._stream.encode(drawn))
        except (OSError, FFmpegError) as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> OutputError:
        return OutputError(
            f"the annotated video could not be written to {self._path} any further: {error}; counting goes on"
        )
