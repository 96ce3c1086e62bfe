"""A folder of pictures, or a single one, as a source: decoded one by one, straight from their bytes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import av
from av.codec import CodecContext
from av.packet import Packet
from av.video.frame import VideoFrame

from passerby.cameras.images import MAX_PIXELS
from passerby.cameras.sources import RawPicture
from passerby.shapes.errors import CameraError, NotAVideoError

DEFAULT_FPS = 1.0
"""A folder has no speed of its own: one picture a second, unless `CameraOptions.fps` says otherwise."""

MAX_PICTURE_BYTES = 2**28

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})

_Codec = Literal["mjpeg", "png", "bmp", "webp", "tiff"]

# The content decides, not the name: (how the bytes begin, what decodes them).
_SIGNATURES: tuple[tuple[re.Pattern[bytes], _Codec], ...] = (
    (re.compile(rb"\xff\xd8\xff"), "mjpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    (re.compile(rb"BM"), "bmp"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp"),
    (re.compile(rb"II\*\x00|MM\x00\*"), "tiff"),
)
_DIGITS = re.compile(r"([0-9]+)")


def natural_order(path: Path) -> tuple[list[tuple[int, str]], str]:
    """A sort key that reads numbers as numbers: img2 before img10; the name itself settles ties."""
    parts = _DIGITS.split(path.name.casefold())
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts], path.name


def is_picture(path: Path) -> bool:
    """Whether a file's name is that of a picture. Hidden files are not."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def list_pictures(folder: Path) -> list[Path]:
    """The pictures right in a folder, in natural order. Raises CameraError where it cannot be listed."""
    try:
        return sorted((path for path in folder.iterdir() if is_picture(path)), key=natural_order)
    except OSError as error:
        raise CameraError(
            f"the folder {folder} cannot be listed ({(error.strerror or '').lower()})"
        ) from None


class PicturesSource:
    """Pictures in the order given. One that cannot be decoded is counted in `damaged` and passed over."""

    def __init__(self, paths: list[Path], place: str) -> None:
        if not paths:
            raise NotAVideoError(
                f"the folder {place} holds no pictures ({', '.join(sorted(SUFFIXES))}); name the folder "
                "right above them"
            )
        self._paths = paths
        self.container, self.codec = "pictures", paths[0].suffix.lower().lstrip(".")
        self.size_wh = (0, 0)
        self.fps: float | None = DEFAULT_FPS
        self.expected_frames: int | None = len(paths)
        self.damaged = self.missing = 0
        self.is_finite = True
        self.live_edge: tuple[float, float] | None = None
        self.has_audio = False
        self.pixel_format = ""

    def pictures(self) -> Iterator[RawPicture]:
        """The pictures in order, without timestamps."""
        for path in self._paths:
            picture = _decode(path)
            if picture is None:
                self.damaged += 1
                continue
            self.pixel_format = picture.format.name
            yield RawPicture(picture, None)

    def close(self) -> None:
        """Nothing is held open between pictures."""


def _decode(path: Path) -> VideoFrame | None:
    """One picture, or None where the file is none, is damaged, is too large or cannot be read."""
    try:
        if path.stat().st_size > MAX_PICTURE_BYTES:
            return None
        content = path.read_bytes()
    except OSError:
        return None
    codec = next((codec for signature, codec in _SIGNATURES if signature.match(content)), None)
    if codec is None:
        return None
    context = CodecContext.create(codec, "r")
    # FFmpeg counts its padding of up to 63 columns too; the exact limit is ours, below.
    context.options = {"max_pixels": str(2 * MAX_PIXELS)}
    context.thread_type = "NONE"
    try:
        pictures = [*context.decode(Packet(content)), *context.decode(None)]
    except av.FFmpegError:
        return None
    fits = bool(pictures) and pictures[0].width * pictures[0].height <= MAX_PIXELS
    return pictures[0] if fits else None
