from pathlib import Path

import pytest

from passerby.agent.gate_site import make_site, open_site
from passerby.shapes.errors import KeyFileError, PasserbyError, PassError
from passerby.shapes.identity import is_id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "door"


@pytest.mark.parametrize("name", ["Harbour Plaza", 'The "Old" \\ Dock', "Ærøskøbing 港"])
def test_a_new_site_is_found_again_with_its_key(folder: Path, name: str) -> None:
    made = make_site(folder, name)
    found = open_site(folder)
    assert (found.site, found.name) == (made.site, name)
    assert found.key == made.key
    assert is_id(made.site)


def test_its_files_are_for_their_owner_alone(folder: Path) -> None:
    make_site(folder, "Harbour")
    assert folder.stat().st_mode & 0o7777 == 0o700
    assert {path.stat().st_mode & 0o7777 for path in folder.iterdir()} == {0o600}


def test_a_site_is_never_made_over_another(folder: Path) -> None:
    before = make_site(folder, "Harbour").key
    with pytest.raises(PassError, match="is there already"):
        make_site(folder, "Quay")
    assert open_site(folder).key == before


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "two\nlines"])
def test_a_name_that_cannot_be_shown_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(PassError, match="a site's name is printable text"):
        make_site(folder, name)
    assert not folder.exists()


def test_a_key_that_others_can_read_is_refused(folder: Path) -> None:
    make_site(folder, "Harbour")
    (folder / "site.key").chmod(0o644)
    with pytest.raises(KeyFileError, match=r"other users .* chmod 600 .*site\.key"):
        open_site(folder)


def test_a_folder_into_which_others_can_put_passes_is_refused(folder: Path) -> None:
    make_site(folder, "Harbour")
    folder.chmod(0o770)
    with pytest.raises(KeyFileError, match="chmod 700"):
        open_site(folder)


def test_a_key_that_is_gone_is_not_made_anew(folder: Path) -> None:
    make_site(folder, "Harbour")
    (folder / "site.key").unlink()
    with pytest.raises(KeyFileError, match="put it back from your backup"):
        open_site(folder)
    assert not (folder / "site.key").exists()


def test_a_key_that_is_a_link_or_cut_short_is_refused(folder: Path, tmp_path: Path) -> None:
    make_site(folder, "Harbour")
    key = folder / "site.key"
    key.write_bytes(key.read_bytes()[:31])
    with pytest.raises(KeyFileError, match="has 31 bytes, and a key has 32"):
        open_site(folder)
    key.rename(tmp_path / "elsewhere.key")
    key.symlink_to(tmp_path / "elsewhere.key")
    with pytest.raises(KeyFileError, match="is a link"):
        open_site(folder)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "id must be 12 of a-z and 0-9"),
        ('id = "../../../etc"\nname = "x"', "id must be 12"),
        ('id = "abcdefghijkl"', "name must be printable"),
        ('id = "abcdefghijkl"\nname = "a\\u0007b"', "name must be printable"),
        ("id = ", "must be TOML"),
        (b"\xff\xfe", "must be TOML"),
    ],
)
def test_a_site_file_that_says_no_site_is_named(folder: Path, text: str | bytes, says: str) -> None:
    make_site(folder, "Harbour")
    (folder / "site.toml").write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(PasserbyError, match=says):
        open_site(folder)


def test_a_folder_without_a_site_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(PassError, match="passerby passes init"):
        open_site(tmp_path)
