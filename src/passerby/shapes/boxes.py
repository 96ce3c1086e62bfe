"""Functions on boxes. A box is (left, top, right, bottom) in pixels unless a name says otherwise."""

import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float32]
"""(N, 4) float32: left, top, right, bottom in pixels."""

Points = npt.NDArray[np.float64]
"""(N, 2) float64: x, y."""


def area(boxes_xyxy: Boxes) -> npt.NDArray[np.float32]:
    """Areas (N,) in square pixels; a box turned inside out has area 0."""
    sides = np.clip(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2], 0, None)
    return np.asarray(sides[:, 0] * sides[:, 1])


def intersection(a_xyxy: Boxes, b_xyxy: Boxes) -> npt.NDArray[np.float32]:
    """Shared areas (len(a), len(b)) in square pixels."""
    top_left = np.maximum(a_xyxy[:, None, :2], b_xyxy[None, :, :2])
    bottom_right = np.minimum(a_xyxy[:, None, 2:], b_xyxy[None, :, 2:])
    sides = np.clip(bottom_right - top_left, 0, None)
    return np.asarray(sides[..., 0] * sides[..., 1])


def iou(a_xyxy: Boxes, b_xyxy: Boxes) -> npt.NDArray[np.float32]:
    """Intersection over union (len(a), len(b)), 0..1; 0 where both boxes are empty."""
    shared = intersection(a_xyxy, b_xyxy)
    union = area(a_xyxy)[:, None] + area(b_xyxy)[None, :] - shared
    return np.asarray(np.divide(shared, union, out=np.zeros_like(shared), where=union > 0))


def foot_points(boxes_xyxy: Boxes) -> Points:
    """Where each person stands: the middle of the bottom edge, (N, 2) pixels."""
    return np.stack([(boxes_xyxy[:, 0] + boxes_xyxy[:, 2]) / 2, boxes_xyxy[:, 3]], axis=1).astype(np.float64)


def clip(boxes_xyxy: Boxes, size_wh: tuple[int, int]) -> Boxes:
    """The parts of the boxes inside a picture of the given size."""
    limits = np.array([*size_wh, *size_wh], np.float32)
    return np.clip(boxes_xyxy, 0, limits).astype(np.float32)


def from_cxcywh(boxes_cxcywh: npt.NDArray[np.float32]) -> Boxes:
    """Centre-and-size boxes (N, 4) as corners."""
    half = boxes_cxcywh[:, 2:] / 2
    return np.concatenate([boxes_cxcywh[:, :2] - half, boxes_cxcywh[:, :2] + half], axis=1)


def from_ltwh(boxes_ltwh: npt.NDArray[np.float32]) -> Boxes:
    """Corner-and-size boxes (N, 4) as corners."""
    return np.concatenate([boxes_ltwh[:, :2], boxes_ltwh[:, :2] + boxes_ltwh[:, 2:]], axis=1)


def to_ltwh(boxes_xyxy: Boxes) -> npt.NDArray[np.float32]:
    """Boxes as corner and size (N, 4)."""
    return np.concatenate([boxes_xyxy[:, :2], boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]], axis=1)
