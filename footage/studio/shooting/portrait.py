"""One picture of one person's face from the front, in soft light before a plain wall."""

from pathlib import Path

import numpy as np

from footage.studio.bodies.dressing import Person
from footage.studio.bodies.walk import UPRIGHT
from footage.studio.motion.performance import in_scene
from footage.studio.shooting import stage
from footage.studio.shooting.camera import SENSOR_WIDTH_MM, Camera
from footage.studio.shooting.solids import box, matter

_DISTANCE_M = 1.2
SAMPLES = 6


def photograph(person: Person, path: Path, size: int = 400, face_share: float = 0.5) -> None:
    """Write a square picture whose middle is the face; face_share: how much of its height the face takes.

    Whatever scene there was is gone afterwards.
    """
    stage.new_scene()
    stage.sky(40, 200, 0.0, 0.0)
    stage.prepare_renderer(SAMPLES, exposure=0.3)
    grey = matter((0.5, 0.48, 0.45), wear=1.0)
    box((0, 2.0, 1.5), (12, 0.2, 5), grey)
    box((0, 0, -0.05), (12, 12, 0.1), grey)
    stage.panel_light((-1.6, -2.2, 2.6), (1.6, 1.2), 70, towards=(1.6, 2.2, -1.0))
    stage.panel_light((1.8, -1.8, 2.2), (1.2, 1.2), 30, towards=(-1.8, 1.8, -0.6))
    stage.panel_light((0, 0, 3.5), (3, 3), 40)
    points = in_scene(person.body.posed(UPRIGHT), np.zeros(2), 0.0)
    stage.move_person(stage.add_person(person), points)
    face = points[person.body.face]
    middle = (face.min(axis=0) + face.max(axis=0)) / 2
    focal_mm = SENSOR_WIDTH_MM * face_share * _DISTANCE_M / float(np.ptp(face[:, 2]))
    at = (0.0, float(middle[1]) - _DISTANCE_M, float(middle[2]))
    stage.aim(Camera(at, (0.0, float(middle[1]), float(middle[2])), focal_mm, size, size))
    stage.render(path)
