"""The converted network in its folder: made once, whole, and never run where it is damaged."""

import hashlib
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from passerby.gate.conversion import converted_network
from passerby.gate.dlib_network import build_network
from passerby.gate.dlib_weights import parse_weights
from passerby.shapes.errors import ModelError

CONVERT = """
import hashlib, sys
from pathlib import Path
from passerby.gate.conversion import converted_network
from passerby.vision.registry import find_card, read_model
weights = read_model(find_card("dlib-resnet"), Path())
sys.stdin.readline()
print(hashlib.sha256(converted_network(weights, Path(sys.argv[1]))).hexdigest())
"""


@pytest.fixture(scope="module")
def network(dlib_bytes: bytes) -> bytes:
    return build_network(parse_weights(dlib_bytes))


@pytest.fixture(scope="module")
def kept_bytes(network: bytes) -> bytes:
    return network + hashlib.sha256(network).digest()


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_the_first_start_converts_and_the_second_reads(
    dlib_bytes: bytes, network: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "models" / "converted"
    assert converted_network(dlib_bytes, folder) == network
    assert hashlib.sha256(dlib_bytes).hexdigest() in only_file(folder).name
    monkeypatch.setattr("passerby.gate.conversion.parse_weights", None)
    assert converted_network(dlib_bytes, folder) == network


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "longer"])
def test_a_damaged_file_is_told_and_converted_anew(
    dlib_bytes: bytes, network: bytes, kept_bytes: bytes, tmp_path: Path, damage: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    converted_network(dlib_bytes, tmp_path)
    flipped = bytearray(kept_bytes)
    flipped[1_000_000] ^= 1
    damaged = {"cut": kept_bytes[:-7], "flipped": bytes(flipped), "empty": b"", "longer": kept_bytes + b"\0"}
    only_file(tmp_path).write_bytes(damaged[damage])
    with caplog.at_level(logging.WARNING):
        assert converted_network(dlib_bytes, tmp_path) == network
    assert "is damaged" in caplog.text
    assert only_file(tmp_path).read_bytes() == kept_bytes


def test_a_folder_that_cannot_be_written_costs_time_and_a_warning(
    dlib_bytes: bytes, network: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with caplog.at_level(logging.WARNING):
        assert converted_network(dlib_bytes, blocked) == network
    assert "cannot be kept" in caplog.text
    assert blocked.read_text() == ""


def test_a_write_that_fails_leaves_nothing_behind(
    dlib_bytes: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("passerby.gate.conversion.os.fsync", full)
    converted_network(dlib_bytes, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_start_that_ends_before_the_last_step_leaves_nothing_under_the_name(
    dlib_bytes: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(_part: Path, _target: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", ended)
    converted_network(dlib_bytes, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_weights_that_cannot_be_read_are_not_kept(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        converted_network(b"nothing of the kind", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_two_processes_that_start_at_once_do_not_collide(
    dlib_bytes: bytes, network: bytes, kept_bytes: bytes, tmp_path: Path
) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", CONVERT, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=100)[0].strip() for process in started]
    assert answers == [hashlib.sha256(network).hexdigest()] * 2
    assert only_file(tmp_path).read_bytes() == kept_bytes
