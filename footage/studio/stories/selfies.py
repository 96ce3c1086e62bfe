"""Selfies: a member before their own webcam looks straight, to the left, to the right, and comes closer."""

from footage.studio.clip import HARBOUR_PLAZA, Clip
from footage.studio.motion.choreography import Stay, Turn, Walk
from footage.studio.shooting.camera import Camera

_FACE_MIDDLE_M = {1: 1.583, 4: 1.600, 6: 1.767, 8: 1.555, 10: 1.555}
"""How high the middle of each one's face is when they stand upright; the webcam is a little higher."""
SECONDS = 7.0
_DISTANCE_M = 0.78
_TURN = 32.0

_LOOKS = (
    (0.0, 0.0, 0.0),
    (1.3, 0.0, 0.0),
    (2.0, _TURN, 0.0),
    (2.5, _TURN, 0.0),
    (3.2, 0.0, 0.0),
    (3.6, 0.0, 0.0),
    (4.3, -_TURN, 0.0),
    (4.8, -_TURN, 0.0),
    (5.4, 0.0, 0.0),
)


def _selfie(person: int) -> Clip:
    height = _FACE_MIDDLE_M[person] + 0.03
    turn = Turn(
        person,
        0.0,
        (0.0, 0.02),
        (
            Stay(5.5, (0.0, -2.0), "upright", gaze=_LOOKS),
            Walk(0.0, -0.15, 0.16),
            Stay(1.0, (0.0, -2.0), "upright"),
        ),
    )
    return Clip(
        name=f"selfie-{person:02d}",
        title=f"Cast {person} before a webcam",
        site=HARBOUR_PLAZA,
        camera=Camera((0.0, -_DISTANCE_M, height), (0.0, 0.5, height - 0.03), 30.0, 640, 480),
        place="room",
        turns=(turn,),
        seconds=SECONDS,
        fps=15,
        exposure=0.6,
        bounces=1,
        inlaid=True,
        crf=26,
    )


SELFIES = tuple(_selfie(person) for person in _FACE_MIDDLE_M)
