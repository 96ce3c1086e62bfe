"""Keeps one box per person: greedy non-maximum suppression, and the boxes inside the picture."""

import cv2
import numpy as np
import numpy.typing as npt

from passerby.shapes import boxes
from passerby.shapes.boxes import Boxes
from passerby.shapes.detections import Detections, Scores

MAX_CANDIDATES = 600
"""Of more boxes than this only the best scored are looked at: a bound on the work of one frame."""

MAX_IOU = 0.65
"""Two boxes that overlap more are one person. It is the value at which YOLOX's published accuracy was
measured, and on the high side for crowds: of two people one behind the other the hidden one is lost for good
when it is suppressed, while a double box with a low score is only offered to a track that already exists."""

_MIN_SIDE_PX = 1.0


def suppress(found: Detections, max_iou: float = MAX_IOU) -> Detections:
    """Drop each box that overlaps a better, kept one by more than `max_iou`; sorted by falling score."""
    return found.where(best_of(found.boxes_xyxy, found.scores, max_iou))


def best_of(boxes_xyxy: Boxes, scores: Scores, max_iou: float) -> npt.NDArray[np.intp]:
    """Indices of the boxes that overlap no better, kept one by more than `max_iou`, by falling score."""
    boxes_ltwh = boxes.to_ltwh(boxes_xyxy).tolist()
    keep = cv2.dnn.NMSBoxes(boxes_ltwh, scores.tolist(), 0.0, max_iou, top_k=MAX_CANDIDATES)
    return np.array(keep, np.intp).reshape(-1)


def inside_picture(found: Detections, size_wh: tuple[int, int]) -> Detections:
    """The detections cut to the picture; those with less than a pixel left of either side are dropped."""
    clipped = boxes.clip(found.boxes_xyxy, size_wh)
    shorter_side = (clipped[:, 2:] - clipped[:, :2]).min(axis=1)
    return Detections(clipped, found.scores).where(np.flatnonzero(shorter_side >= _MIN_SIDE_PX))
