"""Lobby: people queue at a desk, and others pass through a door both ways.

The script is circular: everybody is at the end of the clip where they are at its beginning.
"""

from itertools import pairwise

from footage.studio.clip import LIBRARY, Clip, Ground, GroundLine, GroundZone
from footage.studio.motion.choreography import Stay, Turn, Walk
from footage.studio.motion.clearance import Obstacle
from footage.studio.shooting.camera import Camera

SECONDS = 30.0
BACK_Y = 6.0
RIGHT_X = 5.6
DOOR = (-2.3, -0.5)
"""From where to where, across, the door in the back wall is."""
PASSAGE = (-1.3, 0.5)
"""From where to where, away from the camera, the opening in the right wall is."""
DESK = (3.3, 3.2)
PLANT = Obstacle(1.6, 5.4, 0.3)
STAND = Obstacle(-3.9, 3.4, 0.3)

_OUTSIDE = (-3.6, 7.1)
"""Behind the wall beside the door, where nobody is seen; the two below lie likewise."""
_IN_PASSAGE = (6.8, 2.2)
_BEHIND_CAMERA = (-2.4, -5.4)

_PLACES: tuple[Ground, ...] = ((0.15, 2.95), (1.15, 3.05), (2.15, 3.2))
_EVERY_S = 6.0
_WAIT_S = 4.7


def _queued(person: int, joins_s: float, arrival: tuple[Ground, ...], leaving: tuple[Ground, ...]) -> Turn:
    """Come in, wait in the last, the middle and the first place, and leave. joins_s: when they join."""
    way = (*arrival, _PLACES[0])
    length = sum(((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5 for a, b in pairwise(way))
    steps: list[Walk | Stay] = [Walk(*place) for place in way[1:]]
    manners = ("at ease", "reading", "hands together")
    for place, manner in zip(_PLACES, manners, strict=True):
        if place != _PLACES[0]:
            steps.append(Walk(*place, speed=_distance_of_places() / (_EVERY_S - _WAIT_S)))
        steps.append(Stay(_WAIT_S, DESK, manner))  # type: ignore[arg-type]
    steps += [Walk(*place) for place in leaving]
    return Turn(person, joins_s - length / 1.25, arrival[0], tuple(steps), speed=1.25)


def _distance_of_places() -> float:
    (ax, ay), (bx, by) = _PLACES[:2]
    return float(((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5)


_FROM_DOOR = (_OUTSIDE, (-1.7, 6.6), (-1.3, 4.4), (-0.8, 3.0))
_TO_PASSAGE = ((2.5, 1.6), (4.6, -0.3), (6.3, -0.2), _IN_PASSAGE)

TURNS = (
    _queued(1, 0.0, _FROM_DOOR, _TO_PASSAGE),
    _queued(4, 6.0, _FROM_DOOR, _TO_PASSAGE),
    _queued(6, 12.0, _FROM_DOOR, _TO_PASSAGE),
    _queued(8, 18.0, _FROM_DOOR, _TO_PASSAGE),
    _queued(11, 24.0, _FROM_DOOR, _TO_PASSAGE),
    # Through the door, both ways.
    Turn(
        2,
        2.0,
        _IN_PASSAGE,
        (Walk(6.2, -0.3), Walk(3.6, 1.1), Walk(-1.3, 1.3), Walk(-1.9, 4.4), Walk(-1.9, 6.7), Walk(*_OUTSIDE)),
    ),
    Turn(
        2,
        17.0,
        _OUTSIDE,
        (
            Walk(-1.3, 6.7),
            Walk(-1.9, 4.2),
            Walk(-1.4, 1.4),
            Walk(1.2, 1.2),
            Walk(4.2, -0.4),
            Walk(6.2, -0.5),
            Walk(*_IN_PASSAGE),
        ),
    ),
    Turn(
        3,
        8.0,
        _BEHIND_CAMERA,
        (Walk(-2.3, 0.5), Walk(-1.7, 4.4), Walk(-1.6, 6.7), Walk(*_OUTSIDE)),
        speed=1.35,
    ),
    Turn(
        3, 21.0, _OUTSIDE, (Walk(-1.3, 6.7), Walk(-1.6, 4.4), Walk(-3.0, 0.4), Walk(-2.9, -5.4)), speed=1.35
    ),
    # Reads the notices on a stand, then leaves by the door.
    Turn(
        5,
        10.0,
        (-3.3, -5.4),
        (
            Walk(-3.3, 2.5),
            Stay(9.5, (STAND.x, STAND.y), "hands together"),
            Walk(-2.0, 4.6),
            Walk(-1.9, 6.7),
            Walk(*_OUTSIDE),
        ),
    ),
    Turn(
        7, 26.0, _OUTSIDE, (Walk(-1.4, 6.7), Walk(-1.8, 4.2), Walk(-2.6, -0.4), Walk(-2.2, -5.4)), speed=1.3
    ),
    Turn(
        7,
        12.0,
        _BEHIND_CAMERA,
        (Walk(-1.9, -0.2), Walk(3.6, -0.5), Walk(6.3, -0.3), Walk(*_IN_PASSAGE)),
        speed=1.3,
    ),
    # Two meet and talk in the middle.
    Turn(
        9,
        -2.0,
        _IN_PASSAGE,
        (
            Walk(6.2, -0.6),
            Walk(1.3, 0.2),
            Stay(11.0, (0.3, 0.0), "talking"),
            Walk(-2.2, -1.2),
            Walk(-1.6, -5.4),
        ),
    ),
    Turn(
        10,
        -1.0,
        _BEHIND_CAMERA,
        (
            Walk(0.2, 0.0),
            Stay(11.0, (1.4, 0.3), "at ease, other leg"),
            Walk(3.4, -0.7),
            Walk(6.2, -0.7),
            Walk(*_IN_PASSAGE),
        ),
    ),
    Turn(12, 22.5, _IN_PASSAGE, (Walk(6.2, -0.2), Walk(1.8, -0.9), Walk(-1.0, -5.4)), speed=1.3),
)

LOBBY = Clip(
    name="lobby",
    title="Library, the lobby with the desk",
    site=LIBRARY,
    camera=Camera((-4.7, -3.7, 2.85), (0.7, 2.6, 0.72), 24.0, 768, 432),
    place="lobby",
    turns=TURNS,
    seconds=SECONDS,
    loops=True,
    exposure=0.35,
    bounces=1,
    inlaid=True,
    zones=(GroundZone("desk", ((-0.45, 2.35), (2.8, 2.45), (2.8, 3.85), (-0.45, 3.7))),),
    # So far inside the door that whoever comes in is wholly seen on both sides of it.
    lines=(GroundLine("door", (-3.1, BACK_Y - 1.5), (-0.2, BACK_Y - 1.5)),),
    calibration_m=((-3.0, 0.0), (3.0, 0.0), (2.6, 4.6), (-3.0, 4.6)),
    obstacles=(PLANT, STAND, Obstacle(3.3, 2.6, 0.55), Obstacle(3.3, 3.8, 0.55)),
)
