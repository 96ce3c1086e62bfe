"""What a clip is before it is filmed: its place, camera, people and what they do, and what is drawn on it."""

from dataclasses import dataclass

from footage.studio.motion.choreography import Turn
from footage.studio.motion.clearance import Obstacle
from footage.studio.shooting.camera import Camera
from footage.studio.truth.derive import Reel
from footage.studio.truth.facts import Presentation, Site

Ground = tuple[float, float]
"""A place on the ground, metres."""


HARBOUR_PLAZA = Site("Harbour Plaza", "Lisbon", "Europe/Lisbon")
LIBRARY = Site("Library", "Oslo", "Europe/Oslo")


@dataclass(frozen=True, slots=True)
class GroundZone:
    """A zone by its corners on the ground."""

    name: str
    corners_m: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class GroundLine:
    """A line on the ground; who crosses it from its left to its right comes in."""

    name: str
    start_m: Ground
    end_m: Ground


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip of a fixed camera.

    place: the module of `footage.studio.places` that builds it. turns: what people do. clear_m: how close
    they may come. loops: whether the last frame leads to the first. samples: light paths per pixel. bounces:
    of light between surfaces. inlaid: only what surrounds people is rendered for each frame. crf: how much
    the film is compressed. calibration_m: four places on the ground that its scene is calibrated by. members,
    strangers, presentations: who comes up to a gate, and when.
    """

    name: str
    title: str
    site: Site
    camera: Camera
    place: str
    turns: tuple[Turn, ...]
    seconds: float
    fps: int = 10
    samples: int = 4
    bounces: int = 2
    inlaid: bool = False
    exposure: float = 0.0
    loops: bool = False
    clear_m: float = 0.7
    crf: int = 25
    zones: tuple[GroundZone, ...] = ()
    lines: tuple[GroundLine, ...] = ()
    calibration_m: tuple[Ground, ...] = ()
    members: tuple[int, ...] = ()
    strangers: tuple[int, ...] = ()
    presentations: tuple[Presentation, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()

    @property
    def frames(self) -> int:
        """How many pictures it has."""
        return round(self.seconds * self.fps)

    @property
    def reel(self) -> Reel:
        """Its measures."""
        return Reel(self.camera.width, self.camera.height, self.fps, self.frames, self.loops)

    def time_of(self, frame: int) -> float:
        """When a frame is shown, in seconds; frames count from 1."""
        return (frame - 1) / self.fps

    @property
    def cast(self) -> tuple[int, ...]:
        """Who appears in it, by cast number."""
        return tuple(sorted({turn.person for turn in self.turns}))
