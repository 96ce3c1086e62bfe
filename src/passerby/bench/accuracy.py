"""How well tracks agree with ground truth: the CLEAR MOT and identity measures of `motmetrics`."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from passerby.shapes import boxes
from passerby.shapes.errors import PasserbyError
from passerby.shapes.mot import TrackTable

MATCH_IOU = 0.5

Overlap = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]
"""One frame: the ids that are there (N,), the ids that were seen (M,), and their IoU (N, M)."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Tracks against ground truth at IoU 0.5. Shares are 0..1; MOTA may be negative.

    mota, precision, recall: K. Bernardin and R. Stiefelhagen 2008. idf1: E. Ristani et al. 2016.
    count_error: mean absolute error in people a frame.
    """

    mota: float
    idf1: float
    id_switches: int
    precision: float
    recall: float
    count_error: float


def measure(truth: TrackTable, tracks: TrackTable, frames: int) -> Accuracy:
    """Hold the tracks of a video of so many frames against the truth."""
    motmetrics = _library()
    events = motmetrics.MOTAccumulator(auto_id=True)
    for there, seen, iou in overlaps(truth, tracks, frames):
        events.update(there, seen, np.where(iou >= MATCH_IOU, 1.0 - iou, np.nan))
    names = ["mota", "idf1", "num_switches", "precision", "recall"]
    values = motmetrics.metrics.create().compute(events, metrics=names, name="all").loc["all"]
    return Accuracy(
        mota=float(values["mota"]),
        idf1=float(values["idf1"]),
        id_switches=int(values["num_switches"]),
        precision=float(np.nan_to_num(values["precision"])),
        recall=float(values["recall"]),
        count_error=count_error(truth, tracks, frames),
    )


def count_error(truth: TrackTable, tracks: TrackTable, frames: int) -> float:
    """Mean absolute difference between the numbers of people, frame by frame."""
    there, seen = (
        np.bincount(table.frames, minlength=frames + 1)[1 : frames + 1] for table in (truth, tracks)
    )
    return float(np.abs(there - seen).mean())


def overlaps(truth: TrackTable, tracks: TrackTable, frames: int) -> list[Overlap]:
    """Per frame: the true ids, the tracks' ids, and the IoU of each pair."""
    found = []
    for frame in range(1, frames + 1):
        there, seen = truth.frames == frame, tracks.frames == frame
        iou = boxes.iou(truth.boxes_xyxy[there], tracks.boxes_xyxy[seen])
        found.append((truth.ids[there], tracks.ids[seen], iou))
    return found


def _library() -> Any:
    try:
        import motmetrics
    except ImportError as error:
        raise PasserbyError(
            "measuring needs the extra packages `bench`; install them with pip install 'passerby[bench]'"
        ) from error
    return motmetrics
