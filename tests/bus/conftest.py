from collections.abc import Iterator
from pathlib import Path

import pytest

from passerby.bus.bus import Bus
from tests.bus.ends import Ends


@pytest.fixture(params=["local", "memory"])
def ends(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ends]:
    """What is tested with it holds for every bus."""
    ends = Ends(request.param, tmp_path)
    yield ends
    ends.close()


@pytest.fixture
def bus(ends: Ends) -> Bus:
    return ends.open()
