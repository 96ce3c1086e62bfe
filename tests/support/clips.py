"""Small clips, made with PyAV, whose pictures tell their own number."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Literal, cast

import av
import numpy as np
import numpy.typing as npt
from av.video.stream import VideoStream

SIZE_WH = (64, 48)
H264 = {
    "x264-params": "aud=1:bframes=0:keyint=10:scenecut=0:threads=1:sliced-threads=0",
    "preset": "ultrafast",
}


def grey_picture(level: int, size_wh: tuple[int, int] = SIZE_WH) -> npt.NDArray[np.uint8]:
    """A picture of one even grey, 0..255."""
    return np.full((size_wh[1], size_wh[0], 3), level, np.uint8)


def write_clip(
    path: Path,
    count: int = 20,
    *,
    codec: str = "mpeg4",
    pixel_format: str = "yuv420p",
    size_wh: tuple[int, int] = SIZE_WH,
    fps: int = 10,
    times_ms: Iterable[int] | None = None,
    options: dict[str, str] | None = None,
    container: str | None = None,
    container_options: dict[str, str] | None = None,
) -> Path:
    """A clip whose picture number i is an even grey of level 10 + 10 * (i % 20)."""
    with av.open(path, "w", format=container, options=container_options or {}) as output:
        stream = cast(VideoStream, output.add_stream(codec, rate=fps, options=options or {}))
        stream.width, stream.height = size_wh
        stream.pix_fmt = pixel_format
        tick = Fraction(1, fps) if times_ms is None else Fraction(1, 1000)
        stream.codec_context.time_base = tick
        stamps = [*range(count)] if times_ms is None else [*times_ms]
        for index, stamp in enumerate(stamps):
            picture = av.VideoFrame.from_ndarray(grey_picture(10 + 10 * (index % 20), size_wh), "bgr24")
            picture.pts, picture.time_base = stamp, tick
            output.mux(stream.encode(picture))
        output.mux(stream.encode(None))
    return path


def write_picture(
    path: Path,
    level: int = 100,
    *,
    codec: Literal["mjpeg", "png", "bmp", "tiff"] = "mjpeg",
    pixel_format: str = "yuvj420p",
    size_wh: tuple[int, int] = SIZE_WH,
) -> Path:
    """One even grey picture in a file of its own."""
    picture = av.VideoFrame.from_ndarray(grey_picture(level, size_wh), "bgr24").reformat(format=pixel_format)
    context = av.CodecContext.create(codec, "w")
    context.width, context.height = size_wh
    context.pix_fmt = pixel_format
    context.time_base = Fraction(1, 25)
    packets = [*context.encode(picture), *context.encode(None)]
    path.write_bytes(b"".join(bytes(packet) for packet in packets))
    return path


def write_film(path: Path, pictures: Sequence[npt.NDArray[np.uint8]], fps: int = 10) -> Path:
    """A clip of these pictures, all of one size, nearly as they are."""
    with av.open(path, "w") as output:
        stream = output.add_stream("libx264", rate=fps, options={"crf": "12"} | H264)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for index, shown in enumerate(pictures):
            picture = av.VideoFrame.from_ndarray(shown, "bgr24")
            picture.pts, picture.time_base = index, Fraction(1, fps)
            output.mux(stream.encode(picture))
        output.mux(stream.encode(None))
    return path
