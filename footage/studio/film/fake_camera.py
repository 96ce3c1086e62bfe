"""`footage/fake-camera`: a clip as a file that Chromium takes for a camera.

Chromium plays it round and round with `--use-fake-device-for-media-stream` and
`--use-file-for-fake-video-capture=FILE`. It tells Motion-JPEG from YUV4MPEG2 by the file's ending.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av
import cv2
from av.video.frame import VideoFrame

from footage.studio.checks.verify import CLIPS
from footage.studio.errors import ClipError, FilmError, FootageError

MJPEG_FPS = 30
"""Motion-JPEG has no place for a frame rate, and Chromium plays it at this one."""
JPEG_QUALITY = 90
ENDINGS = (".mjpeg", ".y4m")


def make_fake_camera(film: Path, out: Path) -> int:
    """Write the film's frames as Motion-JPEG (`.mjpeg`) or YUV4MPEG2 (`.y4m`); returns how many were written.

    Y4M holds the frames as they are, 1.5 bytes a pixel. Motion-JPEG is smaller, and holds each frame as often
    as its time at 30 frames a second asks for. Raises FilmError for another ending, ClipError for a film that
    cannot be decoded.
    """
    if out.suffix not in ENDINGS:
        raise FilmError(f"a fake camera's file ends in {' or '.join(ENDINGS)}; got {out.name!r}")
    unfinished = out.with_name(f".{out.name}.part")
    try:
        with av.open(film) as container, unfinished.open("wb") as file:
            fps = container.streams.video[0].average_rate
            if not fps:
                raise ClipError(f"{film.name} does not tell its frame rate; render the clip again")
            frames = container.decode(video=0)
            count = _write_y4m(frames, fps, file) if out.suffix == ".y4m" else _write_mjpeg(frames, fps, file)
        unfinished.replace(out)
    except (av.FFmpegError, OSError, IndexError) as error:
        raise ClipError(f"{film} cannot be made into {out}: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _write_y4m(frames: Iterator[VideoFrame], fps: Fraction, file: BinaryIO) -> int:
    """The format of MJPEG tools' yuv4mpeg(5): a header, then planes Y, Cb, Cr of each frame."""
    count = 0
    for frame in frames:
        if not count:
            size = f"W{frame.width} H{frame.height}"
            file.write(f"YUV4MPEG2 {size} F{fps.numerator}:{fps.denominator} Ip A1:1 C420\n".encode())
        file.write(b"FRAME\n" + frame.to_ndarray(format="yuv420p").tobytes())
        count += 1
    return count


def _write_mjpeg(frames: Iterator[VideoFrame], fps: Fraction, file: BinaryIO) -> int:
    written = 0
    for number, frame in enumerate(frames, 1):
        picture = frame.to_ndarray(format="bgr24")
        _, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        until = round(number * MJPEG_FPS / fps)
        file.write(jpeg.tobytes() * (until - written))
        written = until
    return written


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns 0, or 1 with a line about what is wrong."""
    parser = argparse.ArgumentParser(prog="footage/fake-camera", description=__doc__)
    parser.add_argument("clip", help="the name of a clip, such as selfie-03, or the path of a film")
    parser.add_argument("out", type=Path, help="the file to write: .mjpeg or .y4m")
    options = parser.parse_args(arguments)
    film = Path(options.clip)
    if not film.suffix:
        film = CLIPS / f"{options.clip}.mp4"
    try:
        count = make_fake_camera(film, options.out)
    except FootageError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{count} frames, {options.out.stat().st_size / 1e6:.1f} MB in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
