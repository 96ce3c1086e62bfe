"""The gate lane: frames in, decisions out. Time is that of the frames alone."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from passerby.gate.card_holders import CardHolders
from passerby.gate.card_reading import SeenCard
from passerby.gate.challenge import Turn, TurnCheck
from passerby.gate.decisions import with_verdict
from passerby.gate.examiner import Examiner
from passerby.gate.face_tracks import FaceTracks
from passerby.gate.policy import GatePolicy
from passerby.gate.quality import TURNING, Fault, assess
from passerby.gate.settling import Settlement
from passerby.gate.shown_cards import ShownCard, largest_first
from passerby.gate.template_networks import TemplateNetwork
from passerby.gate.visits import Hint, Visit
from passerby.passes.gallery import Gallery
from passerby.passes.member_keys import card_tag
from passerby.shapes.errors import FaceError, TemplateError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Frame, Image
from passerby.shapes.presentation import GateMode, Outcome, Presentation
from passerby.vision.faces import FaceDetector

MOST_FACES = 6
"""So many faces of one picture are looked at, the largest first; nobody further back is at the gate."""

CLOCK_BACK_S = 1.0
"""A frame older than the last by more than this was not late: the clock was set back."""

LOOK_AGAIN_S = 1.0
"""How often it is seen to that who was let in still stands there."""

CardReader = Callable[[Image], Sequence[SeenCard]]


@dataclass(frozen=True, slots=True, eq=False)
class GateLook:
    """What one frame gave.

    faces: all that were detected. presentations: those that this frame decided, or whose face was lost.
    hints: what to tell each person, in the order of the faces; "" for nothing. note: what to tell the
    operator of this frame's time, or "".
    """

    faces: Faces
    presentations: tuple[Presentation, ...] = ()
    hints: tuple[str, ...] = ()
    note: str = ""


class GateLane:
    """One gate. Call `look` for each frame, and `close` at the end; not made for several threads.

    A presentation is one followed face. It begins with the first good frame that may be compared, so a face
    that is never good enough, and in `verify` one without a card, ends as nothing: no template was made, and
    nobody presented themself. It ends accepted, ambiguous, or as a stranger: after `give_up_s`, or when the
    face is lost. Afterwards a face that was not let in is looked at no more, unless it shows a card that it
    did not show before; one that was let in is looked at now and then, and begins anew when it is another's.
    """

    def __init__(
        self,
        detector: FaceDetector,
        network: TemplateNetwork,
        gallery: Gallery,
        policy: GatePolicy,
        site: str,
        read_cards: CardReader,
    ) -> None:
        """site: the id of the site, for which a card's tag is made. read_cards: the cards in a picture.

        Raises TemplateError for a gallery of another model than the network's, PolicyError for `identify`
        with a network whose strangers were not measured.
        """
        self._detector, self._policy, self._site, self._read_cards = detector, policy, site, read_cards
        self._examiner = Examiner(network, gallery, policy)
        self._tracks = FaceTracks()
        self._visits: dict[int, Visit] = {}
        self._settlement = Settlement(policy)
        self._holders = CardHolders(policy.card_for_s, self._examiner.open_pass, self._settlement.was_let_in)
        self._now = -math.inf

    def look(self, frame: Frame) -> GateLook:
        """Take a frame, and tell what it decided.

        A frame that is not newer than the last is passed over, and one that is much older begins everything
        anew; both say so in `note`.
        """
        at = frame.captured_at
        if not math.isfinite(at) or self._now - CLOCK_BACK_S <= at <= self._now:
            return GateLook(Faces.empty(), note="a frame no newer than the last was passed over")
        before, set_back = self._set_back(at) if at < self._now else ((), "")
        self._now = at
        faces = self._detector.detect(frame.image)
        followed = self._tracks.follow(faces, at)
        left = self._leave(followed.ended)
        visits = [self._visits.setdefault(number, Visit(number)) for number in followed.numbers]
        self._settlement.see(visits, at)
        self._examiner.sweep(at)
        twice = self._give_cards(frame.image, faces, visits)
        for index in largest_first(faces)[:MOST_FACES]:
            self._look_at(visits[index], frame.image, faces, index)
        decided = self._settlement.settle(zip(visits, faces.landmarks_xy, strict=True), at)
        hints = tuple(visit.hint for visit in visits)
        return GateLook(faces, (*before, *left, *decided), hints, set_back or twice)

    def close(self) -> tuple[Presentation, ...]:
        """End every presentation, and forget everything."""
        presentations = self._leave(self._tracks.end())
        self._settlement.clear()
        self._holders.clear()
        return presentations

    def _set_back(self, at: float) -> tuple[tuple[Presentation, ...], str]:
        back = self._now - at
        return self.close(), f"the camera's clock was set back by {back:.1f} s; everything here began anew"

    def _leave(self, tracks: Sequence[int]) -> tuple[Presentation, ...]:
        """End the presentations of faces that were lost."""
        ended = [self._settlement.leave(self._visits.pop(track)) for track in tracks]
        return tuple(presentation for presentation in ended if presentation is not None)

    def _give_cards(self, image: Image, faces: Faces, visits: list[Visit]) -> str:
        """Give every card that is seen to whom it seems to belong. Returns what to tell the operator."""
        if not self._asks_for_cards(visits):
            return ""
        seen = self._read_cards(image)
        shown = [ShownCard(card_tag(card.key, self._site), card.box_xyxy) for card in seen]
        return self._holders.give(shown, faces, visits, self._now)

    def _asks_for_cards(self, visits: list[Visit]) -> bool:
        """Whether a card is of use now: reading codes takes longer than all else but the detector."""
        unsettled = any(v.outcome in (Outcome.STRANGER, Outcome.AMBIGUOUS) or v.card_tag for v in visits)
        return self._policy.mode is GateMode.VERIFY or unsettled

    def _look_at(self, visit: Visit, image: Image, faces: Faces, index: int) -> None:
        """Let a face that is not decided yet speak, if it is good enough."""
        if visit.outcome is not None:
            self._look_again(visit, image, faces, index)
            return
        quality = assess(image, faces, index)
        try:
            if visit.turn is not None:
                if quality.good_but_for(TURNING):
                    self._look_at_turn(visit, visit.turn, image, faces, index)
            elif quality.faults:
                visit.hint = quality.faults[0]
            elif self._may_compare(visit):
                self._compare(visit, image, faces, index)
        except (FaceError, TemplateError):
            # Of no use to a network, although it seemed good: as any other face that is not good enough.
            visit.hint = Fault.TURNED

    def _look_again(self, visit: Visit, image: Image, faces: Faces, index: int) -> None:
        """See now and then that who was let in still stands there: faces are followed by their place alone,
        and somebody else may have taken it.
        """
        wait_s = self._policy.frame_gap_s if visit.unlike else LOOK_AGAIN_S
        is_due = self._now - visit.looked_at >= wait_s - 1e-6
        if not (visit.let_in_by and is_due) or assess(image, faces, index).faults:
            return
        visit.looked_at = self._now
        try:
            holds = self._examiner.holds(image, faces, index, visit.let_in_by, visit.card_tag, self._now)
        except (FaceError, TemplateError):
            return
        visit.unlike = 0 if holds else visit.unlike + 1
        if visit.unlike >= self._policy.agreeing_frames:
            visit.begin_again()

    def _may_compare(self, visit: Visit) -> bool:
        """Whether there is something to compare the face with: in `verify` only the pass of its own card."""
        at = self._now
        if visit.findings is None and at - visit.card_at > self._policy.card_for_s:
            visit.drop_card()
        if visit.card_tag is None and self._policy.mode is GateMode.VERIFY:
            visit.hint = Hint.SHOW_CARD
            return False
        known = visit.card_tag is None or self._examiner.open_pass(visit.card_tag, at) is not None
        visit.hint = self._while_looking(visit) if known else Hint.CARD_NOT_OPEN
        return True

    def _while_looking(self, visit: Visit) -> Hint:
        """What to tell a face that looks good and is not known so far: not all that covers one is told."""
        findings = visit.findings
        is_late = findings is not None and self._now - findings.began_at >= self._policy.give_up_s / 2
        return Hint.UNCOVER if is_late else Hint.LOOK

    def _compare(self, visit: Visit, image: Image, faces: Faces, index: int) -> None:
        """Let a good face speak, unless it did in the same moment."""
        at = self._now
        if at - visit.looked_at >= self._policy.frame_gap_s - 1e-6:
            visit.looked_at = at
            verdict = self._examiner.verdict(image, faces, index, visit.card_tag, at)
            visit.findings = with_verdict(visit.findings, verdict)

    def _look_at_turn(self, visit: Visit, turn: TurnCheck, image: Image, faces: Faces, index: int) -> None:
        """Follow a turn of the head; when it is complete, see that it still is the same person."""
        visit.turn = turn.with_frame(faces.landmarks_xy[index])
        visit.hint = turn.words
        if visit.turn.progress is Turn.TURNED and visit.findings is not None:
            pass_id = visit.findings.pass_id
            visit.turned = self._examiner.holds(image, faces, index, pass_id, visit.card_tag, self._now)
