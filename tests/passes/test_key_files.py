import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from passerby.passes.key_files import load_or_create_key, load_or_create_site_key
from passerby.shapes.errors import KeyFileError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "keys" / "sites" / "abc.key"


def test_a_new_key_is_for_its_owner_alone(path: Path) -> None:
    key = load_or_create_key(path)
    assert path.read_bytes() == key.to_bytes()
    assert path.stat().st_mode & 0o7777 == 0o600
    for folder in (path.parent, path.parents[1], path.parents[2]):
        assert folder.stat().st_mode & 0o7777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_the_same_key_comes_again(path: Path) -> None:
    assert load_or_create_key(path) == load_or_create_key(path)
    site = path.with_name("site.key")
    assert load_or_create_site_key(site) == load_or_create_site_key(site)
    assert load_or_create_site_key(site).to_bytes() != load_or_create_key(path).to_bytes()


def test_a_generous_umask_opens_nothing(path: Path) -> None:
    before = os.umask(0)
    try:
        load_or_create_key(path)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o7777 == 0o600
    assert path.parent.stat().st_mode & 0o7777 == 0o700


def test_processes_that_start_at_once_get_one_key(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from passerby.passes.key_files import load_or_create_key; "
        "sys.stdin.readline(); print(load_or_create_key(Path(sys.argv[1])).to_bytes().hex())"
    )
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for starter in starters:
        assert starter.stdin is not None
        starter.stdin.write("\n")
        starter.stdin.flush()
    told = [starter.communicate(timeout=60)[0].strip() for starter in starters]
    assert set(told) == {path.read_bytes().hex()}


def test_who_waits_for_another_to_make_the_key_takes_that_one(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True)
    taken: list[bytes] = []
    folder = os.open(path.parent, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    late = threading.Thread(target=lambda: taken.append(load_or_create_key(path).to_bytes()))
    late.start()
    late.join(0.2)
    path.write_bytes(b"x" * 32)
    path.chmod(0o600)
    os.close(folder)
    late.join(60)
    assert taken == [b"x" * 32]


def test_a_part_left_by_a_power_cut_is_no_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True)
    path.with_name(f".{path.name}.part").write_bytes(b"half")
    assert len(load_or_create_key(path).to_bytes()) == 32
    assert list(path.parent.iterdir()) == [path]


def test_a_key_that_could_not_be_written_is_not_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_disk)
        with pytest.raises(KeyFileError, match="No space left on device"):
            load_or_create_key(path)
    assert not path.exists()
    assert len(load_or_create_key(path).to_bytes()) == 32


def _mode(mode: int) -> Callable[[Path], None]:
    return lambda path: path.chmod(mode)


def _folder_mode(mode: int) -> Callable[[Path], None]:
    return lambda path: path.parent.chmod(mode)


def _content(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


def _link(path: Path) -> None:
    path.rename(path.with_name("other"))
    path.symlink_to("other")


def _dangling_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir(mode=0o700)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_mode(0o640), "other users of this machine can get at .*abc.key .*0640.*chmod 600"),
        (_mode(0o604), "0604.*chmod 600"),
        (_mode(0o602), "0602.*chmod 600"),
        (_folder_mode(0o750), "sites .*0750.*chmod 700"),
        (_folder_mode(0o701), "0701.*chmod 700"),
        (_content(b""), "has 0 bytes, and a key has 32: .*backup"),
        (_content(b"x" * 31), "has 31 bytes"),
        (_content(b"x" * 33), "has 33 bytes"),
        (_content(b"x" * 100_000), "has 100000 bytes"),
        (_link, "is a link; put the key file itself there"),
        (_dangling_link, "is a link"),
        (_pipe, "is not a file"),
        (_folder, "is not a file|Is a directory"),
    ],
)
def test_a_key_file_that_is_not_ours_alone_is_refused(
    path: Path, spoil: Callable[[Path], None], says: str
) -> None:
    load_or_create_key(path)
    spoil(path)
    with pytest.raises(KeyFileError, match=says):
        load_or_create_key(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_file_of_another_user_is_refused(path: Path) -> None:
    load_or_create_key(path)
    os.chown(path, 12345, 12345)
    with pytest.raises(KeyFileError, match=r"belongs to user 12345.*chown 0"):
        load_or_create_key(path)


def test_a_home_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    with pytest.raises(KeyFileError, match=r"cannot be read or made .*see that its folder is there"):
        load_or_create_key(tmp_path / "home" / "keys" / "hub.key")


def test_no_error_tells_the_key(path: Path) -> None:
    raw = load_or_create_key(path).to_bytes()
    path.chmod(0o644)
    with pytest.raises(KeyFileError) as caught:
        load_or_create_key(path)
    assert raw.hex() not in str(caught.value)
    assert repr(raw)[2:-1] not in str(caught.value)
