"""A museum with a hall, and ways to export it and to spoil what was exported."""

from collections.abc import Callable
from typing import Any

import pytest

from passerby.hub.config.document import export_configuration, read_configuration
from passerby.hub.config.toml_text import to_toml
from passerby.hub.sites.models import Camera, Site
from passerby.hub.sites.services import add_camera, add_site, replace_scene
from tests.hub.sites.conftest import ADDRESS
from tests.hub.sites.test_services import SCENE

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def museum(db: None) -> Site:
    """A site without a camera."""
    return add_site(name="Museum", city="Athens", time_zone="Europe/Athens")


@pytest.fixture
def drawn(museum: Site) -> Camera:
    """The museum's hall: an address that holds a password, and a scene with the zone "square"."""
    camera = add_camera(museum, ADDRESS, name="Hall")
    replace_scene(camera, SCENE, 0)
    return camera


def text() -> str:
    """What is exported, as it is written."""
    return to_toml(export_configuration())


def exported() -> dict[str, Any]:
    """What is exported, written and read again."""
    return dict(read_configuration(text(), "test.toml"))


def put(path: str, value: object) -> Change:
    """A change of one value in a document, such as put("site.0.capacity", 7)."""

    def change(document: dict[str, Any]) -> None:
        place: Any = document
        *keys, last = path.split(".")
        for key in keys:
            place = place[int(key)] if key.isdigit() else place[key]
        place[last] = value

    return change
