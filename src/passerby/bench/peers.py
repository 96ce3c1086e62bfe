"""What we are held against: the stock OC-SORT of the package `trackers`, which also measures HOTA.

A development dependency, heavy to import, so it is loaded only when a peer is asked for.
"""

import importlib.util
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from passerby.bench.accuracy import overlaps
from passerby.shapes.detections import Detections
from passerby.shapes.errors import PasserbyError
from passerby.shapes.mot import TrackTable

SURE_SCORE = 0.6
WEAK_SCORE = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class PeerRun:
    """The tracks the peer made of the same detections, and how long its tracking took in seconds."""

    tracks: TrackTable
    seconds: float


def available() -> bool:
    """Whether the peer is installed."""
    return importlib.util.find_spec("trackers") is not None


def hota(truth: TrackTable, tracks: TrackTable, frames: int) -> float | None:
    """HOTA (J. Luiten et al. 2021), 0..1, mean over 19 thresholds; None where `trackers` is not installed."""
    if not available():
        return None
    from trackers.eval.hota import compute_hota_metrics

    there, seen, iou = zip(*overlaps(truth, tracks, frames), strict=True)
    found = compute_hota_metrics(_from_zero(there), _from_zero(seen), list(iou))
    return float(found["HOTA"])


def _from_zero(ids_by_frame: tuple[Any, ...]) -> list[Any]:
    """The same ids numbered 0, 1, 2, …, as the peer's measure wants them."""
    known = np.unique(np.concatenate(ids_by_frame))
    return [np.searchsorted(known, ids) for ids in ids_by_frame]


def run_oc_sort(detections: list[Detections], fps: float) -> PeerRun:
    """Track the frames' detections with stock OC-SORT: its own defaults, told only the true frame rate.

    Raises PasserbyError where `trackers` is not installed.
    """
    if not available():
        raise PasserbyError("the peer needs the package `trackers`; install it with pip install trackers")
    import supervision
    from trackers import OCSORTTracker

    peer = OCSORTTracker(frame_rate=max(fps, 1.0), high_conf_det_threshold=SURE_SCORE)
    frames, ids, boxes_xyxy = [], [], []
    spent = 0.0
    for number, seen in enumerate(detections, 1):
        kept = seen.where(seen.scores >= WEAK_SCORE)
        given = supervision.Detections(
            xyxy=kept.boxes_xyxy, confidence=kept.scores, class_id=np.zeros(len(kept), np.int64)
        )
        began = time.perf_counter()
        tracked = peer.update(given)
        spent += time.perf_counter() - began
        peer_ids = np.asarray(tracked.tracker_id, np.int64)
        named = peer_ids >= 0
        frames.append(np.full(int(named.sum()), number, np.int64))
        ids.append(peer_ids[named])
        boxes_xyxy.append(tracked.xyxy[named].astype(np.float32).reshape(-1, 4))
    table = TrackTable(np.concatenate(frames), np.concatenate(ids), np.concatenate(boxes_xyxy))
    return PeerRun(table, spent)
