"""Ground truth of a frame, from where every point of every person is: no picture is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footage.studio.bodies.body import Body
from footage.studio.motion.performance import Placed
from footage.studio.truth.pinhole import Pinhole
from footage.studio.truth.raster import Patch, draw_depth, visibility
from footage.studio.truth.rows import Truth

Floats = NDArray[np.float64]
_NEAREST_M = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Present:
    """A person in a frame: cast number, body, and where they are."""

    person: int
    body: Body
    placed: Placed


def measure(
    frame: int, time_s: float, people: Sequence[Present], camera: Pinhole, scenery_m: NDArray[np.float32]
) -> Truth:
    """The truth of one frame: a row for each person whose box touches the picture.

    scenery_m: (H, W), depths of the place without people, in metres.
    """
    rows = [
        (present, patch, box)
        for present in sorted(people, key=lambda present: present.person)
        for patch, box in [_silhouette(present, camera)]
        if box is not None and _touches(box, camera)
    ]
    here = [present for present, _, _ in rows]
    seen = visibility([patch for _, patch, _ in rows], scenery_m)
    feet = np.array([[*present.placed.ground_m, 0.0] for present in here]).reshape(-1, 3)
    return Truth(
        frames=np.full(len(rows), frame),
        times_s=np.full(len(rows), time_s),
        persons=np.array([present.person for present in here], np.int64),
        boxes_xyxy=np.array([box for _, _, box in rows], float).reshape(-1, 4),
        visible=np.clip(seen, 0, 1),
        heads_xyxy=_boxes([(present.placed, present.body.head) for present in here], camera),
        faces_xyxy=_boxes([(present.placed, present.body.face) for present in here], camera),
        facing=np.array([_facing(present, camera) for present in here], float),
        feet_xy=camera.project(feet)[0],
        ground_m=feet[:, :2],
    )


def _silhouette(present: Present, camera: Pinhole) -> tuple[Patch, Floats | None]:
    pixels, depths = camera.project(present.placed.points_m)
    if depths.min() < _NEAREST_M:
        return Patch(0, 0, np.zeros((0, 0), np.float32)), None
    patch = draw_depth(pixels, depths, present.body.triangles, camera.width, camera.height)
    return patch, np.concatenate([pixels.min(axis=0), pixels.max(axis=0)])


def _touches(box: Floats, camera: Pinhole) -> bool:
    return bool(box[2] > 0 and box[3] > 0 and box[0] < camera.width and box[1] < camera.height)


def _boxes(parts: Sequence[tuple[Placed, NDArray[np.bool_]]], camera: Pinhole) -> Floats:
    boxes = []
    for placed, points in parts:
        pixels, _ = camera.project(placed.points_m[points])
        boxes.append(np.concatenate([pixels.min(axis=0), pixels.max(axis=0)]))
    return np.array(boxes, float).reshape(-1, 4)


def _facing(present: Present, camera: Pinhole) -> float:
    """Cosine between where the face looks and where the camera is."""
    to_camera = camera.position_m - present.placed.points_m[present.body.face].mean(axis=0)
    return float(np.clip(present.placed.face_way @ to_camera / np.linalg.norm(to_camera), -1, 1))
