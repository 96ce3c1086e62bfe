"""A gate as a stage: people who are told where to stand and what to do, for a detector and a network."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from passerby.gate.card_reading import SeenCard
from passerby.gate.lane import CardReader, GateLane, GateLook
from passerby.gate.policy import GatePolicy
from passerby.gate.thresholds import DLIB_IMPOSTORS, ImpostorModel
from passerby.passes.gallery import Gallery
from passerby.passes.member_keys import MemberKey, card_tag
from passerby.passes.site_passes import Pass
from passerby.passes.templates import Numbers, Template
from passerby.shapes.errors import FaceError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Frame, Image
from passerby.shapes.identity import new_id
from passerby.shapes.presentation import GateMode, Outcome, Presentation

MODEL, DIMENSION, SITE = "stage-1", 16, "stage0000001"
SIZE_WH = (640, 480)
STEP_S = 0.1
FOREVER = 1e10

_ROUND = np.array(
    [
        [0.2273, 0.2126, 0],
        [0.7528, 0.2126, 0],
        [0.4901, 0.5156, 0.33],
        [0.2541, 0.7802, 0],
        [0.7261, 0.7802, 0],
    ]
) - [0.5, 0.5, 0]


def landmarks(
    middle_xy: tuple[float, float] = (320.0, 240.0),
    size_px: float = 100.0,
    yaw: float = 0.0,
    flat: bool = False,
) -> npt.NDArray[np.float32]:
    """The landmarks (5, 2) of a head turned so far, in degrees, positive to the right of the picture, as seen
    from afar; of a picture of it that is turned, where flat.
    """
    points = _ROUND * [1, 1, 0] if flat else _ROUND
    turn = math.radians(yaw)
    across = points[:, 0] * math.cos(turn) + points[:, 2] * math.sin(turn)
    return (np.stack([across, points[:, 1]], axis=1) * size_px + middle_xy).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody before the gate. who: their number. like, likeness: looks from their own (0) to those of that
    one (1). mirrored: the likeness of their mirror image, where that is another. score: how sure the detector
    is of them.
    """

    who: int
    x: float = 320.0
    y: float = 240.0
    size_px: float = 100.0
    yaw: float = 0.0
    flat: bool = False
    like: int = 0
    likeness: float = 0.0
    blurred: bool = False
    mirrored: float | None = None
    score: float = 1.0

    def numbers(self, mirrored: bool = False) -> Numbers:
        """Their template: everybody is 1 from everybody else."""
        own, other = _axis(self.who), _axis(self.like)
        likeness = self.mirrored if mirrored and self.mirrored is not None else self.likeness
        return (own + likeness * (other - own)).astype(np.float32)


def _axis(number: int) -> Numbers:
    axis = np.zeros(DIMENSION, np.float32)
    axis[number] = math.sqrt(0.5)
    return axis


@dataclass
class Stage:
    """The actors of this moment, and every array of numbers that a template was ever made of."""

    actors: Sequence[Actor] = ()
    cards: Sequence[SeenCard] = ()
    made: list[Numbers] = field(default_factory=list)
    name: str = "Stage"
    model_id: str = MODEL
    dimension: int = DIMENSION
    threshold: float = 0.6
    impostors: ImpostorModel = DLIB_IMPOSTORS
    unusable: bool = False

    def detect(self, image: Image) -> Faces:
        """The faces of the actors, in their order."""
        if not self.actors:
            return Faces.empty()
        points = np.stack([landmarks((a.x, a.y), a.size_px, a.yaw, a.flat) for a in self.actors])
        middles = np.array([[a.x, a.y] for a in self.actors])
        halves = np.array([[a.size_px / 2] for a in self.actors])
        boxes = np.concatenate([middles - halves, middles + halves], axis=1).astype(np.float32)
        return Faces(boxes, np.array([a.score for a in self.actors], np.float32), points)

    def templates(self, image: Image, faces: Faces, *, mirrored: bool = False) -> list[Template]:
        """Those of the actors who stand where the faces are."""
        if self.unusable:
            raise FaceError("no template can be made of this face")
        made = []
        for box in faces.boxes_xyxy:
            middle = (box[:2] + box[2:]) / 2
            actor = min(self.actors, key=lambda a: math.hypot(a.x - middle[0], a.y - middle[1]))
            made.append(Template(MODEL, actor.numbers(mirrored)))
        self.made += [template.numbers for template in made]
        return made

    def mean(self, templates: Sequence[Template]) -> Template:
        """The plain mean."""
        mean = Template(MODEL, np.mean([template.numbers for template in templates], axis=0))
        self.made.append(mean.numbers)
        return mean

    def read_cards(self, image: Image) -> Sequence[SeenCard]:
        """The cards that are held up."""
        return self.cards

    @property
    def nothing_is_left(self) -> bool:
        """Whether every template that was made is zeros now."""
        return not any(numbers.any() for numbers in self.made)


def picture(blurred: bool = False) -> Image:
    """Fine detail everywhere, well lit; of one even grey where blurred."""
    cells = np.random.default_rng(3).integers(60, 200, (SIZE_WH[1] // 5, SIZE_WH[0] // 5, 3))
    detail = cells.repeat(5, axis=0).repeat(5, axis=1)
    return (np.full_like(detail, 128) if blurred else detail).astype(np.uint8)


SHARP, BLURRED = picture(), picture(blurred=True)


def member_pass(
    who: int, key: MemberKey | None = None, valid_until: float = FOREVER, copies: int = 1
) -> Pass:
    """A pass of that person. key: on their card. copies: how many templates it has."""
    tag = card_tag(key or MemberKey.generate(), SITE)
    templates = tuple(Template(MODEL, _axis(who)) for _ in range(copies))
    return Pass(new_id(), SITE, tag, templates, 0.0, valid_until)


def gallery_of(*passes: Pass) -> Gallery:
    """These passes, open."""
    gallery = Gallery(MODEL, DIMENSION)
    gallery.add_all(passes)
    return gallery


def card_at(key: MemberKey, x: float, y: float = 400.0) -> SeenCard:
    """A card held up there."""
    return SeenCard(key, np.array([x - 20, y - 20, x + 20, y + 20], np.float32))


class Gate:
    """A gate lane on a stage, with a clock that the test moves."""

    def __init__(
        self,
        gallery: Gallery,
        policy: GatePolicy | None = None,
        stage: Stage | None = None,
        read_cards: CardReader | None = None,
    ) -> None:
        """read_cards: reads them from the pictures; without it those of the stage are seen."""
        self.stage = stage or Stage()
        self.gallery = gallery
        self.at = 1000.0
        chosen = policy or GatePolicy(mode=GateMode.IDENTIFY)
        reader = read_cards or self.stage.read_cards
        self.lane = GateLane(self.stage, self.stage, gallery, chosen, SITE, reader)
        self.sequence = 0

    def look(
        self,
        *actors: Actor,
        cards: Sequence[SeenCard] = (),
        step_s: float = STEP_S,
        picture: Image | None = None,
    ) -> GateLook:
        """One frame later, with these actors, and with that picture behind them."""
        self.at += step_s
        self.sequence += 1
        self.stage.actors, self.stage.cards = actors, cards
        image = BLURRED if any(actor.blurred for actor in actors) else SHARP
        image = image if picture is None else picture
        return self.lane.look(Frame(image, self.at, self.sequence))

    def watch(
        self,
        *actors: Actor,
        for_s: float = 1.0,
        cards: Sequence[SeenCard] = (),
        step_s: float = STEP_S,
        picture: Image | None = None,
    ) -> list[Presentation]:
        """What is decided while these actors stay."""
        looks = (
            self.look(*actors, cards=cards, step_s=step_s, picture=picture)
            for _ in range(round(for_s / step_s))
        )
        return [presentation for look in looks for presentation in look.presentations]

    def turn(self, actor: Actor, yaws: Iterable[float]) -> list[Presentation]:
        """What is decided while somebody turns so."""
        return [p for yaw in yaws for p in self.look(replace(actor, yaw=yaw)).presentations]


def outcomes(presentations: Iterable[Presentation]) -> list[Outcome]:
    """How each of them ended."""
    return [presentation.outcome for presentation in presentations]


def turned(gate: Gate, actor: Actor, flat: bool = False) -> list[Presentation]:
    """What comes of it when somebody looks ahead and then turns to both sides."""
    there = [*range(0, 26, 4), *range(20, -26, -4), *range(-20, 1, 4)]
    return gate.watch(actor, for_s=0.5) + gate.turn(replace(actor, flat=flat), there)
