"""Cards held up before the rendered gate: the member's own, and one that was stolen."""

import numpy as np
import pytest

from passerby.agent.enrolling import enrol_from_clip
from passerby.agent.gate_parts import GateParts, open_gate_parts
from passerby.cameras.address import parse
from passerby.cameras.files import VideoFile
from passerby.footage.catalogue import SHIPPED
from passerby.gate.card_reading import read_cards
from passerby.gate.lane import GateLane
from passerby.gate.policy import GatePolicy
from passerby.passes.card_codes import encode_card
from passerby.passes.member_keys import MemberKey, card_tag
from passerby.passes.site_passes import Pass
from passerby.settings import Settings
from passerby.shapes.errors import ModelError
from passerby.shapes.frame import Frame
from passerby.shapes.identity import new_id
from passerby.shapes.presentation import GateMode, Outcome, Presentation
from tests.gate.card_pictures import shown

SITE = "sitesitesite"
KEY = MemberKey.from_bytes(bytes(range(32)))
FRAMES = 96
"""Member 1 comes in the frames from 11, member 4 in those from 55."""


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> GateParts:
    environ = {"PASSERBY_MODELS": str(tmp_path_factory.mktemp("models")), "HOME": "/nowhere"}
    try:
        return open_gate_parts("centerface", "dlib-resnet", Settings.from_environment(environ))
    except ModelError as error:
        pytest.skip(f"the packages with weights are not here: {error}")


def test_a_card_opens_for_the_face_that_it_belongs_to_and_for_no_other(parts: GateParts) -> None:
    gallery = parts.gallery()
    with VideoFile(parse("synthetic:gate-lisbon")) as video:
        lane = GateLane(
            parts.detector, parts.network, gallery, GatePolicy(mode=GateMode.VERIFY), SITE, read_cards
        )
        templates = enrol_from_clip(SHIPPED.find("selfie-01"), parts)
        opened = Pass(new_id(), SITE, card_tag(KEY, SITE), templates, 0.0, 1e6)
        gallery.add(opened)
        hints: set[str] = set()
        ended: list[Presentation] = []
        for frame in video:
            if frame.sequence >= FRAMES:
                break
            look = lane.look(_with_card(frame))
            hints |= set(look.hints)
            ended += look.presentations
        ended += lane.close()
    outcomes = [(one.outcome, one.pass_id) for one in ended]
    assert outcomes == [(Outcome.ACCEPTED, opened.pass_id), (Outcome.STRANGER, "")]
    assert ended[0].decided_at - ended[0].began_at <= 0.5
    assert "Show your card." in hints


def _with_card(frame: Frame) -> Frame:
    """The card of member 1, held up beside each of the two faces in turn, and not at once."""
    if frame.sequence % 44 < 20:
        return frame
    picture = shown(np.ascontiguousarray(frame.image), encode_card(KEY), (430, 260), 120, 7)
    return Frame(picture, frame.captured_at, frame.sequence)
