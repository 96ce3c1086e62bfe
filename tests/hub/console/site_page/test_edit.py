"""Adding, changing and deleting sites in the console."""

import pytest

from passerby.hub.accounts.models import Staff
from passerby.hub.sites.models import Agent, Camera, Site
from tests.hub.conftest import ClientOf

MILL = {
    "name": "Old mill", "city": "Oslo", "latitude": "59.9", "longitude": "10.7", "time_zone": "Europe/Oslo",
    "capacity": "80",
}  # fmt: skip


def test_an_admin_adds_a_site(alice: Staff, agent: Agent, client_of: ClientOf) -> None:
    answer = client_of(alice).post("/sites/new/", MILL, follow=True)
    site = Site.objects.get(name="Old mill")
    assert (site.latitude, site.time_zone, site.capacity) == (59.9, "Europe/Oslo", 80)
    text = answer.content.decode()
    assert "Old mill was added" in text
    assert "No camera yet" in text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "Harbour"}, "already exists"),
        ({"time_zone": "Lisbon"}, "write it like Europe/Lisbon"),
        ({"latitude": "91"}, "less than or equal to 90"),
        ({"longitude": ""}, "The latitude is given, so the longitude is needed too"),
        ({"latitude": ""}, "The longitude is given, so the latitude is needed too"),
        ({"capacity": "-4"}, "greater than or equal to 0"),
    ],
)
def test_a_site_that_cannot_be_stored_is_told_at_its_field(
    alice: Staff, client_of: ClientOf, harbour: Site, wrong: dict[str, str], told: str
) -> None:
    answer = client_of(alice).post("/sites/new/", MILL | wrong)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Site.objects.count() == 1


def test_an_operator_changes_their_site(bob: Staff, client_of: ClientOf, harbour: Site) -> None:
    client_of(bob).post(f"/sites/{harbour.pk}/edit/", MILL | {"capacity": ""})
    harbour.refresh_from_db()
    assert (harbour.name, harbour.capacity, harbour.agent_id) == ("Old mill", None, "local")


def test_a_refused_change_is_shown_under_the_stored_name(
    bob: Staff, client_of: ClientOf, harbour: Site
) -> None:
    answer = client_of(bob).post(f"/sites/{harbour.pk}/edit/", MILL | {"time_zone": "Mars"})
    assert answer.status_code == 422
    assert "Change Harbour" in answer.content.decode()
    harbour.refresh_from_db()
    assert harbour.name == "Harbour"


@pytest.mark.parametrize("typed", ["", "harbour", "Library", "Harbour plaza"])
def test_a_site_is_kept_unless_its_name_is_typed(
    alice: Staff, client_of: ClientOf, harbour: Site, typed: str
) -> None:
    answer = client_of(alice).post(f"/sites/{harbour.pk}/delete/", {"name": typed})
    assert answer.status_code == 422
    assert Site.objects.filter(pk=harbour.pk).exists()


def test_a_site_is_deleted_with_its_cameras_by_its_name(
    alice: Staff, client_of: ClientOf, harbour: Site, library: Site
) -> None:
    client_of(alice).post(f"/sites/{harbour.pk}/delete/", {"name": "Harbour"})
    assert list(Site.objects.all()) == [library]
    assert Camera.objects.count() == 1


def test_reading_a_form_changes_nothing(alice: Staff, client_of: ClientOf, harbour: Site) -> None:
    client = client_of(alice)
    for page in ("/sites/new/", f"/sites/{harbour.pk}/edit/", f"/sites/{harbour.pk}/delete/"):
        assert client.get(page, MILL | {"name": "Harbour"}).status_code == 200
    assert Site.objects.get().name == "Harbour"


def test_an_operator_neither_adds_nor_deletes_sites(bob: Staff, client_of: ClientOf, harbour: Site) -> None:
    client = client_of(bob)
    assert client.post("/sites/new/", MILL).status_code == 403
    assert client.post(f"/sites/{harbour.pk}/delete/", {"name": "Harbour"}).status_code == 403
    page = client.get(f"/sites/{harbour.pk}/").content.decode()
    assert "Delete the site" not in page
    assert "Change the site" in page


@pytest.mark.parametrize("page", ["", "edit/", "plans/new/", "charts/people/"])
def test_a_site_of_others_is_not_there(charlie: Staff, client_of: ClientOf, harbour: Site, page: str) -> None:
    assert client_of(charlie).get(f"/sites/{harbour.pk}/{page}").status_code == 404
