"""How a gate decides, as its operator chose, and the distances that follow from that."""

from dataclasses import dataclass
from typing import Protocol

from passerby.gate.thresholds import ImpostorModel, identify_threshold, verify_threshold
from passerby.shapes.errors import PolicyError
from passerby.shapes.presentation import GateMode

CEILING_SHARE = 0.85
"""`identify` stays under so much of a network's own threshold, which was made for comparing two, however few
passes are open: what is picked as the nearest of many must be nearer than what was claimed beforehand."""

TEMPLATES_PER_PASS = 2
"""As many as enrolment makes at most: of the face from the front, and turned a little."""

_SLACK_SHARE = 0.055
"""Of three frames in a row of one person, 95 times in 100 the furthest exceeds their mean by less: measured
over 1,057 such triples of rendered members at gates, where this share of dlib's threshold is .033."""

_CLOSE_SHARE = 0.1
"""Distances hardly move when the template of one picture gives way to the mean with that of its mirror image:
of 2,034, between portraits at the size of a gate and between rendered members and their passes, none by more
than .052, where this share of dlib's threshold is .06.
"""


@dataclass(frozen=True, slots=True)
class GatePolicy:
    """What an operator chooses for one gate. Times in seconds of the frames' own clock.

    false_accept_rate: in `identify`, the chance that one stranger who stands before the gate is taken for
    any member. stolen_card_rate: in `verify`, the chance that somebody passes with the card of another; .001
    is what Frontex asks of gates at borders (Best Practice Technical Guidelines for Automated Border Control
    Systems, 2015). agreeing_frames: so many good frames in a row must name the same pass. margin: by how
    much the second pass must be further off than the best, as a share of the network's threshold; less than
    that is within what two frames of one person differ. turn_head: ask for a turn of the head before
    anybody is accepted. give_up_s: how long good frames may go unmatched before it is a stranger.
    frame_gap_s: frames closer together count as one, for they show the same moment. again_within_s: a pass
    accepted again so soon is the same presentation. card_for_s: how long a card counts after it was shown.
    turn_within_s: how long the turn may take.
    """

    mode: GateMode = GateMode.VERIFY
    false_accept_rate: float = 3e-4
    stolen_card_rate: float = 1e-3
    agreeing_frames: int = 3
    margin: float = 0.1
    turn_head: bool = False
    give_up_s: float = 2.0
    frame_gap_s: float = 0.08
    again_within_s: float = 5.0
    card_for_s: float = 10.0
    turn_within_s: float = 6.0

    def __post_init__(self) -> None:
        limits = {
            "false_accept_rate": (1e-9, 0.05),
            "stolen_card_rate": (1e-9, 0.05),
            "agreeing_frames": (2, 20),
            "margin": (0.0, 0.5),
            "give_up_s": (0.5, 60.0),
            "frame_gap_s": (0.0, 0.5),
            "again_within_s": (0.0, 60.0),
            "card_for_s": (1.0, 60.0),
            "turn_within_s": (2.0, 60.0),
        }
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise PolicyError(f"a gate's {name} must be from {low:g} to {high:g}; got {value}")


class Comparing(Protocol):
    """What the thresholds need to know of a template network."""

    @property
    def threshold(self) -> float:
        """The distance at which it was made to tell two pictures of one person from those of two."""

    @property
    def impostors(self) -> ImpostorModel:
        """How its distances of two different people are spread."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The distances that a gate decides by.

    identify, verify: what the mean of the agreeing frames must keep; slack: by how much one of them may
    exceed it. margin: see GatePolicy. holds: for knowing somebody again during one presentation. close: by
    how much a second opinion may move a distance.
    """

    identify: float
    verify: float
    margin: float
    slack: float
    holds: float
    close: float


def thresholds_for(policy: GatePolicy, network: Comparing, compared: int) -> Thresholds:
    """The distances for the passes that are open now. `identify` is 0 where the mode is not `identify`.

    compared: how many templates these passes have, for a stranger is compared with each of them. Raises
    PolicyError where the mode is `identify` and the network's strangers were never measured.
    """
    return Thresholds(
        identify=_identify(policy, network, compared) if policy.mode is GateMode.IDENTIFY else 0.0,
        verify=verify_threshold(network.impostors, network.threshold, policy.stolen_card_rate),
        margin=policy.margin * network.threshold,
        slack=_SLACK_SHARE * network.threshold,
        holds=network.threshold,
        close=_CLOSE_SHARE * network.threshold,
    )


def _identify(policy: GatePolicy, network: Comparing, compared: int) -> float:
    ceiling = CEILING_SHARE * network.threshold
    return identify_threshold(network.impostors, ceiling, compared, policy.false_accept_rate)
