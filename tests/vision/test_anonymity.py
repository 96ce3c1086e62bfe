"""The crowd lane cannot recognise: the code that finds and follows people never reaches code that could."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import passerby.vision.registry

PACKAGE = Path(passerby.vision.registry.__file__).parents[1]
MODULES = sorted(path for lane in ("vision", "crowd") for path in (PACKAGE / lane).rglob("*.py"))
ALLOWED_BELOW = {"vision": {"vision", "shapes"}, "crowd": {"crowd", "vision", "shapes"}}
# OpenCV's own face recogniser, and the libraries in which templates are usually made.
RECOGNISERS = re.compile(
    r"^(FaceRecognizer|face_recognition|insightface|dlib|deepface|facenet|torchreid)", re.IGNORECASE
)


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file it does so, also through importlib."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield "a module chosen at run time"


def names(path: Path) -> Iterator[str]:
    """Every name and attribute that a file uses."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def test_there_is_something_to_look_at() -> None:
    assert {path.parent.name for path in MODULES} == {"vision", "crowd"}
    assert len(MODULES) > 20


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_crowd_lane_imports_nothing_that_could_recognise(path: Path) -> None:
    allowed = ALLOWED_BELOW[path.relative_to(PACKAGE).parts[0]]
    for module in imported(path):
        assert module != "a module chosen at run time"
        assert not module.startswith("."), "a relative import hides what is imported"
        assert not RECOGNISERS.match(module)
        if module.startswith("passerby."):
            assert module.split(".")[1] in allowed, module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_crowd_lane_uses_no_function_that_makes_templates(path: Path) -> None:
    assert [name for name in names(path) if RECOGNISERS.match(name)] == []


def test_no_detector_of_people_opens_a_model_that_makes_templates() -> None:
    people_models = (PACKAGE / "vision" / "people.py").read_text()
    for card in passerby.vision.registry.CARDS:
        if card.task is not passerby.vision.registry.Task.PEOPLE:
            assert f'"{card.name}"' not in people_models


def test_an_import_of_the_gate_would_be_found(tmp_path: Path) -> None:
    for number, line in enumerate(
        ["import passerby.gate", "def f():\n    from passerby import gate", "from passerby.passes import x"]
    ):
        path = tmp_path / f"{number}.py"
        path.write_text(line)
        parts = {module.split(".")[1] for module in imported(path) if module.startswith("passerby.")}
        assert parts & {"gate", "passes"}
