"""Copied and made-up cards in a recording, played before a gate as `passerby gate` runs it."""

from functools import partial
from pathlib import Path

import pytest

from passerby.agent.check_in_file import CheckInFile
from passerby.agent.forward_clock import ForwardClock
from passerby.agent.gate_runner import GateJob, GateRunner
from passerby.cameras.address import parse
from passerby.cameras.options import CameraOptions
from passerby.gate.card_reading import read_cards
from passerby.gate.lane import GateLane
from passerby.gate.policy import GatePolicy
from passerby.passes.card_codes import encode_card
from passerby.passes.member_keys import MemberKey
from passerby.shapes.presentation import Outcome
from tests.gate.card_pictures import shown
from tests.gate.stage import SHARP, SITE, Actor, Stage, gallery_of, member_pass
from tests.support.clips import write_film

KEY, UNKNOWN = MemberKey.from_bytes(bytes([1]) * 32), MemberKey.from_bytes(bytes([2]) * 32)
CARD, FORGED = encode_card(KEY), encode_card(UNKNOWN)
DAMAGED = CARD[:-1] + ("A" if CARD[-1] != "A" else "B")
ANN, STRANGER = Actor(0, x=320), Actor(9, x=320)
SECONDS = 4


class Told:
    """What a gate wrote and told while one person stood before it with a code in their hand."""

    def __init__(self, folder: Path, who: Actor, text: str) -> None:
        film = write_film(folder / "gate.mp4", [shown(SHARP, text, (232, 300), 110)] * 10 * SECONDS)
        stage = Stage([who])
        gallery = gallery_of(member_pass(0, KEY))
        self.check_ins = CheckInFile(folder / "in.jsonl")
        self.troubles: list[str] = []
        self.outcomes: list[Outcome] = []
        self.hints: set[str] = set()
        self.stage = stage

        class NoNews:
            def look(self, now: float) -> list[str]:
                return []

        runner = GateRunner(
            GateJob(SITE, "door", parse(str(film)), CameraOptions()),
            lambda tell: GateLane(
                stage, stage, gallery, GatePolicy(), SITE, partial(read_cards, on_fault=tell)
            ),
            NoNews(),
            self.check_ins.write,
            ForwardClock(),
        )
        runner.start()
        try:
            while not runner.is_over:
                news = runner.step()
                self.troubles += news.troubles
                self.outcomes += [one.presentation.outcome for one in news.decisions]
                self.hints |= set(runner.report().hints)
        finally:
            runner.finish()
            self.check_ins.close()
        self.written = (folder / "in.jsonl").read_text()


@pytest.mark.parametrize(
    ("who", "text", "outcomes", "hint", "trouble"),
    [
        (ANN, CARD, [Outcome.ACCEPTED], "Welcome.", ""),
        (STRANGER, CARD, [Outcome.STRANGER], "Your face does not fit this card.", ""),
        (ANN, FORGED, [Outcome.STRANGER], "No pass of this card is open here now.", ""),
        (ANN, DAMAGED, [], "Show your card.", "door: the card's checksum does not fit"),
    ],
    ids=["own", "copied", "made up", "damaged"],
)
def test_a_card_lets_in_only_the_face_of_its_open_pass_and_each_other_end_says_why(
    tmp_path: Path, who: Actor, text: str, outcomes: list[Outcome], hint: str, trouble: str
) -> None:
    told = Told(tmp_path, who, text)
    assert told.outcomes == outcomes
    assert any(one.startswith(hint) for one in told.hints), told.hints
    assert [one[: len(trouble)] for one in told.troubles] == ([trouble] if trouble else [])
    assert len(told.written.splitlines()) == outcomes.count(Outcome.ACCEPTED)
    assert text[8:20] not in told.written + str(told.troubles) + str(told.hints)
    assert told.stage.nothing_is_left
