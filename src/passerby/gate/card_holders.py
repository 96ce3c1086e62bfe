"""Gives each card that is shown to the person whose it seems to be. Compares nobody's looks."""

from collections.abc import Callable, Sequence

from passerby.gate.shown_cards import ShownCard, WaitingCards, largest_first, nearest_face, ways
from passerby.gate.visits import Visit
from passerby.shapes.faces import Faces
from passerby.shapes.presentation import Outcome

KEPT_S = 1.0
"""So long after it was last seen, a card is not exchanged for another one that is held near the same face:
two cards in one hand would otherwise take turns, and neither ever be decided."""

TWICE = (
    "one card is shown twice at once: one of the two is a copy, or a reflection; each is compared with the "
    "face beside it alone"
)


class CardHolders:
    """Who holds which card before one gate.

    A card stays with the face that it was given to until that one is decided, and with who was let in by it
    for as long as they stand here. Any other goes to the nearest face that was not let in yet. Of a card that
    is shown in two places each place is given away for itself, so that a copy takes nothing from its member.
    """

    def __init__(
        self,
        waits_for_s: float,
        open_pass: Callable[[bytes, float], str | None],
        was_let_in: Callable[[str, float], bool],
    ) -> None:
        """waits_for_s: how long a card waits for a face. open_pass: the pass of a card at a time. was_let_in:
        whether that pass came through just before that time.
        """
        self._open_pass, self._was_let_in = open_pass, was_let_in
        self._waiting = WaitingCards(waits_for_s)

    def give(self, shown: Sequence[ShownCard], faces: Faces, visits: Sequence[Visit], at: float) -> str:
        """Give away the cards of a picture, and one that waits to the largest face without. visits: in the
        order of the faces. Returns what the operator should know, or "".
        """
        places: dict[bytes, list[ShownCard]] = {}
        for card in shown:
            places.setdefault(card.tag, []).append(card)
        for tag, cards in places.items():
            self._give(tag, cards, faces, visits, at)
        self._give_waiting(faces, visits, at)
        return TWICE if any(len(cards) > 1 for cards in places.values()) else ""

    def clear(self) -> None:
        """Forget the cards that wait."""
        self._waiting.clear()

    def _give(
        self, tag: bytes, cards: list[ShownCard], faces: Faces, visits: Sequence[Visit], at: float
    ) -> None:
        """Give away one card, shown in one place or in several."""
        pass_id = self._open_pass(tag, at)
        holders = [index for index, visit in enumerate(visits) if visit.holds_card(tag, pass_id)]
        for index in holders:
            visits[index].see_card(tag, at)
        free = [index for index, visit in enumerate(visits) if visit.outcome is not Outcome.ACCEPTED]
        for card in _without_holders(cards, faces, holders):
            nearest = nearest_face(card, faces, free)
            if nearest is not None:
                self._offer(visits[nearest], tag, pass_id, at)
            elif pass_id is not None and not self._was_let_in(pass_id, at):
                # A card that opens nothing waits for nobody, nor one whose member has just gone through: the
                # next person would be held against it.
                self._waiting.keep(tag, at)

    def _offer(self, visit: Visit, tag: bytes, pass_id: str | None, at: float) -> None:
        """Give a face the card that is held nearest to it, unless it holds another, or tried this before."""
        held = visit.card_tag
        if held is not None and held != tag:
            has_settled = visit.outcome is not None or at - visit.card_at > KEPT_S
            is_better = pass_id is not None and self._open_pass(held, at) is None
            if tag in visit.tried or not (has_settled or is_better):
                return
        visit.give_card(tag, at)

    def _give_waiting(self, faces: Faces, visits: Sequence[Visit], at: float) -> None:
        for index in largest_first(faces):
            if visits[index].card_tag is None and visits[index].outcome is not Outcome.ACCEPTED:
                waiting = self._waiting.take(at)
                if waiting is None:
                    return
                visits[index].give_card(*waiting)


def _without_holders(cards: list[ShownCard], faces: Faces, holders: list[int]) -> list[ShownCard]:
    """The places of a card, less the one that is nearest to each face that has it already."""
    left = list(cards)
    for index in holders:
        if left:
            far = [float(ways(card, faces)[index]) for card in left]
            del left[far.index(min(far))]
    return left
