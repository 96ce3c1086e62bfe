"""`passerby gate` and `passerby passes` as a person types them, where no weights are needed."""

import json
import os
import shutil
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from passerby.agent.gate_site import make_site, open_site
from passerby.shapes.identity import new_id
from passerby.vision.registry import find_card, find_file
from tests.agent.gate_folders import put_pass
from tests.cli.test_commands import RUN, passerby
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


def test_a_camera_that_never_came_is_named_with_its_reason_when_the_watch_is_ended(
    door: Path, tmp_path: Path
) -> None:
    if find_file(find_card("centerface"), tmp_path) is None:
        pytest.skip("the packages with weights are not installed")
    words = [*RUN, "gate", "usb:97", "--passes", str(door)]
    environ = os.environ | {"PASSERBY_MODELS": str(tmp_path / "models")}
    with subprocess.Popen(words, env=environ, stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stderr is not None
        said: list[str] = []
        while not any("no camera at usb:/dev/video97" in line for line in said):
            said.append(watching.stderr.readline())
        watching.send_signal(signal.SIGTERM)
        [error] = [line for line in watching.stderr if line.startswith("passerby: ")]
    assert error.startswith("passerby: video97 gave no picture: there is no camera at usb:/dev/video97")
    assert watching.returncode == 1


def test_each_pass_that_cannot_be_opened_is_listed_with_its_reason_and_what_to_do(door: Path) -> None:
    site = open_site(door)
    other = make_site(door.parent / "other", "Quay")
    now = time.time()
    names = {
        "open": put_pass(site, valid_from=now - 60, valid_until=now + 60),
        "it ended at": put_pass(site, valid_from=now - 60, valid_until=now - 1),
        "it begins at": put_pass(site, valid_from=now + 3600, valid_until=now + 7200),
    }
    elsewhere = put_pass(other, valid_from=now - 60, valid_until=now + 60)
    names["put it into the folder of its own site"] = elsewhere.rename(door / elsewhere.name)
    whole = names["open"].read_bytes()
    for name, content in {
        "copy it again whole": whole[:-1],
        "was changed since": bytes([*whole[:90], whole[90] ^ 1, *whole[91:]]),
        "got 0": b"",
        "call the file": whole,
    }.items():
        names[name] = door / f"{new_id()}.pass"
        names[name].write_bytes(content)
    rows = {row["id"]: row["state"] for row in json.loads(passerby("passes", "list", door, "--json").stdout)}
    for told, path in names.items():
        assert told in rows[path.stem]
    shown = passerby("passes", "list", door).stdout
    assert "test-1" in shown
    assert "database" not in str(rows)


@pytest.mark.parametrize(
    ("check_ins", "told"),
    [
        ("none/in.jsonl", "no such file or directory; name a file in a folder that is there"),
        ("folder.jsonl", "is a directory; name a file"),
        ("link.jsonl", "it is a link; name a file"),
    ],
)
def test_a_file_for_check_ins_that_cannot_be_used_is_named_with_what_to_do(
    clip: Path, door: Path, tmp_path: Path, check_ins: str, told: str
) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "link.jsonl").symlink_to(clip)
    ran = passerby("gate", clip, "--passes", door, "--check-ins", tmp_path / check_ins)
    assert ran.returncode == 1
    assert f"{tmp_path / check_ins}: {told}" in ran.stderr


def test_a_file_in_the_place_of_a_folder_is_no_site(tmp_path: Path) -> None:
    (tmp_path / "door").write_text("a file")
    ran = passerby("passes", "init", tmp_path / "door", "--site", "Quay")
    assert ran.returncode == 1
    assert f"{tmp_path / 'door'} is a file; a new site needs a folder of its own" in ran.stderr


def test_what_was_typed_is_checked_before_the_camera(door: Path) -> None:
    for until, folder, told in (
        ("2020-01-01", door, "--until must be a day from today"),
        (f"{datetime.now(UTC):%Y-%m-%d}", door.parent / "none", "passerby passes init"),
    ):
        ran = passerby("passes", "enrol", "usb:97", folder, "--until", until)
        assert told in ran.stderr
