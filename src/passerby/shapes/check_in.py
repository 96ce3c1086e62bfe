"""An accepted presentation: the only thing about a person that leaves the gate lane."""

from dataclasses import dataclass

from passerby.shapes.presentation import GateMode


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A member came through a gate. at: UTC seconds of the frame that decided. site, camera: their ids."""

    pass_id: str
    site: str
    camera: str
    at: float
    mode: GateMode
