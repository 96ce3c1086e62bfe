"""Files that are written beside the figures, frame by frame: tracks as text, and the redacted video."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from fractions import Fraction
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Protocol

import av
import numpy as np
from av.container import OutputContainer
from av.error import FFmpegError

from passerby.agent.camera_job import CameraJob
from passerby.agent.line_totals import LineTotals
from passerby.agent.output_paths import free_path, open_private
from passerby.cameras.address import parse
from passerby.crowd.lane import Look
from passerby.shapes.errors import OutputError
from passerby.shapes.frame import Frame, Image
from passerby.shapes.mot import mot_lines
from passerby.shapes.scene import Scene
from passerby.shapes.window import Window
from passerby.vision.background import NEUTRAL_GREY, Background
from passerby.vision.ghost import GhostFigures, draw_ghost
from passerby.vision.trails import Trails

VIDEO_FORMATS = {".mp4": "mp4", ".mkv": "matroska"}
_TIME_BASE = Fraction(1, 1000)
_SURVIVES_A_CRASH = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "flush_packets": "1"}
# A key picture every 25: a crash costs no more than what came after the last one.
_ENCODING = {"crf": "26", "preset": "veryfast", "g": "25"}


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

    def discard(self) -> None:
        """Let go of a file that has failed, and whose fault has been told."""
        ...


class Sinks:
    """The sinks of one camera. One that fails is put aside; its fault is returned, and the others go on."""

    def __init__(self, sinks: list[Sink]) -> None:
        self._sinks = sinks

    def __len__(self) -> int:
        return len(self._sinks)

    def take(self, frame: Frame, look: Look, current: Window | None) -> list[str]:
        """Write what a frame adds; the faults, each fit to show."""
        return self._each(lambda sink: sink.take(frame, look, current))

    def close(self) -> list[str]:
        """Finish the files, and hold none any more; the faults, each fit to show."""
        faults = self._each(lambda sink: sink.close())
        self._sinks = []
        return faults

    def _each(self, act: Callable[[Sink], None]) -> list[str]:
        faults = []
        for sink in list(self._sinks):
            try:
                act(sink)
            except OutputError as error:
                self._sinks.remove(sink)
                sink.discard()
                faults.append(str(error))
        return faults


def open_sinks(job: CameraJob, background: Background | None) -> Sinks:
    """The sinks a job asks for. Raises OutputError when a file cannot be created.

    background: what is known already of the scene with nobody in it. None: never show the scene; right for
    the built-in detector, to which people who stand still are part of it.
    """
    sinks: list[Sink] = []
    if job.tracks_file is not None:
        sinks.append(TracksText(_place(job, job.tracks_file)))
    if job.ghost_file is not None:
        synthetic = parse(job.address).clip is not None
        sinks.append(GhostVideo(_place(job, job.ghost_file), job.scene, background, synthetic=synthetic))
    return Sinks(sinks)


def _place(job: CameraJob, path: Path) -> Path:
    return free_path(path) if job.resumed else path


class TracksText:
    """Tracks as MOT text. Frames are numbered from 1 in the order of analysis."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._frames = 0
        try:
            self._file: IO[str] = TextIOWrapper(open_private(path), encoding="ascii")
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

    def discard(self) -> None:
        """Let go of the file."""
        with suppress(OSError):  # the fault that ended it, once more
            self._file.close()

    def _failed(self, error: OSError) -> OutputError:
        return OutputError(
            f"tracks could not be written to {self._path} any further: {error.strerror}; counting goes on"
        )


class GhostVideo:
    """The ghost view as H.264: the scene with nobody in it and a mark per person, never a picture of one."""

    def __init__(
        self, path: Path, scene: Scene, background: Background | None, *, synthetic: bool = False
    ) -> None:
        if path.suffix.lower() not in VIDEO_FORMATS:
            raise OutputError(f"{path}: the annotated video is written as {' or '.join(VIDEO_FORMATS)}")
        self._path, self._scene, self._background = path, scene, background
        self._synthetic = synthetic
        self._totals = LineTotals()
        self._trails = Trails()
        self._began_at: float | None = None
        try:
            self._file: IO[bytes] = open_private(path)
            self._container: OutputContainer = av.open(
                self._file, "w", format=VIDEO_FORMATS[path.suffix.lower()], options=_SURVIVES_A_CRASH
            )
        except (OSError, FFmpegError) as error:
            raise OutputError(
                f"the annotated video cannot be written to {path}: {error.strerror or error}"
            ) from error
        self._stream = self._container.add_stream("libx264", rate=25, options=_ENCODING)
        self._stream.pix_fmt = "yuv420p"

    def take(self, frame: Frame, look: Look, current: Window | None) -> None:
        """Draw one frame."""
        self._totals.add(look.windows)
        self._trails.follow(look.tracks)
        figures = self._figures(look, current)
        backdrop = self._backdrop(frame, look)
        picture = draw_ghost(backdrop, self._scene, look.tracks, self._trails.by_id(), figures)
        self._encode(picture, frame.captured_at)

    def close(self) -> None:
        """Finish the file."""
        try:
            if self._began_at is not None:
                self._container.mux(self._stream.encode())
            self._container.close()
            self._file.close()
        except (OSError, FFmpegError) as error:
            raise self._failed(error) from error

    def discard(self) -> None:
        """Let go of the file."""
        with suppress(OSError):  # the fault that ended it, once more
            self._file.close()

    def _backdrop(self, frame: Frame, look: Look) -> Image:
        if self._background is None:
            return np.full_like(frame.image, NEUTRAL_GREY)
        possible = np.concatenate([look.detections.boxes_xyxy, look.tracks.boxes_xyxy])
        self._background.learn(frame, possible)
        return self._background.image()

    def _figures(self, look: Look, current: Window | None) -> GhostFigures:
        when = datetime.fromtimestamp(look.tracks.captured_at, UTC)
        return GhostFigures(
            people_now=len(look.tracks),
            zones={zone.name: zone.people_now for zone in current.zones} if current else {},
            lines=self._totals.with_current(current),
            detector=current.detector if current else "",
            time_text=f"{when:%H:%M:%S} UTC",
            synthetic=self._synthetic,
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
            self._container.mux(self._stream.encode(drawn))
        except (OSError, FFmpegError) as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError | FFmpegError) -> OutputError:
        return OutputError(
            f"the annotated video could not be written to {self._path} any further: "
            f"{error.strerror or error}; counting goes on"
        )
