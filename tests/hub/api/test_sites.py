"""Sites, cameras and scenes through the API."""

import json
from typing import Any

import pytest
from django.test import Client

from passerby.hub.accounts.models import Staff
from passerby.hub.accounts.scopes import Scope
from passerby.hub.sites.models import Camera, Site
from tests.hub.api.callers import ROOT, program, told

ZONE = {"name": "door", "kind": "queue", "points": [[0.1, 0.1], [0.4, 0.1], [0.4, 0.4]], "capacity": 12}
LINE = {"name": "step", "points": [[0.1, 0.5], [0.9, 0.5]], "is_entrance": False}


def _put(client: Client, camera: Camera, **scene: Any) -> Any:
    body = json.dumps({"scene_revision": camera.scene_revision, **scene})
    return client.put(f"{ROOT}/cameras/{camera.pk}/scene", body, content_type="application/json")


def test_a_program_sees_the_sites_of_its_token_only(alice: Staff, harbour: Site, library: Site) -> None:
    everywhere, here = program(alice), program(alice, sites=[harbour])
    assert {site["name"] for site in told(everywhere, "/sites")["items"]} == {"Harbour", "Library"}
    assert [site["id"] for site in told(here, "/sites")["items"]] == [harbour.pk]
    assert told(here, f"/sites/{harbour.pk}")["time_zone"] == "Europe/Lisbon"
    foreign = here.get(f"{ROOT}/sites/{library.pk}")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")


def test_a_list_is_told_in_pages_that_together_are_whole(alice: Staff, harbour: Site, library: Site) -> None:
    asking = program(alice, [Scope.READ_SITES])
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = told(asking, "/cameras", limit=2, **after)
        seen += [camera["id"] for camera in page["items"]]
        assert len(page["items"]) <= 2
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == sorted(Camera.objects.values_list("pk", flat=True))
    assert len(told(asking, "/cameras", site=library.pk)["items"]) == 1


def test_the_address_of_a_camera_is_never_told(alice: Staff, plaza: Camera) -> None:
    told_camera = told(program(alice), f"/cameras/{plaza.pk}")
    assert told_camera["address_shown"] == "rtsp://192.0.2.1/plaza"
    assert not {"address", "sealed_address"} & told_camera.keys()


def test_a_scene_is_read_and_replaced_whole(alice: Staff, plaza: Camera) -> None:
    asking = program(alice)
    before = told(asking, f"/cameras/{plaza.pk}/scene")
    assert ([zone["name"] for zone in before["zones"]], before["scene_revision"]) == (["square"], 0)
    answer = _put(asking, plaza, zones=[ZONE], lines=[LINE], presence_zone="door", reset_hour=3)
    assert answer.status_code == 200
    after = told(asking, f"/cameras/{plaza.pk}/scene")
    assert after == answer.json()
    assert after == {
        "scene_revision": 1,
        "zones": [ZONE],
        "lines": [LINE],
        "calibration": None,
        "presence_zone": "door",
        "reset_hour": 3,
    }


def test_of_two_who_replace_one_scene_the_second_hears_of_the_first(alice: Staff, plaza: Camera) -> None:
    asking = program(alice)
    assert _put(asking, plaza, zones=[ZONE]).status_code == 200
    late = _put(asking, plaza, lines=[LINE])
    assert (late.status_code, late.json()["code"], late.json()["scene_revision"]) == (409, "conflict", 1)
    plaza.refresh_from_db()
    assert plaza.scene_saved_by == "alice"
    assert [zone["name"] for zone in told(asking, f"/cameras/{plaza.pk}/scene")["zones"]] == ["door"]


@pytest.mark.parametrize(
    ("scene", "where"),
    [
        ({"zones": [{**ZONE, "points": [[0.1, 0.1], [0.4, 0.1]]}]}, "points"),
        ({"zones": [{**ZONE, "points": [[0.1, 0.1], [0.4, 0.1], [2, 2]]}]}, "off the picture"),
        ({"zones": [ZONE, ZONE]}, "two zones are called 'door'"),
        ({"zones": [{**ZONE, "colour": "red"}]}, "colour"),
        ({"presence_zone": "nowhere"}, "not among the zones"),
        ({"reset_hour": 24}, "reset_hour"),
        ({"scene_revision": "newest"}, "scene_revision"),
    ],
)
def test_a_scene_that_cannot_be_drawn_is_refused(
    scene: dict[str, Any], where: str, alice: Staff, plaza: Camera
) -> None:
    answer = _put(program(alice), plaza, **scene)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert where in answer.json()["detail"]
    plaza.refresh_from_db()
    assert (plaza.scene_revision, plaza.zones.count()) == (0, 1)


def test_a_body_that_is_no_json_is_refused(alice: Staff, plaza: Camera) -> None:
    path = f"{ROOT}/cameras/{plaza.pk}/scene"
    answer = program(alice).put(path, "{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
