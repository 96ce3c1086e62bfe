"""Whose card it is that is held up before a gate."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from passerby.shapes.boxes import Boxes
from passerby.shapes.faces import Faces

_ARM = 4.0
"""How far from a face its card may be held, in faces."""


@dataclass(frozen=True, slots=True, eq=False)
class ShownCard:
    """A card in a picture. tag: what the pass of this card has at this site. box_xyxy: (4,) pixels."""

    tag: bytes = field(repr=False)
    box_xyxy: Boxes


def nearest_face(card: ShownCard, faces: Faces) -> int | None:
    """The index of the face that is nearest to the card, in faces; None if none is within an arm's length."""
    if not len(faces):
        return None
    sides = np.maximum(faces.boxes_xyxy[:, 2:] - faces.boxes_xyxy[:, :2], 1e-3)
    middles = (faces.boxes_xyxy[:, :2] + faces.boxes_xyxy[:, 2:]) / 2
    middle = (card.box_xyxy[:2] + card.box_xyxy[2:]) / 2
    ways = np.hypot(*(middles - middle).T) / np.sqrt(sides.prod(axis=1))
    index = int(ways.argmin())
    return index if ways[index] <= _ARM else None


class WaitingCards:
    """Cards that were shown when no face was seen: held before the face, or before stepping up."""

    def __init__(self, for_s: float) -> None:
        """for_s: how many seconds a card waits."""
        self._for_s = for_s
        self._shown_at: dict[bytes, float] = {}

    def keep(self, tag: bytes, at: float) -> None:
        """Let a card wait from now on."""
        self._shown_at[tag] = at

    def take(self, at: float) -> bytes | None:
        """The card that waits the longest, which then waits no more; None if none does."""
        self._shown_at = {tag: since for tag, since in self._shown_at.items() if at - since <= self._for_s}
        tag = min(self._shown_at, key=self._shown_at.__getitem__, default=None)
        if tag is not None:
            del self._shown_at[tag]
        return tag

    def clear(self) -> None:
        """Forget them all."""
        self._shown_at.clear()


def largest_first(faces: Faces) -> Sequence[int]:
    """The indices of the faces, the largest face first: who is nearest to the gate is looked at first."""
    sides = np.maximum(faces.boxes_xyxy[:, 2:] - faces.boxes_xyxy[:, :2], 0)
    return [int(index) for index in np.argsort(-sides.prod(axis=1), kind="stable")]
