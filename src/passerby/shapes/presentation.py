"""One person's few seconds in front of a gate, and how they ended."""

from dataclasses import dataclass
from enum import StrEnum


class GateMode(StrEnum):
    """How a gate decides.

    verify: a face is compared with the pass of the card that is shown, and no other. identify: with every
    pass that is open at this site now.
    """

    VERIFY = "verify"
    IDENTIFY = "identify"


class Outcome(StrEnum):
    """How a presentation ends."""

    ACCEPTED = "accepted"
    AMBIGUOUS = "ambiguous"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Presentation:
    """What a gate found. A stranger's tells no more than that there was one.

    number: counts this gate's presentations from 1 since it was opened; means nothing anywhere else.
    began_at: the first good frame; decided_at: the frame that decided; UTC seconds of the frames themselves.
    pass_id: whose pass was accepted, else "". note: what to tell the person in front of the gate, or "".
    """

    number: int
    mode: GateMode
    outcome: Outcome
    began_at: float
    decided_at: float
    pass_id: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if (self.outcome is Outcome.ACCEPTED) is not bool(self.pass_id):
            raise ValueError(f"an accepted presentation has a pass, and no other has one; got {self.outcome}")
        if self.decided_at < self.began_at:
            raise ValueError("a presentation is decided after it began")
