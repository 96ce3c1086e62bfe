"""Floor plans in the console: uploading, showing, placing cameras, deleting."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from passerby.hub.accounts.models import Staff
from passerby.hub.console.site.plan_views import MAX_PLANS
from passerby.hub.sites.models import Camera, FloorPlan, Site
from tests.hub.conftest import ClientOf


def picture(size: tuple[int, int] = (60, 40), image_format: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, image_format)
    return out.getvalue()


def upload(client: Client, site: Site, raw: bytes, name: str = "plan.png") -> str:
    file = SimpleUploadedFile(name, raw, "image/png")
    answer = client.post(f"/sites/{site.pk}/plans/new/", {"name": "Ground floor", "file": file}, follow=True)
    return answer.content.decode()


@pytest.fixture
def plan(harbour: Site) -> FloorPlan:
    return FloorPlan.objects.create(
        site=harbour, name="Ground floor", image=picture(), media_type="image/png", width=60, height=40
    )


def place(plan: FloorPlan, camera: Camera, **fields: object) -> dict[str, object]:
    fields = {"x": "25", "y": "75.5", "heading": "90", "field_of_view": "70", **fields}
    return {"camera": camera.pk} | fields


def url(plan: FloorPlan, action: str) -> str:
    return f"/sites/{plan.site_id}/plans/{plan.pk}/{action}"


def test_an_uploaded_plan_is_shown_with_the_site(bob: Staff, client_of: ClientOf, harbour: Site) -> None:
    assert "Ground floor was added" in upload(client_of(bob), harbour, picture())
    stored = harbour.floor_plans.get()
    assert (stored.width, stored.height, stored.media_type) == (60, 40, "image/png")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG drawings are not taken"),
        (b"", "The file is empty"),
        (b"no picture", "no PNG, JPEG or WebP"),
        (picture()[:60], "damaged"),
        (b"\0" * (11 * 1024 * 1024), "11.0 MB; at most 10 MB"),
        (b"\0" * (13 * 1024 * 1024), "13.0 MB; at most 10 MB"),
    ],
)
def test_what_is_no_plan_is_refused_by_name_and_not_stored(
    bob: Staff, client_of: ClientOf, harbour: Site, raw: bytes, told: str
) -> None:
    assert told in upload(client_of(bob), harbour, raw)
    assert not harbour.floor_plans.exists()


def test_a_form_without_a_file_asks_for_one(bob: Staff, client_of: ClientOf, harbour: Site) -> None:
    answer = client_of(bob).post(f"/sites/{harbour.pk}/plans/new/", {"name": "Ground floor"})
    assert answer.status_code == 422
    assert "Choose a PNG, JPEG or WebP picture" in answer.content.decode()


def test_a_site_takes_only_so_many_plans(bob: Staff, client_of: ClientOf, plan: FloorPlan) -> None:
    FloorPlan.objects.bulk_create(
        FloorPlan(
            site=plan.site, name=f"Floor {number}", image=b"", media_type="image/png", width=1, height=1
        )
        for number in range(1, MAX_PLANS)
    )
    assert f"at most {MAX_PLANS} floor plans" in upload(client_of(bob), plan.site, picture())
    assert plan.site.floor_plans.count() == MAX_PLANS


def test_a_plan_is_served_as_a_picture_and_nothing_else(
    bob: Staff, client_of: ClientOf, plan: FloorPlan
) -> None:
    answer = client_of(bob).get(url(plan, "image"))
    assert answer.content == bytes(plan.image)
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"].startswith("private")


def test_a_plan_of_another_type_is_not_served(bob: Staff, client_of: ClientOf, plan: FloorPlan) -> None:
    FloorPlan.objects.update(media_type="image/svg+xml")
    assert client_of(bob).get(url(plan, "image")).status_code == 404


def test_a_camera_is_placed_turned_and_taken_off(
    bob: Staff, client_of: ClientOf, plan: FloorPlan, plaza: Camera
) -> None:
    client = client_of(bob)
    client.post(url(plan, "place/"), place(plan, plaza))
    plaza.refresh_from_db()
    assert (plaza.floor_plan_id, plaza.plan_x, plaza.plan_y) == (plan.pk, 0.25, 0.755)
    assert (plaza.heading_deg, plaza.field_of_view_deg) == (90, 70)
    shown = client.get(f"/sites/{plan.site_id}/").content.decode()
    assert 'x="25.0%" y="75.5%"' in shown
    client.post(url(plan, "place/"), place(plan, plaza, take_off="1"))
    plaza.refresh_from_db()
    assert (plaza.floor_plan_id, plaza.plan_x) == (None, None)


def test_a_script_is_answered_in_json(
    bob: Staff, client_of: ClientOf, plan: FloorPlan, plaza: Camera
) -> None:
    client = client_of(bob)
    wants = {"Accept": "application/json"}
    assert client.post(url(plan, "place/"), place(plan, plaza), headers=wants).json() == {}
    refused = client.post(url(plan, "place/"), place(plan, plaza, x="101"), headers=wants)
    assert refused.status_code == 422
    assert refused.json()["detail"].startswith("x: ")


@pytest.mark.parametrize(
    "wrong",
    [
        {"x": "-1"},
        {"y": "nan"},
        {"heading": "inf"},
        {"field_of_view": "0"},
        {"camera": "nosuchcamera"},
        {"x": ""},
    ],
)
def test_a_place_that_is_none_is_refused_and_told(
    bob: Staff, client_of: ClientOf, plan: FloorPlan, plaza: Camera, wrong: dict[str, str]
) -> None:
    answer = client_of(bob).post(url(plan, "place/"), place(plan, plaza) | wrong, follow=True)
    assert "The camera stays where it was." in answer.content.decode()
    plaza.refresh_from_db()
    assert plaza.floor_plan_id is None


def test_a_camera_of_another_site_cannot_be_placed(
    alice: Staff, client_of: ClientOf, plan: FloorPlan, library: Site
) -> None:
    foyer = library.cameras.get()
    client_of(alice).post(url(plan, "place/"), place(plan, foyer))
    foyer.refresh_from_db()
    assert foyer.floor_plan_id is None


def test_a_deleted_plan_leaves_its_cameras(
    bob: Staff, client_of: ClientOf, plan: FloorPlan, plaza: Camera
) -> None:
    client = client_of(bob)
    client.post(url(plan, "place/"), place(plan, plaza))
    client.post(url(plan, "delete/"))
    plaza.refresh_from_db()
    assert plaza.floor_plan_id is None
    assert not FloorPlan.objects.exists()


@pytest.mark.parametrize("action", ["image", "place/", "delete/"])
def test_a_plan_of_a_site_of_others_is_not_there(
    charlie: Staff, client_of: ClientOf, plan: FloorPlan, plaza: Camera, library: Site, action: str
) -> None:
    client = client_of(charlie)
    for site_id in (plan.site_id, library.pk):
        address = f"/sites/{site_id}/plans/{plan.pk}/{action}"
        answer = client.get(address) if action == "image" else client.post(address, place(plan, plaza))
        assert answer.status_code == 404
    assert FloorPlan.objects.filter(pk=plan.pk).exists()


def test_a_privacy_officer_sees_plans_and_changes_none(
    olga: Staff, client_of: ClientOf, plan: FloorPlan, plaza: Camera
) -> None:
    client = client_of(olga)
    shown = client.get(f"/sites/{plan.site_id}/").content.decode()
    assert "Floor plan Ground floor" in shown
    assert "/place/" not in shown
    assert client.post(url(plan, "place/"), place(plan, plaza)).status_code == 403
