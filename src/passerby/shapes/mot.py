"""Tracks as text in the format of the MOT Challenge: frame (from 1), id, left, top, width, height, …"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from passerby.shapes import boxes
from passerby.shapes.boxes import Boxes
from passerby.shapes.errors import GroundTruthError
from passerby.shapes.tracks import Tracks

MAX_ROWS = 20_000_000


@dataclass(frozen=True, slots=True, eq=False)
class TrackTable:
    """Boxes of people over a whole video: parallel arrays of length N.

    frames: (N,) int64, from 1. ids: (N,) int64. boxes_xyxy: (N, 4) float32, pixels.
    """

    frames: npt.NDArray[np.int64]
    ids: npt.NDArray[np.int64]
    boxes_xyxy: Boxes

    def __len__(self) -> int:
        return len(self.frames)


def mot_lines(frame_number: int, tracks: Tracks) -> str:
    """One frame's tracks as MOT text, a line each; "" when nobody is there. frame_number: from 1."""
    rows = zip(tracks.ids, boxes.to_ltwh(tracks.boxes_xyxy), strict=True)
    return "".join(
        f"{frame_number},{person},{left:.2f},{top:.2f},{width:.2f},{height:.2f},1,-1,-1,-1\n"
        for person, (left, top, width, height) in rows
    )


def parse_mot(lines: Iterable[str], source: str) -> TrackTable:
    """Read MOT text. Every row is a person: columns after the sixth are not looked at.

    source: the file's name, for errors. Raises GroundTruthError naming the first line that is wrong.
    """
    rows = [_row(line, f"{source}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]
    if len(rows) > MAX_ROWS:
        raise GroundTruthError(f"{source} has {len(rows)} rows; at most {MAX_ROWS} are read")
    if not rows:
        raise GroundTruthError(f"{source} names nobody; wanted rows of frame,id,left,top,width,height")
    table = np.array(rows, np.float64)
    return TrackTable(
        table[:, 0].astype(np.int64),
        table[:, 1].astype(np.int64),
        boxes.from_ltwh(table[:, 2:6].astype(np.float32)),
    )


def _row(line: str, where: str) -> list[float]:
    parts = line.strip().split(",")
    if len(parts) < 6:
        raise GroundTruthError(
            f"{where}: wanted frame,id,left,top,width,height with commas between; got {line.strip()[:80]!r}"
        )
    try:
        numbers = [float(part) for part in parts[:6]]
    except ValueError as error:
        raise GroundTruthError(f"{where}: {error}; wanted numbers with commas between") from error
    if not np.isfinite(numbers).all() or numbers[0] < 1 or numbers[4] <= 0 or numbers[5] <= 0:
        raise GroundTruthError(
            f"{where}: frames count from 1 and a box is wider and higher than 0; got {line.strip()[:80]!r}"
        )
    return numbers
