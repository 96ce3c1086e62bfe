"""One small clip for all tests that need a finished one."""

from pathlib import Path

import pytest

from tests.footage.miniature import make_yard


@pytest.fixture(scope="session")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the clip `yard`. Not to be written to."""
    folder = tmp_path_factory.mktemp("clips")
    make_yard(folder)
    return folder
