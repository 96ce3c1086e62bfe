"""Adding, changing, testing and deleting cameras. No page ever shows an address in full."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse

from passerby.bus.memory import MemoryBus
from passerby.hub.accounts.models import Staff
from passerby.hub.bus_link import LINK
from passerby.hub.sites.addresses import reveal_address
from passerby.hub.sites.models import Camera, Site
from passerby.hub.sites.services import add_camera
from passerby.passes.keys import SitePrivateKey
from tests.hub.conftest import ClientOf
from tests.hub.console.camera_page.answers import text_of

ADDRESS = "rtsp://guard:hunter2@192.0.2.7/live"
TYPED = {"name": "Gate", "address": ADDRESS, "counts_for_site": "on", "enabled": "on", "fps": "5"}


@pytest.fixture
def bus() -> Iterator[MemoryBus]:
    memory = MemoryBus()
    with LINK.using(memory):
        yield memory
    memory.close()


@pytest.fixture
def guarded(harbour: Site) -> Camera:
    """A camera whose address holds a password."""
    return add_camera(harbour, ADDRESS, name="Guarded")


def answering(bus: MemoryBus, answer: dict[str, object]) -> Iterator[None]:
    key = SitePrivateKey.generate()
    with (
        bus.serve("site-keys/local", lambda _: json.dumps({"public_key": key.public_key.to_text()}).encode()),
        bus.serve("probe/local", lambda _: json.dumps(answer).encode()),
    ):
        yield


@pytest.fixture
def good_camera(bus: MemoryBus) -> Iterator[None]:
    yield from answering(bus, {"ok": True, "width": 1920, "height": 1080, "fps": 25.0, "codec": "h264"})


@pytest.fixture
def bad_camera(bus: MemoryBus) -> Iterator[None]:
    yield from answering(bus, {"ok": False, "reason": "the camera refused the password"})


def test_a_camera_is_added_with_its_address_sealed(client_of: ClientOf, bob: Staff, harbour: Site) -> None:
    answer = client_of(bob).post(reverse("camera_new", args=[harbour.pk]), TYPED, follow=True)
    camera = Camera.objects.get(site=harbour, name="Gate")
    assert answer.redirect_chain[0][0] == reverse("camera", args=[camera.pk])
    assert reveal_address(camera) == ADDRESS
    assert camera.fps == 5
    assert (camera.counts_for_site, camera.motion_gate, camera.loop) == (True, False, False)
    assert b"hunter2" not in bytes(camera.address)
    assert "rtsp://guard:***@192.0.2.7/live" in text_of(answer)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "Plaza"}, "already exists"),
        ({"address": ""}, "This field is required"),
        ({"address": "ftp://guard:hunter2@192.0.2.7/"}, "is not a kind of address that Passerby opens"),
        ({"fps": "0"}, "greater than or equal to 0.1"),
        ({"fps": "nan"}, "Enter a number"),
    ],
)
def test_what_cannot_be_added_is_refused_at_its_field_and_the_address_is_not_sent_back(
    change: dict[str, str], words: str, client_of: ClientOf, bob: Staff, harbour: Site
) -> None:
    answer = client_of(bob).post(reverse("camera_new", args=[harbour.pk]), TYPED | change)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "hunter2" not in text_of(answer)
    assert harbour.cameras.count() == 2


def test_an_empty_address_keeps_the_one_there_is_and_no_page_shows_it(
    client_of: ClientOf, bob: Staff, guarded: Camera
) -> None:
    client, url = client_of(bob), reverse("camera_edit", args=[guarded.pk])
    page = text_of(client.get(url))
    assert "rtsp://guard:***@192.0.2.7/live; leave it empty to keep it" in page
    assert "hunter2" not in page
    assert client.post(url, TYPED | {"address": "", "name": "Renamed"}).status_code == 302
    guarded.refresh_from_db()
    assert guarded.name == "Renamed"
    assert reveal_address(guarded) == ADDRESS


def test_another_address_takes_the_place_of_the_old_one(
    client_of: ClientOf, bob: Staff, guarded: Camera
) -> None:
    other = "rtsp://guard:swordfish@192.0.2.8/live"
    client_of(bob).post(reverse("camera_edit", args=[guarded.pk]), TYPED | {"address": other})
    guarded.refresh_from_db()
    assert reveal_address(guarded) == other
    assert guarded.address_shown == "rtsp://guard:***@192.0.2.8/live"


def test_a_file_of_the_machine_is_for_admins_alone(
    client_of: ClientOf, alice: Staff, bob: Staff, harbour: Site, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"no video")
    url = reverse("camera_new", args=[harbour.pk])
    refused = client_of(bob).post(url, TYPED | {"address": str(clip)})
    assert refused.status_code == 422
    assert "only an admin may make a camera of a file" in text_of(refused)
    assert "Only an admin may name a file or folder" in text_of(client_of(bob).get(url))
    assert client_of(alice).post(url, TYPED | {"address": str(clip)}).status_code == 302


def test_only_who_may_edit_here_adds_changes_and_deletes(
    client_of: ClientOf, charlie: Staff, olga: Staff, harbour: Site, plaza: Camera
) -> None:
    urls = [
        reverse("camera_new", args=[harbour.pk]),
        *(reverse(name, args=[plaza.pk]) for name in ("camera_edit", "camera_delete")),
    ]
    for url in urls:
        for ask in ("get", "post"):
            assert getattr(client_of(charlie), ask)(url, TYPED | {"name": "Plaza"}).status_code == 404
            assert getattr(client_of(olga), ask)(url, TYPED | {"name": "Plaza"}).status_code == 403
    assert harbour.cameras.count() == 2


def test_deleting_asks_for_the_name(client_of: ClientOf, bob: Staff, plaza: Camera) -> None:
    client, url = client_of(bob), reverse("camera_delete", args=[plaza.pk])
    wrong = client.post(url, {"name": "plaza"})
    assert wrong.status_code == 422
    assert "nothing was deleted" in text_of(wrong)
    assert Camera.objects.filter(pk=plaza.pk).exists()
    assert client.get(url).status_code == 200
    assert Camera.objects.filter(pk=plaza.pk).exists()
    assert client.post(url, {"name": "Plaza"}).status_code == 302
    assert not Camera.objects.filter(pk=plaza.pk).exists()


@pytest.mark.usefixtures("good_camera")
def test_a_test_tells_size_rate_and_codec(client_of: ClientOf, bob: Staff, harbour: Site) -> None:
    answer = client_of(bob).post(reverse("camera_new_test", args=[harbour.pk]), {"address": ADDRESS})
    assert "The camera answers: 1920 × 1080, 25 pictures a second, h264." in text_of(answer)


@pytest.mark.usefixtures("bad_camera")
def test_a_test_tells_why_it_failed(client_of: ClientOf, bob: Staff, guarded: Camera) -> None:
    answer = client_of(bob).post(reverse("camera_test", args=[guarded.pk]), {"address": ""})
    assert "The camera refused the password." in text_of(answer)


@pytest.mark.usefixtures("bus")
def test_a_test_without_an_agent_says_so(client_of: ClientOf, bob: Staff, guarded: Camera) -> None:
    answer = client_of(bob).post(reverse("camera_test", args=[guarded.pk]), {"address": ""})
    assert answer.status_code == 200
    assert "The agent local does not answer" in text_of(answer)


@pytest.mark.usefixtures("good_camera")
def test_an_address_that_is_none_is_not_tested(client_of: ClientOf, bob: Staff, harbour: Site) -> None:
    answer = client_of(bob).post(reverse("camera_new_test", args=[harbour.pk]), {"address": "gopher://x"})
    assert "is not a kind of address that Passerby opens" in text_of(answer)


@pytest.mark.usefixtures("bus")
def test_an_address_sealed_with_another_key_is_told(client_of: ClientOf, bob: Staff, plaza: Camera) -> None:
    answer = client_of(bob).post(reverse("camera_test", args=[plaza.pk]), {"address": ""})
    assert "type the address again" in text_of(answer)


def test_no_log_holds_an_address(
    client_of: ClientOf, bob: Staff, harbour: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client_of(bob).post(reverse("camera_new", args=[harbour.pk]), TYPED | {"name": ""})
    client_of(bob).post(reverse("camera_new", args=[harbour.pk]), TYPED)
    assert "hunter2" not in caplog.text
