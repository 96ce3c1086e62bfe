from pathlib import Path

import pytest

from passerby.bus.connect import open_bus
from passerby.bus.local import LocalBus
from passerby.shapes.errors import SettingError


def test_the_local_bus_stands_in_the_home_folder(tmp_path: Path) -> None:
    bus = open_bus("local:", tmp_path)
    assert isinstance(bus, LocalBus)
    assert (tmp_path / "bus" / "bus.sqlite3").is_file()
    bus.close()


def test_buses_in_memory_meet_by_their_home_and_leave_nothing(tmp_path: Path) -> None:
    here, there = open_bus("memory:", tmp_path), open_bus("memory:", tmp_path)
    elsewhere = open_bus("memory:", tmp_path / "other")
    here.put("live/cam", b"1")
    assert there.get("live/cam") == b"1"
    assert elsewhere.get("live/cam") is None
    here.close()
    assert there.get("live/cam") == b"1"
    assert list(tmp_path.iterdir()) == []


def test_a_bus_in_memory_is_forgotten_with_its_last_end(tmp_path: Path) -> None:
    open_bus("memory:", tmp_path).put("live/cam", b"1")
    assert open_bus("memory:", tmp_path).get("live/cam") is None


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nats://user:secret@host:4222", "NATS is not in this version"),
        ("tls://user:secret@host:4222", "NATS is not in this version"),
        ("redis://user:secret@host", "must be local: or memory:; got an address that begins with 'redis'"),
        ("", "must be local: or memory:"),
        ("local:/elsewhere", "must be local: or memory:"),
    ],
)
def test_an_address_of_another_bus_is_refused_without_its_password(
    tmp_path: Path, url: str, says: str
) -> None:
    with pytest.raises(SettingError, match=says) as caught:
        open_bus(url, tmp_path)
    assert "secret" not in str(caught.value)
