"""The demonstration's sites."""

import pytest

from passerby.hub.accounts.models import Staff
from passerby.hub.accounts.services import demo_admin
from passerby.hub.demo import make_demo
from passerby.hub.sites.addresses import reveal_address
from passerby.hub.sites.models import Camera, Site
from passerby.hub.sites.services import add_site
from passerby.shapes.errors import HomeError

pytestmark = pytest.mark.django_db


def test_two_synthetic_sites_are_made_once_with_their_own_scenes() -> None:
    demo_admin()
    make_demo()
    make_demo()
    told = [(site.name, site.city, site.time_zone, site.is_synthetic) for site in Site.objects.all()]
    assert told == [
        ("Harbour Plaza", "Lisbon", "Europe/Lisbon", True),
        ("Library", "Oslo", "Europe/Oslo", True),
    ]
    plaza = Camera.objects.get(name="Plaza")
    assert (reveal_address(plaza), plaza.loop) == ("synthetic:plaza", True)
    assert plaza.calibration is not None
    assert {(zone.name, zone.kind) for zone in plaza.zones.all()} == {("queue", "queue"), ("square", "area")}
    assert plaza.lines.count() == 2


def test_a_demonstration_is_never_made_in_an_installation_with_accounts() -> None:
    Staff.objects.create_user("alice")
    with pytest.raises(HomeError, match="folder of its own"):
        make_demo()
    assert not Site.objects.exists()


def test_a_demonstration_is_never_made_among_real_sites() -> None:
    add_site(name="Museum")
    with pytest.raises(HomeError, match="folder of its own"):
        make_demo()
