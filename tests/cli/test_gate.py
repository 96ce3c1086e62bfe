"""`passerby gate` and `passerby passes` as a person types them, where no weights are needed."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.test_commands import passerby
from tests.support.clips import write_clip


@pytest.fixture
def door(tmp_path: Path) -> Path:
    made = passerby("passes", "init", tmp_path / "door", "--site", "Harbour Plaza")
    assert made.returncode == 0, made.stderr
    return tmp_path / "door"


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "gate.mp4", 5)


def test_a_new_folder_has_no_pass_and_says_how_to_make_one(door: Path) -> None:
    assert "passerby passes enrol" in passerby("passes", "list", door).stdout
    assert json.loads(passerby("passes", "list", door, "--json").stdout) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["gate", "CLIP"], "--passes DIR"),
        (["gate", "synthetic:plaza"], "--passes DIR"),
        (["gate", "synthetic:selfie-01"], "--passes DIR"),
        (["gate", "CLIP", "--passes", "DOOR", "--mode", "guess"], "verify or identify; got 'guess'"),
        (["gate", "CLIP", "--passes", "DOOR", "--false-accepts", "2"], "false_accept_rate must be from"),
        (["gate", "CLIP", "--passes", "DOOR", "--face-detector", "magic"], "magic"),
        (["gate", "CLIP", "--passes", "DOOR", "--check-ins", "in.csv"], ".jsonl"),
        (["gate", "gopher://gate", "--passes", "DOOR"], "gopher"),
        (["passes", "init", "DOOR", "--site", "Quay"], "is there already"),
        (["passes", "withdraw", "DOOR", "zzzzzzzzzzzz"], "there is no pass"),
        (["passes", "list", "NOWHERE"], "passerby passes init"),
        (["passes", "enrol", "CLIP", "DOOR", "--until", "2027-01-31"], "nobody enrols another"),
        (["passes", "enrol", "usb:9", "DOOR", "--until", "soon"], "such as 2027-01-31"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input_is_one_clear_line_and_exit_status_one(
    clip: Path, door: Path, tmp_path: Path, words: list[str], told: str
) -> None:
    places = {"CLIP": str(clip), "DOOR": str(door), "NOWHERE": str(tmp_path)}
    ran = passerby(*(places.get(word, word) for word in words), PASSERBY_MODELS=str(tmp_path / "models"))
    assert ran.returncode == 1, ran.stderr
    [error] = [line for line in ran.stderr.splitlines() if line.startswith("passerby: ")]
    assert told in error
    assert "Traceback" not in ran.stderr


def test_a_key_that_others_can_read_starts_no_gate(clip: Path, door: Path) -> None:
    (door / "site.key").chmod(0o644)
    ran = passerby("gate", clip, "--passes", door)
    assert ran.returncode == 1
    assert "chmod 600" in ran.stderr


def test_a_folder_without_its_key_starts_no_gate(clip: Path, door: Path) -> None:
    (door / "site.key").unlink()
    ran = passerby("gate", clip, "--passes", door)
    assert ran.returncode == 1
    assert "put it back from your backup" in ran.stderr
    shutil.rmtree(door)
