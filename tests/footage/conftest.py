"""What several tests need: one small finished clip, and what people are made of."""

from pathlib import Path

import pytest

from footage.studio.bodies.ingredients import BODY, FOLDER, WARDROBE
from tests.footage.miniature import make_yard


@pytest.fixture(scope="session")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the clip `yard`. Not to be written to."""
    folder = tmp_path_factory.mktemp("clips")
    make_yard(folder)
    return folder


@pytest.fixture(scope="session")
def ingredients() -> Path:
    """The folder of bodies, clothes and hair, where somebody has rendered before."""
    if not (BODY.folder.is_dir() and WARDROBE.folder.is_dir()):
        pytest.skip(f"what people are made of is not here: `footage/render` fetches it into {FOLDER}")
    return FOLDER
