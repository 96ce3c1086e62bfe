"""Commands that change an installation, over the tests' own database."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from passerby.cli.main import app
from passerby.hub.accounts.models import Role, Staff
from passerby.hub.sites.addresses import reveal_address
from passerby.hub.sites.models import Camera, Site
from passerby.shapes.errors import AddressError, PasserbyError, SettingError, SiteError, StaffError
from tests.agent.scenes import write_walk

pytestmark = pytest.mark.django_db


def passerby(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=given, catch_exceptions=False)


@pytest.fixture
def museum() -> Site:
    passerby("site", "add", "Museum", "--city", "Athens", "--time-zone", "Europe/Athens", "--capacity", "80")
    return Site.objects.get()


def test_a_site_is_added_listed_and_removed(museum: Site) -> None:
    (told,) = json.loads(passerby("site", "list", "--json").stdout)
    assert (told["name"], told["time_zone"], told["capacity"]) == ("Museum", "Europe/Athens", 80)
    assert "Athens" in passerby("site", "list").stdout
    assert "was deleted" in passerby("site", "remove", "Museum", "--yes").stdout
    assert "no site yet" in passerby("site", "list").stdout


def test_what_cannot_be_brought_back_is_asked_about_first(museum: Site) -> None:
    assert passerby("site", "remove", "Museum", given="n\n").exit_code == 1
    assert Site.objects.exists()


def test_an_unknown_site_is_told_with_those_that_there_are(museum: Site) -> None:
    with pytest.raises(SiteError, match="the sites are: Museum"):
        passerby("site", "remove", "Musem", "--yes")


def test_an_address_is_read_from_standard_input_and_never_shown(museum: Site) -> None:
    added = passerby("camera", "add", "Museum", "Hall", "-", given="rtsp://guard:hunter2@192.0.2.7/live\n")
    assert "rtsp://guard:***@192.0.2.7/live" in added.stdout
    listed = passerby("camera", "list").stdout + passerby("camera", "list", "--json").stdout
    assert "hunter2" not in added.stdout + listed
    assert reveal_address(Camera.objects.get()) == "rtsp://guard:hunter2@192.0.2.7/live"


def test_an_empty_standard_input_is_no_address(museum: Site) -> None:
    with pytest.raises(AddressError, match="standard input"):
        passerby("camera", "add", "Museum", "Hall", "-", given="\n")


def test_a_camera_is_removed_by_its_name(museum: Site) -> None:
    passerby("camera", "add", "Museum", "Door", "usb:0")
    passerby("camera", "remove", "Museum/Door", "--yes")
    assert "no camera yet" in passerby("camera", "list").stdout


def test_of_two_cameras_with_one_name_neither_is_removed(museum: Site) -> None:
    passerby("site", "add", "Library")
    for site in ("Museum", "Library"):
        passerby("camera", "add", site, "Door", "usb:0")
    with pytest.raises(SiteError, match="Library/Door"):
        passerby("camera", "remove", "Door", "--yes")
    assert Camera.objects.count() == 2


def test_a_stored_camera_is_looked_at(museum: Site, tmp_path: Path) -> None:
    passerby("camera", "add", "Museum", "File", str(write_walk(tmp_path / "walk.mp4", frames=10)))
    found = json.loads(passerby("camera", "test", "File", "--json").stdout)
    assert found["size_wh"] == [320, 240]
    assert "320×240" in passerby("camera", "test", "Museum/File").stdout


def test_a_configuration_goes_out_and_comes_in_again(museum: Site, tmp_path: Path) -> None:
    file = tmp_path / "passerby.toml"
    passerby("camera", "add", "Museum", "Door", "usb:0")
    passerby("config", "export", str(file))
    assert passerby("config", "export", "-").stdout == file.read_text()
    assert "nothing changes" in passerby("config", "import", str(file)).stdout
    file.write_text(file.read_text().replace('"Athens"', '"Piraeus"'))
    tried = passerby("config", "import", str(file), "--dry-run").stdout
    assert "change the site Museum: city" in tried
    assert "nothing was changed" in tried
    passerby("config", "import", "-", given=file.read_text())
    assert Site.objects.get().city == "Piraeus"


@pytest.mark.parametrize(
    ("words", "kind"), [(("import", "gone.toml"), SettingError), (("export", "gone/x.toml"), PasserbyError)]
)
def test_a_file_that_cannot_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], kind: type[PasserbyError]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(kind, match="gone"):
        passerby("config", *words)


def test_one_who_is_locked_out_gets_a_link_from_the_machine_itself() -> None:
    Staff.objects.create_user("alice", role=Role.ADMIN)
    assert re.fullmatch(r"http://127\.0\.0\.1:8320/link/[\w-]+/\n", passerby("staff", "link", "Alice").stdout)
    with pytest.raises(StaffError, match="there is alice"):
        passerby("staff", "link", "bob")
