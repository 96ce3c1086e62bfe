"""Changing sites, cameras and scenes."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from passerby.hub.sites import revisions, services
from passerby.hub.sites.addresses import reveal_address
from passerby.hub.sites.models import Agent, Camera, FloorPlan, Site
from passerby.hub.sites.scenes import document_of, scene_of
from passerby.shapes.errors import SceneConflictError, SceneError, SealError, SiteError
from tests.hub.sites.conftest import ADDRESS

SQUARE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]
SCENE: dict[str, Any] = {
    "zones": [{"name": "square", "kind": "queue", "points": SQUARE, "capacity": 20}],
    "lines": [{"name": "gate", "points": [[0.1, 0.5], [0.9, 0.5]], "is_entrance": False}],
    "calibration": {"picture": SQUARE, "ground_m": [[0, 0], [8, 0], [8, 8], [0, 8]]},
    "presence_zone": "square",
    "reset_hour": 3,
}


def revision() -> int:
    return Agent.objects.get(pk="local").configuration_revision


def test_a_site_is_stored_with_its_agent(museum: Site) -> None:
    assert Site.objects.get(pk=museum.pk).agent_id == "local"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Museum"}, "name"),
        ({"name": "Other", "time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"name": "Other", "latitude": 91.0}, "latitude"),
        ({"name": "Other", "capacity": -1}, "capacity"),
    ],
)
def test_a_site_that_cannot_be_stored_is_refused_by_the_field_at_fault(
    museum: Site, fields: Any, field: str
) -> None:
    with pytest.raises(SiteError) as refused:
        services.add_site(**fields)
    assert refused.value.field == field
    assert Site.objects.count() == 1


def test_an_agents_name_must_be_one(db: None) -> None:
    with pytest.raises(SiteError, match="40 characters"):
        services.add_site("../etc", name="Other")


def test_only_the_fields_that_are_named_are_written(museum: Site) -> None:
    stale = Site.objects.get(pk=museum.pk)
    services.change_site(museum, city="Piraeus")
    services.change_site(stale, capacity=50)
    stored = Site.objects.get(pk=museum.pk)
    assert (stored.city, stored.capacity) == ("Piraeus", 50)


def test_what_was_deleted_meanwhile_is_not_stored_again(museum: Site) -> None:
    stale = Site.objects.get(pk=museum.pk)
    services.remove_site(museum)
    with pytest.raises(SiteError, match="deleted meanwhile"):
        services.change_site(stale, city="Piraeus")


def test_removing_a_site_removes_its_cameras(museum: Site, hall: Camera) -> None:
    services.remove_site(museum)
    assert not Camera.objects.exists()


def test_an_address_is_sealed_in_the_database_and_shown_masked(hall: Camera) -> None:
    stored = Camera.objects.get(pk=hall.pk)
    assert b"hunter2" not in bytes(stored.address)
    assert stored.address_shown == "rtsp://guard:***@192.0.2.7/live"
    assert reveal_address(stored) == ADDRESS
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sites_camera")
        assert "hunter2" not in repr(cursor.fetchall())


def test_an_address_that_is_moved_to_another_camera_does_not_open(museum: Site, hall: Camera) -> None:
    other = services.add_camera(museum, "usb:0", name="Door")
    Camera.objects.filter(pk=other.pk).update(address=hall.address)
    with pytest.raises(SealError):
        reveal_address(Camera.objects.get(pk=other.pk))


def test_an_empty_address_keeps_the_one_there_is(hall: Camera) -> None:
    services.change_camera(hall, "", name="Great hall")
    stored = Camera.objects.get(pk=hall.pk)
    assert (stored.name, reveal_address(stored)) == ("Great hall", ADDRESS)


def test_a_new_address_takes_the_place_of_the_old_everywhere(hall: Camera) -> None:
    Camera.objects.filter(pk=hall.pk).update(sealed_address=b"of the old one")
    services.change_camera(Camera.objects.get(pk=hall.pk), "rtsp://192.0.2.8/")
    stored = Camera.objects.get(pk=hall.pk)
    assert (reveal_address(stored), stored.sealed_address) == ("rtsp://192.0.2.8/", None)
    assert stored.address_shown == "rtsp://192.0.2.8/"


def test_a_refused_address_is_not_repeated(museum: Site) -> None:
    with pytest.raises(SiteError) as refused:
        services.add_camera(museum, "rtsp://guard:hunter2@[::1/x", name="Hall")
    assert refused.value.field == "address"
    assert "hunter2" not in str(refused.value)


def test_files_are_for_those_who_may_read_them(museum: Site, tmp_path: Any) -> None:
    with pytest.raises(SiteError, match="only an admin"):
        services.add_camera(museum, str(tmp_path), name="Folder")
    services.add_camera(museum, str(tmp_path), may_read_files=True, name="Folder")


def test_a_synthetic_clip_is_for_everybody(museum: Site) -> None:
    services.add_camera(museum, "synthetic:plaza", name="Plaza")


def test_a_synthetic_clip_is_kept_by_its_name(museum: Site) -> None:
    camera = services.add_camera(museum, "synthetic:plaza", name="Plaza")
    assert reveal_address(camera) == camera.address_shown == "synthetic:plaza"


def test_two_cameras_of_a_site_need_two_names(museum: Site, hall: Camera) -> None:
    with pytest.raises(SiteError, match="already exists"):
        services.add_camera(museum, "usb:0", name="Hall")


def test_an_agent_takes_only_so_many_cameras(museum: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MAX_CAMERAS", 1)
    services.add_camera(museum, "usb:0", name="One")
    with pytest.raises(SiteError, match="takes no more"):
        services.add_camera(museum, "usb:1", name="Two")


def test_every_change_raises_the_revision(museum: Site, hall: Camera) -> None:
    changes: list[Callable[[], object]] = [
        lambda: services.change_site(museum, time_zone="UTC"),
        lambda: services.change_camera(hall, name="Great hall"),
        lambda: services.replace_scene(hall, SCENE, 0),
        lambda: services.choose_detector("local", "motion"),
        lambda: services.remove_camera(hall),
        lambda: services.remove_site(museum),
    ]
    for change in changes:
        before = revision()
        change()
        assert revision() > before


@pytest.mark.django_db(transaction=True)
def test_a_change_is_told_once_it_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(revisions, "on_change", [lambda: told.append(revision())])
    services.add_site(name="Museum")
    assert told == [1]


def test_where_a_camera_stands_is_no_concern_of_the_agent(museum: Site, hall: Camera) -> None:
    before = revision()
    plan = FloorPlan.objects.create(site=museum, name="Ground", image=b"", media_type="", width=1, height=1)
    services.place_camera(hall, floor_plan=plan, plan_x=0.5, plan_y=0.25, heading_deg=90.0)
    stored = Camera.objects.get(pk=hall.pk)
    assert (stored.floor_plan, stored.plan_x, stored.heading_deg) == (plan, 0.5, 90.0)
    assert revision() == before


def test_a_camera_is_not_placed_on_the_plan_of_another_site(hall: Camera) -> None:
    other = services.add_site(name="Other")
    plan = FloorPlan.objects.create(site=other, name="Ground", image=b"", media_type="", width=1, height=1)
    with pytest.raises(SiteError, match="another site"):
        services.place_camera(hall, floor_plan=plan)


def test_a_scene_comes_back_as_it_was_stored(hall: Camera) -> None:
    assert services.replace_scene(hall, SCENE, 0) == 1
    stored = Camera.objects.select_related("site").get(pk=hall.pk)
    assert document_of(stored) == SCENE
    assert str(scene_of(stored).time_zone) == "Europe/Athens"


def test_of_two_who_edit_one_scene_the_second_is_told(hall: Camera) -> None:
    other = Camera.objects.get(pk=hall.pk)
    services.replace_scene(hall, SCENE, 0)
    with pytest.raises(SceneConflictError) as conflict:
        services.replace_scene(other, {"zones": []}, 0)
    assert conflict.value.revision == 1
    assert document_of(Camera.objects.get(pk=hall.pk)) == SCENE


def test_the_scene_of_a_deleted_camera_is_refused(hall: Camera) -> None:
    stale = Camera.objects.select_related("site").get(pk=hall.pk)
    services.remove_camera(hall)
    with pytest.raises(SiteError, match="deleted"):
        services.replace_scene(stale, SCENE, 0)


def scene_with(path: str, value: object) -> dict[str, Any]:
    document = copy.deepcopy(SCENE)
    *keys, last = path.split(".")
    place: Any = document
    for key in keys:
        place = place[int(key)] if key.isdigit() else place[key]
    place[last] = value
    return document


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (scene_with("colour", "red"), "no field 'colour'"),
        (scene_with("zones", "all"), "list of objects"),
        (scene_with("zones", [{}] * 65), "at most 64"),
        (scene_with("zones.0.kind", "bar"), "area or queue"),
        (scene_with("zones.0.capacity", -1), "whole number"),
        (scene_with("zones.0.capacity", True), "whole number"),
        (scene_with("zones.0.name", 7), "must be text"),
        (scene_with("zones.0.points", [[0.1, 0.1], [0.9, 0.9]]), "at least 3"),
        (scene_with("zones.0.points", [["a", 0.1]]), "pairs of numbers"),
        (scene_with("zones.0.points", [[float("nan"), 0.1]]), "pairs of numbers"),
        (scene_with("zones.0.points", [[1.1, 0.1], [0, 0], [0, 1]]), "off the picture"),
        (scene_with("zones.0.wide", 1), "no field 'wide'"),
        (scene_with("lines.0.points", SQUARE), "a line is two"),
        (scene_with("lines.0.is_entrance", "yes"), "true or false"),
        (scene_with("calibration", 5), "picture and ground_m"),
        (scene_with("calibration.ground_m", [[0, 0], [1, 0], [2, 0], [3, 0]]), "one line"),
        (scene_with("presence_zone", "roof"), "not among the zones"),
        (scene_with("reset_hour", 24), "0 to 23"),
    ],
)
def test_a_scene_that_cannot_be_drawn_is_refused_and_changes_nothing(
    hall: Camera, document: dict[str, Any], words: str
) -> None:
    with pytest.raises(SceneError, match=words):
        services.replace_scene(hall, document, 0)
    assert Camera.objects.get(pk=hall.pk).scene_revision == 0


def test_the_first_camera_says_whether_a_sites_people_are_rendered(agent: Agent) -> None:
    site = services.add_site(name="Quay")
    services.add_camera(site, "synthetic:plaza", name="Clip")
    site.refresh_from_db()
    assert site.is_synthetic
    with pytest.raises(SiteError, match=r"real people, and Quay has cameras that show rendered ones"):
        services.add_camera(site, "rtsp://192.0.2.1/", name="Door")


def test_rendered_people_are_never_added_to_real_ones(harbour: Site, plaza: Camera) -> None:
    with pytest.raises(SiteError, match=r"rendered people, and Harbour has cameras that show real ones"):
        services.add_camera(harbour, "synthetic:plaza", name="Clip")
    with pytest.raises(SiteError, match="rendered people"):
        services.change_camera(plaza, "synthetic:plaza")
    harbour.refresh_from_db()
    assert not harbour.is_synthetic


def test_the_only_camera_of_a_site_may_become_a_clip_and_a_real_one_again(agent: Agent) -> None:
    site = services.add_site(name="Quay")
    camera = services.add_camera(site, "rtsp://192.0.2.1/", name="Door")
    services.change_camera(camera, "synthetic:plaza")
    site.refresh_from_db()
    assert site.is_synthetic
    services.change_camera(camera, "rtsp://192.0.2.1/")
    site.refresh_from_db()
    assert not site.is_synthetic
