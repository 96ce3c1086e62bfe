"""A home of its own for each test that seals something."""

from collections.abc import Iterator

import pytest

from passerby.bus.memory import MemoryBus
from passerby.hub.bus_link import LINK
from passerby.hub.sites.models import Camera, Site
from passerby.hub.sites.services import add_camera, add_site

ADDRESS = "rtsp://guard:hunter2@192.0.2.7/live"


@pytest.fixture
def museum(db: None) -> Site:
    """A site without a camera."""
    return add_site(name="Museum", city="Athens", time_zone="Europe/Athens")


@pytest.fixture
def hall(museum: Site) -> Camera:
    """A camera of the museum whose address holds a password."""
    return add_camera(museum, ADDRESS, name="Hall")


@pytest.fixture
def bus() -> Iterator[MemoryBus]:
    """The hub's bus, in memory."""
    memory = MemoryBus()
    with LINK.using(memory):
        yield memory
    memory.close()
