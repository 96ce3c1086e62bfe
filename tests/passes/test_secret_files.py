import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from passerby.passes.secret_files import write_once
from passerby.shapes.errors import KeyFileError


def test_a_secret_is_written_for_its_owner_alone_and_no_part_is_left(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "word"
    write_once(path, lambda: b"secret")
    assert path.read_bytes() == b"secret"
    assert path.stat().st_mode & 0o7777 == 0o600
    assert path.parent.stat().st_mode & 0o7777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_what_is_there_stays_and_nothing_is_made(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "word"
    write_once(path, lambda: b"first")

    def never() -> bytes:
        raise AssertionError("there is a secret already")

    write_once(path, never)
    assert path.read_bytes() == b"first"


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "word"
    path.parent.mkdir(mode=0o700)
    path.symlink_to(tmp_path / "elsewhere")
    write_once(path, lambda: b"secret")
    assert not (tmp_path / "elsewhere").exists()


def test_of_many_at_once_one_writes(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "word"
    made: list[bytes] = []

    def make() -> bytes:
        made.append(os.urandom(8))
        return made[-1]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: write_once(path, make), range(40)))
    assert made == [path.read_bytes()]


def test_a_folder_that_others_can_get_at_takes_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "word"
    path.parent.mkdir()
    path.parent.chmod(0o755)
    with pytest.raises(KeyFileError, match=r"keys \(mode 0755\).*chmod 700"):
        write_once(path, lambda: b"secret")
    assert not path.exists()
