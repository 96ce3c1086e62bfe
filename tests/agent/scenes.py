"""A short synthetic clip with something that moves, and jobs that watch it."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from passerby.agent.camera_job import Analysis, CameraJob
from passerby.cameras.options import CameraOptions

MOTION = Analysis("motion", Path("/nonexistent"))
SIZE_WH = (320, 240)
WHITE = 235


def write_walk(path: Path, frames: int = 40, fps: int = 10) -> Path:
    """A white upright block walks over a dark, noisy ground, four pixels a frame."""
    noise = np.random.default_rng(7)
    ground = noise.integers(40, 60, (SIZE_WH[1], SIZE_WH[0], 3))
    with av.open(path, "w") as output:
        stream = output.add_stream("mpeg4", rate=fps)
        stream.width, stream.height = SIZE_WH
        stream.bit_rate = 2_000_000
        stream.codec_context.time_base = Fraction(1, fps)
        for number in range(frames):
            picture = (ground + noise.integers(-4, 5, ground.shape)).astype(np.uint8)
            left = 40 + 4 * number
            picture[100:180, left : left + 30] = WHITE
            frame = av.VideoFrame.from_ndarray(picture, "bgr24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def job(
    name: str,
    address: str | Path,
    *,
    loop: bool = True,
    fps: float = 10.0,
    tracks_file: Path | None = None,
    ghost_file: Path | None = None,
    resumed: bool = False,
) -> CameraJob:
    """A job that plays an address like a camera, with windows of one second."""
    options = CameraOptions(fps=fps, loop=loop)
    return CameraJob(
        name,
        str(address),
        options=options,
        window_s=1.0,
        tracks_file=tracks_file,
        ghost_file=ghost_file,
        resumed=resumed,
    )
