"""Looking at a camera through its agent."""

import base64
import json

import pytest

from passerby.bus.memory import MemoryBus
from passerby.hub.sites.models import Camera, Site
from passerby.hub.sites.probing import Probe, probe, probe_camera
from passerby.hub.sites.site_keys import store_public_key
from passerby.passes.keys import SitePrivateKey
from passerby.passes.sealing import open_sealed
from passerby.shapes.errors import SiteError
from tests.hub.sites.conftest import ADDRESS

FOUND = {"ok": True, "width": 640, "height": 360, "fps": 25.0, "codec": "h264"}


def test_a_stored_camera_is_looked_at_by_its_agent(bus: MemoryBus, hall: Camera) -> None:
    key = SitePrivateKey.generate()
    store_public_key(hall.site, key.public_key)
    asked: list[bytes] = []

    def answer(question: bytes) -> bytes:
        asked.append(base64.b64decode(json.loads(question)["sealed_address"]))
        return json.dumps(FOUND).encode()

    with bus.serve("probe/local", answer):
        assert probe_camera(hall) == Probe(True, "", 640, 360, 25.0, "h264")
    assert b"hunter2" not in asked[0]
    assert open_sealed(key, asked[0]).decode() == ADDRESS


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b'{"ok": false, "reason": "no such stream"}', "no such stream"),
        (b'{"ok": true}', "one version"),
        (b"nonsense", "one version"),
    ],
)
def test_why_nothing_was_found_is_told(bus: MemoryBus, museum: Site, answer: bytes, words: str) -> None:
    store_public_key(museum, SitePrivateKey.generate().public_key)
    with bus.serve("probe/local", lambda _: answer):
        found = probe(museum, "usb:0")
    assert not found.ok
    assert words in found.reason


def test_an_agent_that_is_away_is_told_as_such(bus: MemoryBus, museum: Site) -> None:
    assert "does not answer" in probe(museum, "usb:0").reason


def test_what_is_no_address_is_refused_before_anybody_is_asked(bus: MemoryBus, museum: Site) -> None:
    with pytest.raises(SiteError):
        probe(museum, "gopher://x")
