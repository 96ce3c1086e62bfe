"""What a start refuses rather than losing what is stored."""

from pathlib import Path

import pytest
from django.test import override_settings

from passerby.hub import hub_key as keys
from passerby.hub.home import Home
from passerby.hub.sites.models import Agent
from passerby.hub.sites.services import add_camera, add_site
from passerby.hub.start import prepare
from passerby.passes.key_files import load_or_create_key
from passerby.shapes.errors import HomeError


@pytest.fixture
def home(tmp_path: Path, agent: Agent) -> Home:
    """An installation with a camera whose address is sealed with its key."""
    found = Home(tmp_path / "home")
    with override_settings(HOME=found):
        prepare()
        add_camera(add_site(name="Quay"), "rtsp://me:s3cret@192.0.2.1/", name="Door")
    return found


def start(home: Home) -> None:
    # A process reads the key once.
    keys._key_of.cache_clear()
    with override_settings(HOME=home):
        prepare()


def test_it_starts_again_with_its_own_key(home: Home) -> None:
    start(home)


def test_it_does_not_start_without_the_key_of_what_is_stored_and_makes_no_other(home: Home) -> None:
    home.hub_key.unlink()
    with pytest.raises(HomeError, match=r"hub\.key is gone.*put it back from its backup"):
        start(home)
    assert not home.hub_key.exists()


def test_it_does_not_start_with_a_key_that_is_not_its_own(home: Home) -> None:
    home.hub_key.unlink()
    load_or_create_key(home.hub_key)
    with pytest.raises(HomeError, match=r"not the one that sealed this database"):
        start(home)
