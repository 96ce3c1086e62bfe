"""What must always hold: its tests are where the threat model says, and nothing but the gate recognises."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import passerby
from tests.vision.test_anonymity import RECOGNISERS, imported, names

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "threat-model.md"
ROWS = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d\. ", line)]
NAMED = sorted({path for row in ROWS for path in re.findall(r"`(tests/[^`]+)`", row)})
PACKAGE = Path(passerby.__path__[0])
MODULES = sorted(PACKAGE.rglob("*.py"))
SENDS_TO_A_VIEWER, DRAWS_FOR_WHO_ASKS = "agent/preview_maker.py", "agent/sinks.py"
ENCODERS = re.compile(
    r"^(imwrite|imwritemulti|imencode|imencodemulti|VideoWriter\w*|imsave|tofile|savez\w*)$"
)
MAY_ENCODE = {SENDS_TO_A_VIEWER: {"imencode"}}
OPENED_TO_WRITE = {DRAWS_FOR_WHO_ASKS}
MEASURES_A_PEER = "bench/face_peer.py"
"""Times another library on a user's pictures, where that is installed, and keeps nothing that it makes."""


def within(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def opened_to_write(path: Path) -> Iterator[ast.Call]:
    """Each `av.open` that is not plainly for reading."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "av.open":
            modes = [*node.args[1:2], *(word.value for word in node.keywords if word.arg == "mode")]
            if any(ast.unparse(mode) != "'r'" for mode in modes):
                yield node


def test_every_invariant_of_today_has_a_line() -> None:
    assert {row[2] for row in ROWS} == set("123478")


@pytest.mark.parametrize("named", NAMED)
def test_a_test_that_the_threat_model_names_is_there(named: str) -> None:
    text = (ROOT / named).read_text(encoding="utf-8")
    assert re.search(r"^def test_\w+\(", text, re.MULTILINE), f"{named} tests nothing"


@pytest.mark.parametrize("path", MODULES, ids=within)
def test_only_the_gate_makes_templates(path: Path) -> None:
    if within(path).startswith("gate/") or within(path) == MEASURES_A_PEER:
        return
    assert [name for name in (*names(path), *imported(path)) if RECOGNISERS.match(name)] == []


@pytest.mark.parametrize("path", MODULES, ids=within)
def test_pictures_are_encoded_only_where_they_are_made_for_a_viewer(path: Path) -> None:
    """Such a picture is redacted, as the tests of those modules show; a frame is written nowhere."""
    found = {name for name in names(path) if ENCODERS.match(name)}
    assert found <= MAY_ENCODE.get(within(path), set())
    if within(path) not in OPENED_TO_WRITE:
        assert list(opened_to_write(path)) == []
