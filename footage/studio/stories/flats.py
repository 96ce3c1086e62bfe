"""Flat pictures: a stranger holds a member's face before a gate's camera, on paper and on a phone."""

from footage.studio.clip import HARBOUR_PLAZA, Clip
from footage.studio.motion.choreography import Manner, Stay, Turn
from footage.studio.stories.gates import CAMERA

SHOWN = 1
"""Whose face the picture shows."""
HOLDER = 7


def _flat(kind: str, manner: Manner, title: str) -> Clip:
    return Clip(
        name=f"flat-{kind}",
        title=title,
        site=HARBOUR_PLAZA,
        camera=CAMERA,
        place="flat",
        turns=(Turn(HOLDER, 0.0, (0.0, 0.85), (Stay(6.0, (0.0, -2.0), manner),)),),
        seconds=5.0,
        exposure=0.75,
        bounces=1,
        inlaid=True,
        members=(SHOWN,),
        strangers=(HOLDER,),
    )


FLAT_PAPER = _flat("paper", "holding a sheet", "Harbour Plaza, door A, a printed photo held up")
FLAT_PHONE = _flat("phone", "holding a phone", "Harbour Plaza, door A, a photo on a phone held up")
