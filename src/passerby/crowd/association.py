"""Which detection belongs to which track: costs, and the cheapest pairing."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from passerby.crowd import kalman
from passerby.crowd.kalman import Array, Motion
from passerby.shapes import boxes
from passerby.shapes.boxes import Boxes

Indices = npt.NDArray[np.intp]

FORBIDDEN = 1e6
"""The cost of a pair that must not be made; far above any allowed cost."""


@dataclass(frozen=True, slots=True)
class PairLimits:
    """What a pair must satisfy: overlap above `least_iou`, squared surprise below `most_surprise`.

    looseness: how much wider than a sure one the detection's noise is. surprise_weight: cost of one unit.
    """

    least_iou: float
    most_surprise: float
    looseness: float = 1.0
    surprise_weight: float = 0.02


def grown_iou(first_xyxy: Boxes, second_xyxy: Boxes, margin: Array) -> Array:
    """IoU (N, M) after growing each pair of boxes on all sides by the first one's margin (N,) in pixels.

    Growing lets boxes meet that a low frame rate or a hidden moment has pulled apart ("buffered IoU",
    F. Yang et al., Hard to Track Objects with Irregular Motions, WACV 2023).
    """
    corner = np.maximum(first_xyxy[:, None, :2], second_xyxy[None, :, :2])
    far_corner = np.minimum(first_xyxy[:, None, 2:], second_xyxy[None, :, 2:])
    grown = 2 * margin[:, None, None]
    shared_sides = np.maximum(far_corner - corner + grown, 0)
    first_sides = np.maximum((first_xyxy[:, 2:] - first_xyxy[:, :2])[:, None, :] + grown, 0)
    second_sides = np.maximum((second_xyxy[:, 2:] - second_xyxy[:, :2])[None, :, :] + grown, 0)
    shared = shared_sides[..., 0] * shared_sides[..., 1]
    areas = first_sides[..., 0] * first_sides[..., 1] + second_sides[..., 0] * second_sides[..., 1]
    return np.asarray(shared / np.maximum(areas - shared, 1e-9))


def surprise(motion: Motion, measured: Array, looseness: float) -> Array:
    """Squared Mahalanobis distance (N, M) of each measured box (M, 4) from each predicted motion (N)."""
    variance = kalman.innovation_variance(motion, looseness)
    apart = (measured[None, :, :] - motion.position[:, None, :]) ** 2
    return np.asarray((apart / variance[:, None, :]).sum(axis=-1))


def pair_cost(motion: Motion, boxes_xyxy: Boxes, margin: Array, limits: PairLimits) -> Array:
    """Cost (N, M) of giving each box to each track, FORBIDDEN where they cannot be the same person.

    Overlap decides; the filter's surprise forbids the impossible and settles near ties.
    """
    overlap = grown_iou(motion.boxes_xyxy(), boxes_xyxy, margin)
    distance = surprise(motion, kalman.measure(boxes_xyxy), limits.looseness)
    possible = (overlap > limits.least_iou) & (distance < limits.most_surprise)
    return np.where(possible, 1 - overlap + limits.surprise_weight * distance, FORBIDDEN)


def cheapest_pairs(cost: Array) -> tuple[Indices, Indices]:
    """Row and column indices of the pairing with the least total cost, without forbidden pairs."""
    rows, columns = linear_sum_assignment(cost)
    allowed = cost[rows, columns] < FORBIDDEN
    return rows[allowed], columns[allowed]


def covered(new_xyxy: Boxes, known_xyxy: Boxes, most_iou: float, most_inside: float) -> npt.NDArray[np.bool_]:
    """Which new boxes (N,) lie so much on a known one that they show the same person again."""
    if not len(new_xyxy) or not len(known_xyxy):
        return np.zeros(len(new_xyxy), np.bool_)
    smaller = np.minimum(boxes.area(new_xyxy)[:, None], boxes.area(known_xyxy)[None, :])
    inside = boxes.intersection(new_xyxy, known_xyxy) / np.maximum(smaller, 1e-9)
    same = (boxes.iou(new_xyxy, known_xyxy) >= most_iou) | (inside >= most_inside)
    return np.asarray(same.any(axis=1))


def hidden_behind(boxes_xyxy: Boxes, visible: npt.NDArray[np.bool_], share: float) -> npt.NDArray[np.bool_]:
    """Which boxes (N,) a visible box in front covers by at least `share` of their area.

    In front is who stands lower on the picture, as on every view from above eye height.
    """
    if not len(boxes_xyxy):
        return np.zeros(0, np.bool_)
    cover = boxes.intersection(boxes_xyxy, boxes_xyxy) / np.maximum(boxes.area(boxes_xyxy), 1e-9)[:, None]
    in_front = boxes_xyxy[None, :, 3] > boxes_xyxy[:, None, 3]
    return np.asarray((cover * (in_front & visible[None, :])).max(axis=1) > share)
