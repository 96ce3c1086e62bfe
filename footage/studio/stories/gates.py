"""Gates: people come up to a camera one after another, stop, look at it, and walk on.

Five of the cast are members, and twice two of them come side by side; three others are strangers.
"""

from dataclasses import dataclass
from math import dist

from footage.studio.clip import HARBOUR_PLAZA, LIBRARY, Clip
from footage.studio.motion.choreography import Stay, Turn, Walk
from footage.studio.shooting.camera import Camera
from footage.studio.truth.facts import Presentation

MEMBERS = (1, 4, 6, 8, 10)
STRANGERS = (2, 3, 12)
FPS = 10
CAMERA = Camera((0.0, -0.3, 1.66), (0.0, 2.0, 1.58), 39.0, 640, 480)

_PACE_S = 4.4
"""From one arrival to the next."""
_FIRST_S = 1.0
_STAND_S = 3.4
_STOP_Y = 0.92
_ENTERS = (2.75, 4.3)
"""How far to a side, and how far from the camera, people are before they come into the picture."""
_LANE_Y = 3.9
"""Where they turn towards the camera."""
_SPEED = 1.25
_CAMERA_SPOT = (0.0, -0.6)


@dataclass(frozen=True, slots=True)
class _Visit:
    """Who comes up together, and to which side they leave: 1 is the picture's right."""

    people: tuple[int, ...]
    away: int


_LISBON = (
    _Visit((1,), 1),
    _Visit((4,), -1),
    _Visit((3,), 1),
    _Visit((6, 8), 1),
    _Visit((10,), -1),
    _Visit((2,), 1),
    _Visit((8,), -1),
    _Visit((1, 4), 1),
    _Visit((12,), -1),
    _Visit((6,), 1),
)
_OSLO = (
    _Visit((6,), -1),
    _Visit((12,), 1),
    _Visit((8,), -1),
    _Visit((4, 10), 1),
    _Visit((3,), -1),
    _Visit((1,), 1),
    _Visit((10,), -1),
    _Visit((2,), 1),
    _Visit((1, 6), -1),
    _Visit((4,), 1),
)


def _turn(person: int, stop: tuple[float, float], arrives_s: float, enters: int, away: int) -> Turn:
    """Come in from a side, walk up, stand before the camera, and leave. Sides: 1 is the picture's right."""
    start, lane = (_ENTERS[0] * enters, _ENTERS[1]), (0.7 * stop[0] + 0.2 * enters, _LANE_Y)
    walk_in_s = (dist(start, lane) + dist(lane, stop)) / _SPEED
    look = (stop[0] + (_CAMERA_SPOT[0] - stop[0]) * 0.9, _CAMERA_SPOT[1])
    steps = (
        Walk(*lane),
        Walk(*stop),
        Stay(_STAND_S, look, "upright"),
        Walk(away * 1.6, stop[1] + 0.15, 1.5),
    )
    return Turn(person, arrives_s - walk_in_s, start, steps, speed=_SPEED)


def _turns(visits: tuple[_Visit, ...]) -> tuple[Turn, ...]:
    turns = []
    for number, visit in enumerate(visits):
        arrives_s = _FIRST_S + number * _PACE_S
        if len(visit.people) == 1:
            turns.append(_turn(visit.people[0], (0.0, _STOP_Y), arrives_s, -visit.away, visit.away))
            continue
        for person, x in zip(visit.people, (-0.31, 0.31), strict=True):
            side = 1 if x > 0 else -1
            turns.append(_turn(person, (x, _STOP_Y + 0.1), arrives_s, side, side))
    return tuple(turns)


def _presentations(visits: tuple[_Visit, ...]) -> tuple[Presentation, ...]:
    spans = []
    for number, visit in enumerate(visits):
        stands_s = _FIRST_S + number * _PACE_S
        first = round(stands_s * FPS) + 1
        spans.append(Presentation(visit.people, first, first + round(3.1 * FPS)))
    return tuple(spans)


def _gate(name: str, title: str, visits: tuple[_Visit, ...], site_is_lisbon: bool) -> Clip:
    return Clip(
        name=name,
        title=title,
        site=HARBOUR_PLAZA if site_is_lisbon else LIBRARY,
        camera=CAMERA,
        place="gate",
        turns=_turns(visits),
        seconds=_FIRST_S + len(visits) * _PACE_S + 0.2,
        fps=FPS,
        exposure=0.75,
        bounces=1,
        inlaid=True,
        clear_m=0.5,
        members=MEMBERS,
        strangers=STRANGERS,
        presentations=_presentations(visits),
    )


GATE_LISBON = _gate("gate-lisbon", "Harbour Plaza, door A", _LISBON, site_is_lisbon=True)
GATE_OSLO = _gate("gate-oslo", "Library, east door", _OSLO, site_is_lisbon=False)
