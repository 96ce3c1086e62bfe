"""One followed face before a gate: what it showed so far, and what comes of it."""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from passerby.gate.challenge import TurnCheck
from passerby.gate.decisions import Findings
from passerby.shapes.presentation import GateMode, Outcome


class Hint(StrEnum):
    """What the person before the gate is told, beside the sentences of `quality.Fault` and the turn."""

    LOOK = "Look at the camera."
    UNCOVER = "Take off a mask or sunglasses, and look at the camera."
    SHOW_CARD = "Show your card."
    CARD_NOT_OPEN = "No pass of this card is open here now."
    ACCEPTED = "Welcome."
    AMBIGUOUS = "Please show your card."
    TWICE = "Somebody beside you was let in with this card. Ask the staff."
    STRANGER = "You were not recognised. Uncover your face, show your card, or ask the staff."
    ANOTHERS_CARD = (
        "Your face does not fit this card. Step back, uncover your face and show your own card, or ask the "
        "staff."
    )


_ENDED = {
    (Outcome.ACCEPTED, GateMode.IDENTIFY): Hint.ACCEPTED,
    (Outcome.ACCEPTED, GateMode.VERIFY): Hint.ACCEPTED,
    (Outcome.AMBIGUOUS, GateMode.IDENTIFY): Hint.AMBIGUOUS,
    (Outcome.AMBIGUOUS, GateMode.VERIFY): Hint.TWICE,
    (Outcome.STRANGER, GateMode.IDENTIFY): Hint.STRANGER,
    (Outcome.STRANGER, GateMode.VERIFY): Hint.ANOTHERS_CARD,
}


@dataclass(slots=True)
class Visit:
    """A face from when it is first seen until it is lost. Times in seconds of the frames.

    seen_at: the last frame with it. looked_at: the frame that was last compared. findings: since the
    presentation began, None before it does. turn: the turn of the head that is asked for. turned: whether it
    was the right person who turned, None before anybody did. card_tag, card_at: the card that was given to
    this face, and when it was last shown. tried: the cards that it was decided with. outcome: how its
    presentation ended. unlike: in how many looks in a row it was not who was let in. hint: what to tell.
    """

    track: int
    seen_at: float = -math.inf
    looked_at: float = -math.inf
    findings: Findings | None = None
    turn: TurnCheck | None = None
    turned: bool | None = None
    card_tag: bytes | None = field(default=None, repr=False)
    card_at: float = -math.inf
    tried: set[bytes] = field(default_factory=set, repr=False)
    outcome: Outcome | None = None
    unlike: int = 0
    hint: str = ""

    @property
    def mode(self) -> GateMode:
        """How its presentation is decided: by the card, once one was shown."""
        return GateMode.IDENTIFY if self.card_tag is None else GateMode.VERIFY

    @property
    def undecided(self) -> Findings | None:
        """What it showed so far, if its presentation has begun and not ended; else None."""
        return self.findings if self.outcome is None else None

    @property
    def let_in_by(self) -> str:
        """The pass that it was let in by, else ""."""
        if self.outcome is not Outcome.ACCEPTED or self.findings is None:
            return ""
        return self.findings.pass_id

    def holds_card(self, tag: bytes, pass_id: str | None) -> bool:
        """Whether this card was given to it and is not decided, or its pass, if one is open, let it in."""
        if self.outcome is None:
            return self.card_tag == tag
        return pass_id is not None and self.let_in_by == pass_id

    def see_card(self, tag: bytes, at: float) -> None:
        """Note that its card is still shown."""
        if self.card_tag == tag:
            self.card_at = at

    def give_card(self, tag: bytes, at: float) -> None:
        """Give it the card that was shown. Another card than before begins a new presentation."""
        if tag != self.card_tag:
            self._begin()
        self.card_tag, self.card_at = tag, at

    def drop_card(self) -> None:
        """Take away the card of a face that never became good enough."""
        self.card_tag, self.card_at = None, -math.inf

    def begin_again(self) -> None:
        """Somebody else stands where this one stood: whatever was shown and decided was not theirs."""
        self._begin()
        self.drop_card()
        self.tried.clear()
        self.hint = ""

    def end(self, outcome: Outcome) -> None:
        """Let the presentation end so. Whose card opens nothing is told that, and no more."""
        self.outcome = outcome
        self.turn = None
        if self.card_tag is not None:
            self.tried.add(self.card_tag)
        if outcome is not Outcome.STRANGER or self.hint != Hint.CARD_NOT_OPEN:
            self.hint = _ENDED[outcome, self.mode]

    def _begin(self) -> None:
        self.findings = self.turn = self.turned = self.outcome = None
        self.looked_at, self.unlike = -math.inf, 0


@dataclass(frozen=True, slots=True)
class _Held:
    track: int
    seen_at: float


class AcceptedPasses:
    """Which passes came through lately, so that nobody comes twice: neither by another face at the same time,
    nor because a face was lost for a moment and found again.
    """

    def __init__(self, again_within_s: float) -> None:
        self._again_within_s = again_within_s
        self._held: dict[str, _Held] = {}

    def see(self, pass_id: str, track: int, at: float) -> None:
        """Whoever was accepted with this pass stands before the gate now."""
        self._held[pass_id] = _Held(track, at)

    def is_elsewhere(self, pass_id: str, track: int, at: float) -> bool:
        """Whether another face with this pass is in this very picture."""
        held = self._held.get(pass_id)
        return held is not None and held.track != track and held.seen_at == at

    def is_recent(self, pass_id: str, at: float) -> bool:
        """Whether the pass came through so lately that it is the same presentation."""
        held = self._held.get(pass_id)
        return held is not None and at - held.seen_at <= self._again_within_s

    def forget(self, at: float) -> None:
        """Forget those of long ago."""
        self._held = {
            key: held for key, held in self._held.items() if at - held.seen_at <= self._again_within_s
        }

    def clear(self) -> None:
        """Forget them all."""
        self._held.clear()
