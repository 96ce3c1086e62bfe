"""Asks for a turn of the head, and sees whether what turned was round.

A picture on paper or on a screen is flat, and stays so however it is moved: the nose never leaves its place
against eyes and mouth (`face_geometry.parallax`). What this does not stop: a picture that is bent or folded
at the nose, a film of the member on a tablet that happens to turn to the side asked for, a mask, and a twin.
It is no presentation attack detection in the sense of ISO/IEC 30107-3, and was never measured as one.
"""

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np
import numpy.typing as npt

from passerby.gate.face_geometry import parallax

LEAST_TURN = 0.09
"""Parallax of a turn, in faces: a nose that stands out .33 shows so much at 16 degrees. Landmarks on
pictures held flat, tilted and waved move by .03 at most."""

_HALFWAY = 0.03
"""Somebody is seen on the way, so that a frontal picture is not exchanged for one that shows a profile."""

_FRAMES_TURNED = 2


class Side(StrEnum):
    """The side that the person is asked to turn to, as they see it; the camera sees the other one."""

    LEFT = "left"
    RIGHT = "right"


class Turn(StrEnum):
    """How far a turn has come."""

    AWAITED = "awaited"
    TURNED = "turned"


@dataclass(frozen=True, slots=True, eq=False)
class TurnCheck:
    """One person's turn of the head.

    side: None takes either. reference_xy: (5, 2) landmarks before the turn, pixels. asked_at: seconds.
    halfway, turned: how many frames showed the head on its way, and turned.
    """

    side: Side | None
    reference_xy: npt.NDArray[np.float32]
    asked_at: float
    halfway: int = 0
    turned: int = 0

    @classmethod
    def at_random(cls, landmarks_xy: npt.NDArray[np.float32], asked_at: float) -> Self:
        """Ask somebody with these landmarks (5, 2) for a side that nobody can know beforehand."""
        return cls(secrets.choice(tuple(Side)), landmarks_xy.copy(), asked_at)

    @property
    def words(self) -> str:
        """What to tell the person."""
        return f"Turn your head slowly to {'one side' if self.side is None else f'your {self.side.value}'}."

    @property
    def progress(self) -> Turn:
        """Whether the head turned, was round, and was seen on its way."""
        return Turn.TURNED if self.turned >= _FRAMES_TURNED and self.halfway else Turn.AWAITED

    def with_frame(self, landmarks_xy: npt.NDArray[np.float32]) -> "TurnCheck":
        """After one frame more, with the landmarks (5, 2) of the same face. Once turned, it stays so."""
        if self.progress is Turn.TURNED:
            return self
        turn = self._towards_side(parallax(self.reference_xy, landmarks_xy))
        halfway = self.halfway + (_HALFWAY <= turn < LEAST_TURN)
        turned = self.turned + 1 if turn >= LEAST_TURN else 0
        return TurnCheck(self.side, self.reference_xy, self.asked_at, halfway, turned)

    def _towards_side(self, aside: float) -> float:
        if self.side is None:
            return abs(aside)
        # A camera looks at the person: their left is on the right of the picture.
        return aside if self.side is Side.LEFT else -aside
