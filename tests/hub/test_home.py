"""The folder of an installation."""

from pathlib import Path

import pytest

from passerby.hub.home import Home
from passerby.shapes.errors import HomeError, KeyFileError


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_a_new_home_is_for_its_owner_alone(home: Home) -> None:
    home.prepare()
    for path in (home.folder, *home.folder.iterdir()):
        assert path.stat().st_mode & 0o7777 == 0o700, path
    assert home.session_key.stat().st_mode & 0o7777 == 0o600
    assert list(home.session_key.parent.iterdir()) == [home.session_key]
    assert len(home.session_key.read_text(encoding="ascii")) == 64


def test_the_session_key_is_made_once(home: Home) -> None:
    home.prepare()
    before = home.session_key.read_bytes()
    home.prepare()
    assert home.session_key.read_bytes() == before


def test_a_part_of_a_session_key_left_by_a_power_cut_is_no_key(home: Home) -> None:
    home.session_key.parent.mkdir(mode=0o700, parents=True)
    home.session_key.with_name(f".{home.session_key.name}.part").write_bytes(b"half")
    home.prepare()
    assert len(home.session_key.read_text(encoding="ascii")) == 64
    assert list(home.session_key.parent.iterdir()) == [home.session_key]


def test_a_home_that_is_a_file_is_told_with_what_to_do(home: Home) -> None:
    home.folder.write_text("a file", encoding="utf-8")
    with pytest.raises(HomeError, match=r"home cannot be used: .*PASSERBY_HOME"):
        home.prepare()


def test_keys_that_others_can_get_at_are_refused(home: Home) -> None:
    home.prepare()
    home.session_key.parent.chmod(0o750)
    with pytest.raises(KeyFileError, match=r"keys \(mode 0750\).*chmod 700"):
        home.prepare()
