"""Rendered frames into a clip that looks like a plain IP camera's, labelled as synthetic wherever it goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.video.stream import VideoStream

from footage.studio.errors import FilmError

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

COMMENT = "Synthetic: nobody in it exists. CC0 1.0."
SOFTNESS_PX = 0.55
"""Standard deviation of the blur of a plain lens and its sensor's filter."""
SATURATION = 0.88
NOISE = 1.3
"""Standard deviation of the sensor's noise, in levels of 0..255."""
KEY_EVERY_S = 4
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_BLACK, _WHITE = (24, 24, 24), (235, 235, 235)
_BT601 = 6
"""SMPTE 170M in ITU-T H.273: what players assume of pictures this small, and what OpenCV computes."""
_LIMITED = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a film is called and how it is made. crf: x264's constant rate factor; more is smaller, worse."""

    name: str
    title: str
    fps: int
    crf: int = 27


def make_film(frames: Path, path: Path, sheet: Sheet) -> None:
    """Make `path`, an MP4, of the pictures 00001.png, 00002.png, … in a folder. Raises FilmError.

    The noise is seeded with the frame's number: the same pictures give a film that looks the same.
    """
    pictures = _pictures(frames)
    height, width = _read(pictures[0]).shape[:2]
    if width % 2 or height % 2:
        raise FilmError(
            f"frames must be of even width and height for H.264; those in {frames} are {width}×{height}"
        )
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with av.open(
            unfinished, "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"}
        ) as output:
            output.metadata.update({"title": f"{sheet.title} (synthetic)", "comment": COMMENT})
            stream = _stream(output, sheet, width, height)
            for number, planes in enumerate(_graded(pictures, sheet.name, (height, width)), 1):
                frame = av.VideoFrame.from_ndarray(planes, "yuv420p")
                frame.pts, frame.time_base = number - 1, Fraction(1, sheet.fps)
                output.mux(stream.encode(frame))
            output.mux(stream.encode(None))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _pictures(frames: Path) -> list[Path]:
    """The pictures of a folder in their order; none may be missing among them."""
    found = sorted(frames.glob("*.png"))
    if not found:
        raise FilmError(f"{frames} holds no frames; wanted 00001.png, 00002.png, …")
    for number, picture in enumerate(found, 1):
        if picture.name != f"{number:05d}.png":
            raise FilmError(
                f"wanted {number:05d}.png in {frames}; found {picture.name}; render the frames again"
            )
    return found


def _read(path: Path) -> Picture:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise FilmError(f"{path} is no picture that can be read; delete it and render it again")
    return cast(Picture, picture)


def _stream(output: av.container.OutputContainer, sheet: Sheet, width: int, height: int) -> VideoStream:
    options = {
        "crf": str(sheet.crf),
        "preset": "veryslow",
        "profile": "high",
        "x264-params": f"keyint={KEY_EVERY_S * sheet.fps}:threads=1:lookahead-threads=1",
    }
    stream = output.add_stream("libx264", rate=sheet.fps, options=options)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    context.time_base = Fraction(1, sheet.fps)
    context.color_primaries, context.color_trc, context.colorspace = _BT601, _BT601, _BT601
    context.color_range = _LIMITED
    return stream


def _graded(pictures: list[Path], name: str, shape: tuple[int, int]) -> Iterator[Picture]:
    for number, path in enumerate(pictures, 1):
        picture = _read(path)
        if picture.shape[:2] != shape:
            wanted, found = f"{shape[1]}×{shape[0]}", f"{picture.shape[1]}×{picture.shape[0]}"
            raise FilmError(
                f"{path} is {found}; the frames before it are {wanted}; render them all in one size"
            )
        yield as_camera(picture, name, number)


def as_camera(picture: Picture, name: str, seed: int) -> Picture:
    """A rendered picture (H, W, 3), BGR, as a plain camera would have seen it, with its label burned in.

    Returns I420 planes (H * 3 / 2, W) in BT.601's limited range, as the encoder takes them.
    """
    soft = cv2.GaussianBlur(picture, (0, 0), SOFTNESS_PX)
    grey = cv2.cvtColor(cv2.cvtColor(soft, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    pale = cast(Picture, cv2.addWeighted(soft, SATURATION, grey, 1 - SATURATION, 0))
    planes = cast(Picture, cv2.cvtColor(labelled(pale, name), cv2.COLOR_BGR2YUV_I420))
    height, width = picture.shape[:2]
    noise = np.random.default_rng(seed).standard_normal((height, width), np.float32) * NOISE
    planes[:height] = np.clip(np.rint(planes[:height] + noise), 16, 235).astype(np.uint8)
    return planes


def labelled(picture: Picture, name: str) -> Picture:
    """The picture with `SYNTHETIC · name` in its lower left corner, outlined to read on any ground."""
    height = picture.shape[0]
    letters = max(6, round(height * 12 / 432))
    scale = cv2.getFontScaleFromHeight(_FONT, letters, 1)
    left, baseline = letters * 2 // 3, height - letters * 2 // 3
    (first_width, _), _ = cv2.getTextSize("SYNTHETIC ", _FONT, scale, 1)
    dot = (left + first_width, baseline - letters // 2)
    drawn = picture.copy()
    for colour, thickness, radius in ((_BLACK, 3, letters // 6 + 1), (_WHITE, 1, letters // 6)):
        cv2.putText(drawn, "SYNTHETIC", (left, baseline), _FONT, scale, colour, thickness, cv2.LINE_AA)
        # OpenCV's own letters hold no middle dot.
        cv2.circle(drawn, dot, radius, colour, -1, cv2.LINE_AA)
        after = (dot[0] + letters * 2 // 3, baseline)
        cv2.putText(drawn, name, after, _FONT, scale, colour, thickness, cv2.LINE_AA)
    return drawn
