"""What every test may use: the folder of real footage and weights, or a skip that says why."""

from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.support.rtsp"]

# A deadline is a timed assertion, and fails on a busy machine.
settings.register_profile("passerby", deadline=None)
settings.load_profile("passerby")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real footage, ground truth and weights that stands beside a developer's checkout."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"real footage and weights are not here: there is no folder {SHARED}")
    return SHARED
