import threading
from pathlib import Path

import pytest

from passerby.cameras import connection as module
from passerby.cameras.address import Address, parse
from passerby.cameras.camera_clock import CameraClock
from passerby.cameras.connection import Connection
from passerby.cameras.frame_queue import FrameQueue
from passerby.cameras.health import CameraState
from passerby.cameras.intake import Intake
from passerby.cameras.ledger import Ledger
from passerby.cameras.live import LiveCamera
from passerby.cameras.opened import open_source
from passerby.cameras.options import CameraOptions
from passerby.cameras.pictures import PicturesSource
from passerby.cameras.sources import StreamSource
from tests.support.clips import write_clip
from tests.support.waiting import eventually


def test_pictures_of_a_file_that_are_overdue_are_let_go_and_counted(tmp_path: Path) -> None:
    address = parse(str(write_clip(tmp_path / "clip.mp4", 30)))
    ledger, queue = Ledger("file", str(address), 0.0), FrameQueue(60.0, 100, 10**9)
    options = CameraOptions(fps=1000.0, max_lag_s=1e-9)
    connection = Connection(address, options, Intake(CameraClock(), ledger, queue, None), threading.Event())
    connection.start()
    connection.join(30.0)
    health = ledger.health(queue.dropped, 0)
    assert (queue.dropped, health.received, health.state) == (0, 30, CameraState.LIVE)
    assert health.dropped > 0
    assert health.dropped + len(queue) == 30


def test_a_long_gap_in_a_file_is_not_a_stall(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mkv", 3, times_ms=[0, 900, 950])
    with LiveCamera(parse(str(path)), CameraOptions(stall_timeout_s=0.3)) as camera:
        eventually(lambda: camera.health().state in (CameraState.ENDED, CameraState.STALLED))
        assert (camera.health().state, camera.health().received) == (CameraState.ENDED, 3)


@pytest.fixture
def network_that_hangs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> threading.Event:
    """Opening hangs beyond every time limit until the event is set; then there is a clip."""
    clip = parse(str(write_clip(tmp_path / "clip.mp4", 50)))
    mended = threading.Event()

    def hang(address: Address, options: CameraOptions) -> StreamSource | PicturesSource:
        mended.wait(60.0)
        return open_source(clip, options)

    monkeypatch.setattr(module, "open_source", hang)
    monkeypatch.setattr(module, "_DIAGNOSIS_S", 0.0)
    return mended


def test_connections_that_hang_forever_are_left_and_do_not_pile_up(
    network_that_hangs: threading.Event,
) -> None:
    options = CameraOptions(
        open_timeout_s=0.02, stall_timeout_s=0.5, backoff_first_s=0.01, backoff_limit_s=0.05
    )
    before = threading.active_count()
    with LiveCamera(parse("rtsp://cam/"), options) as camera:
        eventually(lambda: "earlier connections still hang" in camera.health().reason)
        assert threading.active_count() - before == 1 + 3
        network_that_hangs.set()
        eventually(lambda: camera.health().state is CameraState.LIVE)


def test_a_camera_whose_connection_hangs_says_that_it_does_not_answer(
    network_that_hangs: threading.Event,
) -> None:
    options = CameraOptions(open_timeout_s=0.02, backoff_first_s=60.0, backoff_limit_s=60.0)
    with LiveCamera(parse("rtsp://cam/"), options) as camera:
        eventually(lambda: camera.health().state is CameraState.FAILED)
        assert "did not answer within 0.02 s" in camera.health().reason
    network_that_hangs.set()
