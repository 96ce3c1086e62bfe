"""The configuration as a document: out, and in again."""

from pathlib import Path

import pytest

from passerby.hub.config.document import import_configuration, read_configuration
from passerby.hub.sites import services
from passerby.hub.sites.addresses import reveal_address
from passerby.hub.sites.models import Camera, Site
from passerby.hub.sites.scenes import document_of
from passerby.shapes.errors import SettingError, SiteError
from tests.hub.config.conftest import Change, exported, put, text
from tests.hub.sites.conftest import ADDRESS
from tests.hub.sites.test_services import SCENE


def test_no_secret_is_exported(drawn: Camera) -> None:
    assert "hunter2" not in text()
    assert "192.0.2.7" not in text()
    assert 'address = "…"' in text()


def test_an_address_that_can_hold_no_secret_is_exported(museum: Site) -> None:
    services.add_camera(museum, "synthetic:plaza", name="Plaza")
    assert exported()["site"][0]["camera"][0]["address"] == "synthetic:plaza"


def test_what_was_exported_changes_nothing_when_it_is_imported(drawn: Camera) -> None:
    assert import_configuration(exported()) == []
    assert reveal_address(Camera.objects.get(pk=drawn.pk)) == ADDRESS


def test_an_export_makes_the_same_sites_elsewhere(drawn: Camera) -> None:
    document = exported()
    document["site"][0]["camera"][0]["address"] = ADDRESS
    services.remove_site(drawn.site)
    assert import_configuration(document) == [
        "add the site Museum",
        "add the camera Museum/Hall",
        "draw the scene of Museum/Hall anew",
    ]
    camera = Camera.objects.select_related("site").get()
    assert (document_of(camera), reveal_address(camera)) == (SCENE, ADDRESS)
    assert camera.site.time_zone == "Europe/Athens"


def test_tables_can_be_added_by_hand_to_what_was_exported(museum: Site) -> None:
    camera = '[[site.camera]]\nname = "Plaza"\naddress = "synthetic:plaza"\n'
    rule = '[[site.rule]]\nname = "Full"\ncamera = "Plaza"\nthreshold = 80\n'
    zone = '[[site.camera.zone]]\nname = "square"\npoints = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]]\n'
    by_hand = "\n".join((text(), camera, zone, rule))
    assert import_configuration(read_configuration(by_hand, "test.toml")) == [
        "add the camera Museum/Plaza",
        "draw the scene of Museum/Plaza anew",
        "add the rule Museum/Full",
    ]


def test_a_renamed_camera_is_known_by_its_id_and_keeps_its_address(drawn: Camera) -> None:
    document = exported()
    document["site"][0]["camera"][0]["name"] = "Great hall"
    assert import_configuration(document) == ["change the camera Museum/Great hall: name"]
    assert reveal_address(Camera.objects.get(pk=drawn.pk)) == ADDRESS


def test_a_new_address_is_taken_and_not_repeated(drawn: Camera) -> None:
    document = exported()
    document["site"][0]["camera"][0]["address"] = "rtsp://guard:secret5@192.0.2.9/"
    assert import_configuration(document) == ["change the camera Museum/Hall: address"]
    assert reveal_address(Camera.objects.get(pk=drawn.pk)).endswith("@192.0.2.9/")


def test_a_dry_run_says_what_would_change_and_changes_nothing(drawn: Camera) -> None:
    document = exported()
    document["agent"][0]["detector"] = "motion"
    document["site"][0]["capacity"] = 7
    assert import_configuration(document, dry_run=True) == [
        "let the agent local use the detector motion",
        "change the site Museum: capacity",
    ]
    assert Site.objects.get().capacity is None


def test_what_the_file_does_not_name_stays_unless_pruned(drawn: Camera) -> None:
    services.add_site(name="Other")
    document = exported()
    document["site"] = [document["site"][0] | {"camera": []}]
    assert import_configuration(document) == []
    assert import_configuration(document, prune=True) == [
        "delete the camera Museum/Hall with all that it counted",
        "delete the site Other with all that was counted there",
    ]
    assert list(Site.objects.values_list("name", flat=True)) == ["Museum"]
    assert not Camera.objects.exists()


CAMERA = "site.0.camera.0."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("colour", 1), "no field 'colour'"),
        (put("site", 4), r"start it with \[\[…site\]\]"),
        (put("site.0.capacity", "many"), "capacity must be a whole number"),
        (put("site.0.capacity", True), "capacity must be a whole number"),
        (put("site.0.agent", "elsewhere"), "read by the agent local"),
        (put(CAMERA + "id", "abcdefghijkl") , "needs its address"),
        (put(CAMERA + "address", "gopher://x"), "Museum/Hall.*not a kind of address"),
        (put(CAMERA + "zone.0.points", [[2, 2], [0, 1], [0, 0]]), "Museum/Hall.*off the picture"),
        (put(CAMERA + "presence_zone", "roof"), "Museum/Hall.*not among the zones"),
    ],
)  # fmt: skip
def test_a_document_that_cannot_be_stored_changes_nothing_at_all(
    drawn: Camera, change: Change, words: str
) -> None:
    document = exported()
    # Before what is at fault, something that could be stored.
    document["agent"][0]["detector"] = "motion"
    if "needs its address" in words:
        document["site"][0]["camera"][0]["name"] = "New"
    change(document)
    before = text()
    with pytest.raises((SettingError, SiteError), match=words):
        import_configuration(document)
    assert text() == before


@pytest.mark.parametrize("written", ["", "version = 2", "version = ", "a" * 50])
def test_a_text_that_is_no_configuration_is_refused_by_its_name(written: str) -> None:
    with pytest.raises(SettingError, match=r"mine\.toml"):
        read_configuration(written, "mine.toml")


def test_a_file_that_went_missing_is_not_told_in_clear(museum: Site, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    services.add_camera(museum, str(folder), may_read_files=True, name="Folder")
    folder.rmdir()
    assert exported()["site"][0]["camera"][0]["address"] == "…"
