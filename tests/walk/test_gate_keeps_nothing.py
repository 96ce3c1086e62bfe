"""What a gate leaves on the disk: of strangers nothing, of members who came no more than was asked for."""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from passerby.agent.enrolling import enrol_from_clip
from passerby.agent.gate_parts import GateParts, open_gate_parts
from passerby.agent.gate_site import GateSite, make_site
from passerby.agent.pass_files import write_pass
from passerby.cameras.address import parse
from passerby.cameras.files import VideoFile
from passerby.footage.catalogue import SHIPPED
from passerby.passes.member_keys import MemberKey, card_tag
from passerby.passes.site_passes import Pass
from passerby.settings import Settings
from passerby.shapes.errors import ModelError
from passerby.shapes.identity import new_id
from tests.walk.test_nothing_is_kept import PICTURES

CLIP = "gate-lisbon"
WATCHED_S = 14.0
STRANGER_FRAMES = range(98, 131)
"""Member 1 and member 4 come first, then a stranger; see the presentations in the clip's facts."""


@dataclass(frozen=True)
class Watched:
    """A finished run: all files that it could write to, its words, and what must not be in any of them."""

    files: tuple[Path, ...]
    words: bytes
    check_ins: list[dict[str, object]]
    secrets: tuple[bytes, ...]
    canaries: tuple[bytes, ...]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> GateParts:
    try:
        settings = Settings.from_environment(
            {"PASSERBY_MODELS": str(tmp_path_factory.mktemp("models")), "HOME": "/nowhere"}
        )
        return open_gate_parts("centerface", "dlib-resnet", settings)
    except ModelError as error:
        pytest.skip(f"the packages with weights are not here: {error}")


@pytest.fixture(scope="module")
def watched(parts: GateParts, tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """A gate that was watched while two members and a stranger came, in folders of its own."""
    root = tmp_path_factory.mktemp("watched")
    folders = {name: root / name for name in ("home", "temporary", "models", "here", "cache")}
    for folder in folders.values():
        folder.mkdir(mode=0o700)
    site = make_site(root / "door", "Harbour")
    tags = [_enrol(site, parts, number) for number in ("01", "04")]
    ran = _watch(root, folders)
    assert ran.returncode == 0, ran.stderr.decode()
    files = tuple(path for path in root.rglob("*") if path.is_file())
    lines = (folders["here"] / "door.jsonl").read_text().splitlines()
    secrets = (*tags, site.key.to_bytes())
    return Watched(
        files, ran.stdout + ran.stderr, [json.loads(line) for line in lines], secrets, _strangers(parts)
    )


def _enrol(site: GateSite, parts: GateParts, number: str) -> bytes:
    templates = enrol_from_clip(SHIPPED.find(f"selfie-{number}"), parts)
    tag = card_tag(MemberKey.generate(), site.site)
    now = time.time()
    write_pass(site, Pass(new_id(), site.site, tag, templates, now - 60, now + 3600))
    return tag


def _watch(root: Path, folders: dict[str, Path]) -> subprocess.CompletedProcess[bytes]:
    words = ["gate", f"synthetic:{CLIP}", "--passes", str(root / "door"), "--mode", "identify", "--json"]
    options = ["--check-ins", "door.jsonl", "--seconds", str(WATCHED_S), "--face-detector", "centerface"]
    environ = {
        "HOME": str(folders["home"]),
        "TMPDIR": str(folders["temporary"]),
        "XDG_CACHE_HOME": str(folders["cache"]),
        "PASSERBY_MODELS": str(folders["models"]),
    }
    return subprocess.run(
        [sys.executable, "-m", "passerby.cli.main", *words, *options],
        cwd=folders["here"],
        env=os.environ | environ,
        capture_output=True,
        check=False,
    )


def _strangers(parts: GateParts) -> tuple[bytes, ...]:
    """The templates of all faces while a stranger stands there, in every form in which they may be kept."""
    canaries: list[bytes] = []
    with VideoFile(parse(f"synthetic:{CLIP}")) as video:
        for frame in video:
            if frame.sequence in STRANGER_FRAMES:
                faces = parts.detector.detect(frame.image)
                for template in parts.network.templates(frame.image, faces):
                    canaries += _forms(template.numbers)
            if frame.sequence > STRANGER_FRAMES.stop:
                break
    return tuple(canaries)


def _forms(numbers: np.ndarray) -> Iterator[bytes]:
    """A few numbers of a template as float32 and float64, plain, in base64 at each offset, and in hex."""
    few = numbers[40:46]
    for raw in (few.astype("<f4").tobytes(), few.astype("<f8").tobytes()):
        yield raw
        yield raw.hex().encode()
        # Without the characters that depend on what stands before and after.
        yield from (base64.b64encode(bytes(offset) + raw)[4:-4] for offset in range(3))


@pytest.mark.timeout(240)
def test_members_were_let_in_and_a_stranger_was_there(watched: Watched) -> None:
    assert len(watched.check_ins) == 2
    assert len({str(record["pass"]) for record in watched.check_ins}) == 2
    assert b'"outcome": "stranger"' in watched.words
    assert len(watched.canaries) > 100


def test_no_template_of_a_stranger_is_in_any_file_or_word(watched: Watched) -> None:
    for content in _contents(watched):
        assert not any(canary in content for canary in watched.canaries)


def test_no_picture_is_in_any_file_or_word(watched: Watched) -> None:
    for content in _contents(watched):
        assert [name for name, pattern in PICTURES.items() if pattern.search(content)] == []


def test_no_key_and_no_tag_of_a_card_is_in_a_word_or_check_in(watched: Watched) -> None:
    for content in (watched.words, json.dumps(watched.check_ins).encode()):
        for secret in watched.secrets:
            assert secret not in content
            assert secret.hex().encode() not in content
            assert base64.b64encode(secret) not in content


def test_a_template_that_was_kept_would_be_found(watched: Watched, parts: GateParts) -> None:
    numbers = np.frombuffer(watched.canaries[0], "<f4")
    kept = base64.b64encode(b"{}" + np.concatenate([np.ones(3, "<f4"), numbers]).tobytes() + b"more")
    assert any(canary in kept for canary in watched.canaries)


def _contents(watched: Watched) -> Iterator[bytes]:
    yield watched.words
    # The network is the same on every machine; its numbers are nobody's.
    yield from (path.read_bytes() for path in watched.files if path.suffix != ".onnx")
