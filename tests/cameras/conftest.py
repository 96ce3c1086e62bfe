"""What the camera tests share."""

import threading
from collections.abc import Iterator

import pytest

from passerby.cameras.options import CameraOptions
from tests.support.waiting import eventually


@pytest.fixture
def quick() -> CameraOptions:
    """Options with short waits, so that trouble shows soon."""
    return CameraOptions(
        open_timeout_s=5.0,
        stall_timeout_s=1.0,
        backoff_first_s=0.05,
        backoff_limit_s=0.2,
        refused_retry_s=120.0,
    )


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    """Every camera's threads end, at the latest when FFmpeg's time limits have passed."""
    before = set(threading.enumerate())
    yield

    def all_gone() -> bool:
        return not [
            thread
            for thread in set(threading.enumerate()) - before
            if thread.name.startswith(("camera ", "keeper "))
        ]

    eventually(all_gone)
