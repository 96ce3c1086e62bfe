"""The guide from nothing to a first count."""

import pytest

from passerby.hub.accounts.models import Staff
from passerby.hub.sites.models import Camera, Site
from tests.hub.conftest import ClientOf

PLACE = {"name": "Station", "city": "Porto", "time_zone": "Europe/Lisbon"}


def test_it_leads_from_a_place_to_a_camera_to_a_count(alice: Staff, client_of: ClientOf) -> None:
    client = client_of(alice)
    assert "Where are your cameras" in client.get("/welcome/").content.decode()
    page = client.post("/welcome/", PLACE, follow=True).content.decode()
    assert "The first camera at Station" in page
    camera = {"name": "Entrance", "address": "synthetic:plaza"}
    page = client.post("/welcome/", camera, follow=True).content.decode()
    stored = Camera.objects.get()
    assert "Entrance counts" in page
    assert f'data-live="cameras.{stored.pk}.people_now"' in page
    assert client.get("/welcome/")["Location"] == f"/welcome/{stored.pk}/"


@pytest.mark.parametrize(
    ("wrong", "told"), [({"time_zone": "Porto"}, "time zone database"), ({"name": ""}, "required")]
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    alice: Staff, client_of: ClientOf, wrong: dict[str, str], told: str
) -> None:
    answer = client_of(alice).post("/welcome/", PLACE | wrong)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Site.objects.exists()


def test_an_address_that_is_none_is_said_without_the_password_in_it(
    alice: Staff, client_of: ClientOf
) -> None:
    client = client_of(alice)
    client.post("/welcome/", PLACE)
    answer = client.post("/welcome/", {"name": "Door", "address": "gopher://me:s3cret@192.0.2.1/"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode() or "errorlist" in answer.content.decode()
    assert not Camera.objects.exists()


def test_only_an_admin_is_guided(bob: Staff, client_of: ClientOf) -> None:
    assert client_of(bob).get("/welcome/").status_code == 403


def test_an_outsider_does_not_see_the_count_of_others(
    charlie: Staff, plaza: Camera, client_of: ClientOf
) -> None:
    assert client_of(charlie).get(f"/welcome/{plaza.pk}/").status_code == 404
