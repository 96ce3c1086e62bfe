"""A small stand-in for the synthetic clips that ship, with its truth, and a detector for its figure."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from passerby.footage.catalogue import Catalogue
from passerby.shapes.detections import Detections
from passerby.shapes.frame import Frame
from passerby.vision.people import PeopleDetectors

NAME = "round"
SIZE_WH = (320, 240)
FPS, FRAMES = 10, 60
SCENE = """
time_zone = "Europe/Lisbon"
[[zone]]
name = "hall"
points = [[0, 0], [1, 0], [1, 1], [0, 1]]
[[line]]
name = "middle"
from = [0.5, 1.0]
to = [0.5, 0.0]
"""
FACTS: dict[str, Any] = {
    "clip": NAME,
    "title": "Round trips",
    "synthetic": True,
    "licence": "CC0-1.0",
    "site": {"name": "Test Hall", "city": "Porto", "time_zone": "Europe/Lisbon"},
    "fps": FPS,
    "frames": FRAMES,
    "width": SIZE_WH[0],
    "height": SIZE_WH[1],
    "loops": True,
    "derived": {
        "crossings": [
            {"line": "middle", "person": 1, "frame": 1, "direction": "in"},
            {"line": "middle", "person": 1, "frame": 31, "direction": "out"},
        ],
        "stays": [],
        "occupancy": [{"zone": "", "mean": 1.0, "peak": 1}, {"zone": "hall", "mean": 1.0, "peak": 1}],
    },
}


class WhiteDetector:
    """Finds the white figure, and nothing else."""

    name = "White"
    built_in = False
    note = ""

    def detect(self, frame: Frame) -> Detections:
        """One sure box around all that is white."""
        rows, columns = np.nonzero(frame.image.min(axis=2) > 180)
        if not len(rows):
            return Detections.empty()
        edges = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
        return Detections(np.array([edges], np.float32), np.ones(1, np.float32))


WHITE = PeopleDetectors("White", False, "", WhiteDetector)


def box(frame: int) -> tuple[int, int, int, int]:
    """Where the figure is in a frame from 1: left, top, width, height.

    It swings about the line, and steps over it inwards from the last frame to the first of the next round.
    """
    quarter, step = FRAMES // 4, (frame - 1) % FRAMES
    way = min(step, 2 * quarter - step) if step <= 3 * quarter else step - FRAMES
    return SIZE_WH[0] // 2 - 15 + 4 * way, 90, 30, 80


def write_catalogue(folder: Path, **changed: object) -> Catalogue:
    """A catalogue of one clip, which loops. changed: facts that differ."""
    _write_video(folder / f"{NAME}.mp4")
    rows = [f"{frame},1,{','.join(map(str, box(frame)))},1,-1,-1,-1\n" for frame in range(1, FRAMES + 1)]
    (folder / f"{NAME}.mot.txt").write_text("".join(rows))
    (folder / f"{NAME}.toml").write_text(SCENE)
    write_facts(folder, **changed)
    return Catalogue(folder)


def write_facts(folder: Path, **changed: object) -> None:
    """The JSON of the clip. A fact changed to None is left out."""
    facts = {key: value for key, value in (FACTS | changed).items() if value is not None}
    (folder / f"{NAME}.json").write_text(json.dumps(facts))


def _write_video(path: Path) -> None:
    noise = np.random.default_rng(7)
    ground = noise.integers(40, 60, (SIZE_WH[1], SIZE_WH[0], 3))
    with av.open(path, "w") as output:
        stream = output.add_stream("mpeg4", rate=FPS)
        stream.width, stream.height = SIZE_WH
        stream.bit_rate = 2_000_000
        stream.codec_context.time_base = Fraction(1, FPS)
        for frame in range(1, FRAMES + 1):
            picture = (ground + noise.integers(-4, 5, ground.shape)).astype(np.uint8)
            left, top, width, height = box(frame)
            picture[top : top + height, left : left + width] = 235
            drawn = av.VideoFrame.from_ndarray(picture, "bgr24")
            drawn.pts, drawn.time_base = frame - 1, Fraction(1, FPS)
            output.mux(stream.encode(drawn))
        output.mux(stream.encode(None))
