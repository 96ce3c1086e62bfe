"""Files and folders for analysis, as fast as they can be decoded."""

from collections.abc import Iterator
from types import TracebackType
from typing import Self

from passerby.cameras.address import Address
from passerby.cameras.clock import MediaClock
from passerby.cameras.images import ImageMaker
from passerby.cameras.opened import open_source
from passerby.cameras.options import DEFAULTS, CameraOptions
from passerby.shapes.errors import AddressError, NotAVideoError
from passerby.shapes.frame import Frame

NOMINAL_FPS = 25.0
"""Taken for a file that declares no frame rate, where a timestamp is missing."""


def frame_seconds(options: CameraOptions, declared_fps: float | None) -> float:
    """How long one frame of a file or folder lasts where its timestamps do not say."""
    return 1.0 / (options.fps or declared_fps or NOMINAL_FPS)


class VideoFile:
    """The frames of a file or folder, once, from the first to the last; a context manager.

    started_at: what time the first frame was taken, UTC seconds; captured_at is that plus the frame's own
    time in the file (see `clock.MediaClock` for bad timestamps), or its place in the sequence where
    `options.fps` is set.

    size_wh, fps, codec: of the file; (0, 0) while unknown. expected_frames: by its index, None where there is
    none. damaged: packets or pictures that could not be decoded so far. missing: packets that the index names
    and the file lacks, and truncated: whether there are any; both known once iteration has ended. Audio is
    never read.
    """

    def __init__(
        self, address: Address, options: CameraOptions = DEFAULTS, *, started_at: float = 0.0
    ) -> None:
        if address.is_live:
            raise AddressError(
                f"{address} is a live camera; only files and folders are read as fast as possible"
            )
        self._address, self._options, self._started_at = address, options, started_at
        self._source = open_source(address, options, threads="AUTO")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[Frame]:
        """The frames in order, `captured_at` strictly growing. Raises NotAVideoError if there is none."""
        media = MediaClock(frame_seconds(self._options, self._source.fps))
        images = ImageMaker()
        sequence = 0
        for raw in self._source.pictures():
            media_s = media.advance(None if self._options.fps else raw.stream_s)
            yield Frame(images.image(raw.picture), self._started_at + media_s, sequence)
            sequence += 1
        if sequence == 0:
            raise NotAVideoError(
                f"{self._address} holds no picture that can be decoded ({self.damaged} damaged)"
            )

    @property
    def size_wh(self) -> tuple[int, int]:
        """Width and height in pixels as declared; single frames may differ."""
        return self._source.size_wh

    @property
    def fps(self) -> float | None:
        """Frames a second: `options.fps`, else as declared; None where the file declares none."""
        return self._options.fps or self._source.fps

    @property
    def codec(self) -> str:
        """The codec's short name."""
        return self._source.codec

    @property
    def expected_frames(self) -> int | None:
        """How many frames the file says it holds."""
        return self._source.expected_frames

    @property
    def damaged(self) -> int:
        """Packets or pictures that could not be decoded so far."""
        return self._source.damaged

    @property
    def missing(self) -> int:
        """Frames that the file's index names and its data lacks; known after the last frame."""
        return self._source.missing

    @property
    def truncated(self) -> bool:
        """Whether the file broke off before its end; known after the last frame."""
        return self._source.missing > 0

    def close(self) -> None:
        """Close the file."""
        self._source.close()
