"""Plaza: people cross a square between a street and a building, queue at a kiosk, meet and part.

The script is circular: everybody is at the end of the clip where they are at its beginning.
"""

from footage.studio.clip import HARBOUR_PLAZA, Clip, GroundLine, GroundZone
from footage.studio.motion.choreography import Stay, Turn, Walk
from footage.studio.motion.clearance import Obstacle
from footage.studio.shooting.camera import Camera

FRONT_Y = 10.4
"""Where the building begins."""
ENTRANCE = (1.1, 3.7)
"""From where to where, across, its door is."""
KERB_X = -5.4
"""Where the street begins."""
INSIDE = (0.0, 12.0)
"""Behind the wall beside the door, where nobody is seen."""
PILLAR = Obstacle(-3.4, 4.6, 0.5)
KIOSK = Obstacle(5.0, 6.6, 0.9)
PLANTERS = (Obstacle(-0.9, 9.5, 0.6), Obstacle(6.9, 9.4, 0.6))

_KIOSK = (4.9, 6.6)


def _at_kiosk(person: int, starts_s: float, start: tuple[float, float], lead_s: float, away: Walk) -> Turn:
    """Wait in the third, the second and the first place of the queue, then leave.

    lead_s: how long the way to the queue takes, so that everybody arrives when the place is free.
    """
    ahead = (4.9, 6.4)
    to_queue = Walk(4.6, 2.6, _speed(start, (4.6, 2.6), lead_s))
    return Turn(
        person,
        starts_s,
        start,
        (
            to_queue,
            Stay(3.4, ahead, "at ease"),
            Walk(4.65, 3.6, 0.8),
            Stay(8.4, ahead, "reading"),
            Walk(4.75, 4.65, 0.8),
            Stay(9.0, ahead, "hands together"),
            away,
        ),
    )


def _speed(start: tuple[float, float], end: tuple[float, float], seconds: float) -> float:
    return float(((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5 / seconds)


TURNS = (
    # From the street into the building, and out again.
    Turn(1, 0.0, (-11.4, 5.0), (Walk(-5.0, 5.0), Walk(2.2, 8.2), Walk(2.3, 11.5), Walk(*INSIDE)), speed=1.4),
    Turn(
        1,
        17.1,
        INSIDE,
        (
            Walk(2.5, 11.5),
            Walk(2.6, 8.2),
            Walk(-2.2, 6.0),
            Stay(3.5, (PILLAR.x, PILLAR.y), "hands together"),
            Walk(-5.0, 6.0),
            Walk(-11.4, 5.6),
        ),
        speed=1.35,
        lead_m=0.249,
    ),
    # From the building towards the camera, and back.
    Turn(2, 3.5, INSIDE, (Walk(2.9, 11.5), Walk(2.9, 8.6), Walk(1.9, 2.4), Walk(-0.727, -5.9)), speed=1.3),
    Turn(
        2,
        20.6,
        (-4.2, -5.5),
        (Walk(-2.8, -0.4), Stay(2.4, (5.0, 6.6)), Walk(1.5, 8.3), Walk(2.2, 11.5), Walk(*INSIDE)),
        speed=1.3,
    ),
    # The queue at the kiosk.
    _at_kiosk(3, 0.0, (2.6, -5.5), 6.6, Walk(12.0, 5.3316, 1.3)),
    _at_kiosk(4, 12.0, (9.6, 0.4), 6.6, Walk(12.0, 5.5795, 1.35)),
    _at_kiosk(5, 24.0, (6.5, -4.6), 6.6, Walk(12.0, 5.0838, 1.25)),
    # Two meet, talk, and part.
    Turn(
        6,
        -4.0,
        (-11.4, 6.8),
        (
            Walk(-0.75, 1.7),
            Stay(15.8, (0.6, 1.75), "talking"),
            Walk(1.6, 8.4),
            Walk(2.5, 11.5),
            Walk(*INSIDE),
        ),
        speed=1.28,
    ),
    Turn(
        7,
        -2.6,
        (9.6, 1.4),
        (Walk(0.35, 1.75), Stay(16.6, (-1.0, 1.7), "at ease, other leg"), Walk(-3.2, -5.8)),
        speed=1.22,
    ),
    # Behind those who talk, and later back.
    Turn(8, 8.2, (-11.2, 4.2), (Walk(-3.0, 3.3), Walk(1.0, 2.9), Walk(9.8, 1.2)), speed=1.38),
    Turn(
        8, 25.0, (9.8, 0.6), (Walk(2.0, 0.2), Stay(6.0, (2.0, -6.0), "reading"), Walk(-8.9, 1.4)), speed=1.45
    ),
    # Out of the building, behind the advertising pillar, to the street; and the other way.
    Turn(
        9,
        16.7,
        (0.2, 13.4),
        (Walk(1.9, 12.9), Walk(2.1, 11.5), Walk(1.7, 8.8), Walk(-3.2, 6.6), Walk(-11.4, 6.6)),
        speed=1.3,
        lead_m=0.231,
    ),
    Turn(9, 32.0, (-11.4, 4.4), (Walk(-5.5, 5.8), Walk(1.6, 8.5), Walk(2.0, 11.5), Walk(*INSIDE)), speed=1.4),
    # Leaves the picture at the lower edge and comes back.
    Turn(
        10,
        23.6,
        INSIDE,
        (Walk(2.7, 11.5), Walk(2.4, 8.6), Walk(1.2, 1.0), Walk(1.425, -2.6), Walk(1.63, -5.9, 1.85)),
        speed=1.4,
    ),
    Turn(
        10,
        1.66,
        (2.1915, -5.859),
        (Walk(2.3, 0.0), Walk(2.6, 8.6), Walk(2.6, 11.5), Walk(*INSIDE)),
        speed=1.35,
        lead_m=0.841,
    ),
    # Stops to read, goes on over the street's edge, and comes back.
    Turn(
        11,
        10.0,
        (8.2, -0.9),
        (Walk(-1.6, -0.2), Stay(7.5, (-4.0, -3.0), "reading"), Walk(-9.5, 2.2)),
        speed=1.3,
    ),
    Turn(11, 31.8, (-8.4, 0.9), (Walk(-3.0, -0.4), Walk(8.0, -0.6)), speed=1.4),
    # Far across, before the building.
    Turn(
        12,
        25.0,
        (-12.4, 7.6),
        (Walk(-3.0, 7.4), Walk(2.0, 7.3), Walk(6.0, 8.2), Walk(11.0, 8.2), Walk(14.2, 8.2, 1.9)),
        speed=1.4,
    ),
    Turn(
        12,
        7.5,
        (13.35, 8.0),
        (Walk(6.0, 8.0), Walk(3.0, 8.6), Walk(2.8, 11.5), Walk(*INSIDE)),
        speed=1.3,
        lead_m=0.364,
    ),
)

PLAZA = Clip(
    name="plaza",
    title="Harbour Plaza, the square before the entrance",
    site=HARBOUR_PLAZA,
    camera=Camera((-1.0, -8.5, 4.6), (0.4, 2.0, 0.55), 28.0, 768, 432),
    place="plaza",
    turns=TURNS,
    exposure=0.45,
    seconds=36.0,
    loops=True,
    zones=(
        GroundZone("queue", ((3.9, 2.0), (5.4, 2.0), (5.6, 5.4), (3.9, 5.4))),
        GroundZone("square", ((-4.6, -1.8), (3.6, -1.8), (3.6, 6.0), (-4.6, 6.0))),
    ),
    lines=(
        GroundLine("entrance", (4.2, 9.2), (0.6, 9.2)),
        GroundLine("street", (KERB_X, -0.6), (KERB_X, 8.6)),
    ),
    calibration_m=((-3.0, 0.0), (4.0, 0.0), (5.0, 8.0), (-4.0, 8.0)),
    obstacles=(PILLAR, KIOSK, *PLANTERS),
)
