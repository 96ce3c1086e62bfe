"""A short look at a camera: what it is, or why it cannot be read."""

import time
from dataclasses import dataclass

from passerby.cameras.address import Address
from passerby.cameras.clock import MediaClock
from passerby.cameras.files import frame_seconds
from passerby.cameras.opened import open_source
from passerby.cameras.options import DEFAULTS, CameraOptions
from passerby.cameras.pictures import PicturesSource
from passerby.cameras.sources import StreamSource
from passerby.shapes.errors import CameraError, NotAVideoError

_MOST_FRAMES = 30
_MOST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What was found at an address.

    address: masked. container, codec, pixel_format: FFmpeg's short names. size_wh: of the first frame, in
    pixels. fps: declared, None where not. measured_fps: over the first frames' own timestamps, None where one
    is all there is. first_frame_s: from starting to connect to the first decoded frame. has_audio: there is
    sound; it is never read. expected_frames: how many a file says it holds. damaged: packets that could not
    be decoded meanwhile.
    """

    address: str
    container: str
    codec: str
    size_wh: tuple[int, int]
    pixel_format: str
    fps: float | None
    measured_fps: float | None
    first_frame_s: float
    has_audio: bool
    expected_frames: int | None
    damaged: int


def probe(address: Address, options: CameraOptions = DEFAULTS) -> ProbeReport:
    """Open a source, decode its first frames (at most 30, or 2 s of them), and close it again.

    Raises CameraRefusedError, NotAVideoError or CameraError as opening and reading do.
    """
    started = time.monotonic()
    source = open_source(address, options, with_audio=True)
    try:
        return _look(address, source, options, started)
    finally:
        source.close()


def _look(
    address: Address, source: StreamSource | PicturesSource, options: CameraOptions, started: float
) -> ProbeReport:
    seen = _first_pictures(source, options, started)
    if seen.first_frame_s is None:
        raise NotAVideoError(f"{address} holds no picture that can be decoded ({source.damaged} damaged)")
    return ProbeReport(
        address=str(address),
        container=source.container,
        codec=source.codec,
        size_wh=seen.size_wh,
        pixel_format=source.pixel_format,
        fps=source.fps,
        measured_fps=(len(seen.times) - 1) / seen.times[-1] if len(seen.times) > 1 else None,
        first_frame_s=seen.first_frame_s,
        has_audio=source.has_audio,
        expected_frames=source.expected_frames,
        damaged=source.damaged,
    )


@dataclass(slots=True)
class _Seen:
    """What the first pictures showed: their media times in seconds, the first one's size and when it came."""

    times: list[float]
    size_wh: tuple[int, int] = (0, 0)
    first_frame_s: float | None = None


def _first_pictures(source: StreamSource | PicturesSource, options: CameraOptions, started: float) -> _Seen:
    media = MediaClock(frame_seconds(options, source.fps))
    seen = _Seen([])
    try:
        for raw in source.pictures():
            now = time.monotonic() - started
            if seen.first_frame_s is None:
                seen.size_wh, seen.first_frame_s = (raw.picture.width, raw.picture.height), now
            stamp = raw.stream_s if raw.stream_s is not None or source.is_finite else now
            seen.times.append(media.advance(stamp))
            if len(seen.times) >= _MOST_FRAMES or now - seen.first_frame_s > _MOST_SECONDS:
                break
    except CameraError:
        # A camera that breaks off after its first picture has told what a probe asks.
        if seen.first_frame_s is None:
            raise
    return seen
