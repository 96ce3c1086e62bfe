"""Where cards are held up before a gate, and those that were held up before a face was seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes
from passerby.shapes.faces import Faces

_ARM = 4.0
"""How far from a face its card may be held, in faces."""


@dataclass(frozen=True, slots=True, eq=False)
class ShownCard:
    """A card in a picture. tag: what the pass of this card has at this site. box_xyxy: (4,) pixels."""

    tag: bytes = field(repr=False)
    box_xyxy: Boxes


def ways(card: ShownCard, faces: Faces) -> npt.NDArray[np.float64]:
    """How far the card is from each face (N,), in that face's own size."""
    sides = np.maximum(faces.boxes_xyxy[:, 2:] - faces.boxes_xyxy[:, :2], 1e-3)
    middles = (faces.boxes_xyxy[:, :2] + faces.boxes_xyxy[:, 2:]) / 2
    middle = (card.box_xyxy[:2] + card.box_xyxy[2:]) / 2
    return np.asarray(np.hypot(*(middles - middle).T) / np.sqrt(sides.prod(axis=1)), np.float64)


def nearest_face(card: ShownCard, faces: Faces, among: Sequence[int]) -> int | None:
    """Of the faces with these indices the nearest to the card; None if none is within an arm's length."""
    if not among:
        return None
    far = ways(card, faces)
    index = min(among, key=far.__getitem__)
    return index if far[index] <= _ARM else None


class WaitingCards:
    """Cards that were shown when no face was seen: held before the face, or before stepping up."""

    def __init__(self, for_s: float) -> None:
        """for_s: how many seconds a card waits."""
        self._for_s = for_s
        self._shown_at: dict[bytes, float] = {}

    def __len__(self) -> int:
        """How many wait, with those whose time is over and that were not forgotten yet."""
        return len(self._shown_at)

    def keep(self, tag: bytes, at: float) -> None:
        """Let a card wait from now on."""
        self._forget(at)
        self._shown_at[tag] = at

    def take(self, at: float) -> tuple[bytes, float] | None:
        """The card that waits the longest, which then waits no more, and when it was shown; None if none
        does.
        """
        self._forget(at)
        tag = min(self._shown_at, key=self._shown_at.__getitem__, default=None)
        return None if tag is None else (tag, self._shown_at.pop(tag))

    def clear(self) -> None:
        """Forget them all."""
        self._shown_at.clear()

    def _forget(self, at: float) -> None:
        self._shown_at = {tag: since for tag, since in self._shown_at.items() if at - since <= self._for_s}


def largest_first(faces: Faces) -> Sequence[int]:
    """The indices of the faces, the largest face first: who is nearest to the gate is looked at first."""
    sides = np.maximum(faces.boxes_xyxy[:, 2:] - faces.boxes_xyxy[:, :2], 0)
    return [int(index) for index in np.argsort(-sides.prod(axis=1), kind="stable")]
