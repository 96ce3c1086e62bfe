"""What the measures of faces share."""

from pathlib import Path

import pytest

from tests.gate.conftest import dlib_bytes

__all__ = ["dlib_bytes"]


@pytest.fixture
def models(shared: Path, tmp_path: Path, dlib_bytes: bytes) -> Path:
    """A folder of models in which the converted network may be kept."""
    del dlib_bytes  # skips where the weights are not installed
    folder = tmp_path / "models"
    folder.mkdir()
    for file in (shared / "models").glob("*.onnx"):
        (folder / file.name).symlink_to(file)
    return folder
