"""What agents are told, and when."""

import json
from collections.abc import Iterator

import pytest

from passerby.bus.memory import MemoryBus
from passerby.events.configuration import AgentConfiguration, from_bytes
from passerby.hub.crew import Crew
from passerby.hub.sites import services
from passerby.hub.sites.models import Agent, Camera, Site
from passerby.hub.sites.publisher import Publisher
from passerby.passes.keys import SitePrivateKey
from passerby.passes.sealing import open_sealed
from tests.hub.sites.conftest import ADDRESS
from tests.support.waiting import eventually


class FakeAgent:
    """Holds one key pair for every site that it is asked for."""

    def __init__(self, bus: MemoryBus) -> None:
        self.bus = bus
        self.keys: dict[str, SitePrivateKey] = {}

    def answer(self, question: bytes) -> bytes:
        key = self.keys.setdefault(json.loads(question)["site"], SitePrivateKey.generate())
        return json.dumps({"public_key": key.public_key.to_text()}).encode()

    def tell_keys(self) -> None:
        keys = {site: key.public_key.to_text() for site, key in self.keys.items()}
        self.bus.put("agents/local", json.dumps({"site_keys": keys}).encode())


@pytest.fixture
def agent(bus: MemoryBus) -> Iterator[FakeAgent]:
    fake = FakeAgent(bus)
    with bus.serve("site-keys/local", fake.answer):
        yield fake


def told(bus: MemoryBus) -> AgentConfiguration:
    raw = bus.get("configuration/local")
    assert raw is not None
    return from_bytes(raw)


def test_an_agent_is_told_its_cameras_with_addresses_only_it_can_open(
    bus: MemoryBus, agent: FakeAgent, hall: Camera
) -> None:
    Publisher(bus).look()
    (camera,) = told(bus).cameras
    assert (camera.camera, camera.site) == (hall.pk, hall.site_id)
    assert b"hunter2" not in (bus.get("configuration/local") or b"")
    assert open_sealed(agent.keys[hall.site_id], camera.sealed_address).decode() == ADDRESS


def test_a_change_grows_the_revision_and_nothing_is_told_twice(
    bus: MemoryBus, agent: FakeAgent, hall: Camera
) -> None:
    publisher = Publisher(bus)
    publisher.look()
    before = told(bus)
    bus.put("configuration/local", None)
    publisher.look()
    assert bus.get("configuration/local") is None
    services.replace_scene(hall, {"reset_hour": 7}, 0)
    publisher.look()
    after = told(bus)
    assert after.revision > before.revision
    assert after.cameras[0].scene.reset_hour == 7


def test_an_address_that_did_not_change_looks_the_same_after_a_restart(
    bus: MemoryBus, agent: FakeAgent, hall: Camera
) -> None:
    Publisher(bus).look()
    before = told(bus).cameras[0].sealed_address
    services.change_camera(Camera.objects.get(pk=hall.pk), name="Great hall")
    Publisher(bus).look()
    assert told(bus).cameras[0].sealed_address == before


def test_a_new_address_is_sealed_and_told(bus: MemoryBus, agent: FakeAgent, hall: Camera) -> None:
    publisher = Publisher(bus)
    publisher.look()
    services.change_camera(Camera.objects.get(pk=hall.pk), "rtsp://192.0.2.9/")
    publisher.look()
    sealed = told(bus).cameras[0].sealed_address
    assert open_sealed(agent.keys[hall.site_id], sealed) == b"rtsp://192.0.2.9/"


def test_while_the_agent_is_away_nothing_is_told_that_would_take_its_cameras(
    bus: MemoryBus, hall: Camera
) -> None:
    publisher = Publisher(bus)
    publisher.look()
    assert bus.get("configuration/local") is None
    fake = FakeAgent(bus)
    fake.answer(json.dumps({"site": hall.site_id}).encode())
    fake.tell_keys()
    publisher.look()
    assert [camera.camera for camera in told(bus).cameras] == [hall.pk]


def test_a_key_that_its_agent_lost_is_replaced_and_addresses_are_sealed_anew(
    bus: MemoryBus, agent: FakeAgent, hall: Camera, caplog: pytest.LogCaptureFixture
) -> None:
    publisher = Publisher(bus)
    publisher.look()
    agent.keys[hall.site_id] = SitePrivateKey.generate()
    agent.tell_keys()
    publisher.look()
    assert open_sealed(agent.keys[hall.site_id], told(bus).cameras[0].sealed_address).decode() == ADDRESS
    assert "another key" in caplog.text


def test_an_agent_changes_no_key_of_a_site_that_is_not_its_own(
    bus: MemoryBus, agent: FakeAgent, museum: Site
) -> None:
    services.agent("elsewhere")
    Site.objects.filter(pk=museum.pk).update(agent="elsewhere")
    agent.keys[museum.pk] = SitePrivateKey.generate()
    agent.tell_keys()
    Publisher(bus).look()
    assert Site.objects.get(pk=museum.pk).public_key is None


@pytest.mark.parametrize("words", [b"", b"[]", b'{"site_keys": {"a": "!"}}', b'{"site_keys": 4}'])
def test_an_agents_words_that_cannot_be_read_stop_nothing(
    bus: MemoryBus, agent: FakeAgent, hall: Camera, words: bytes
) -> None:
    bus.put("agents/local", words)
    Publisher(bus).look()
    assert told(bus).cameras


def test_a_sites_first_camera_is_told_though_it_came_just_after_keys_were_asked_for(
    bus: MemoryBus, agent: FakeAgent, museum: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn_keys = Publisher._learn_keys

    def learn_keys_and_be_late(publisher: Publisher, local: Agent) -> None:
        learn_keys(publisher, local)
        if not Camera.objects.exists():
            services.add_camera(museum, "usb:0", name="Door")

    monkeypatch.setattr(Publisher, "_learn_keys", learn_keys_and_be_late)
    publisher = Publisher(bus)
    publisher.look()
    publisher.look()
    assert len(told(bus).cameras) == 1


def test_a_camera_whose_row_is_damaged_harms_no_other(
    bus: MemoryBus, agent: FakeAgent, museum: Site, hall: Camera, caplog: pytest.LogCaptureFixture
) -> None:
    other = services.add_camera(museum, "usb:0", name="Door")
    Camera.objects.filter(pk=hall.pk).update(address=b"\x01damaged")
    Publisher(bus).look()
    assert [camera.camera for camera in told(bus).cameras] == [other.pk]
    assert "Hall" in caplog.text


def test_a_database_from_a_backup_does_not_fall_behind_what_the_agent_was_told(
    bus: MemoryBus, agent: FakeAgent, hall: Camera
) -> None:
    Publisher(bus).look()
    before = told(bus).revision
    Agent.objects.update(configuration_revision=1)
    Publisher(bus).look()
    assert told(bus).revision > before


@pytest.mark.django_db(transaction=True)
def test_a_running_publisher_tells_a_change_and_ends_when_told(bus: MemoryBus, agent: FakeAgent) -> None:
    services.agent("local")
    crew = Crew(on_death=lambda: None)
    crew.start("publisher", Publisher(bus).run)
    try:
        site = services.add_site(name="Museum")
        services.add_camera(site, "usb:0", name="Door")
        eventually(lambda: bus.get("configuration/local") is not None and len(told(bus).cameras) == 1)
    finally:
        crew.stop()
