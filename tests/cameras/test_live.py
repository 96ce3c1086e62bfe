import pickle
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from passerby.cameras.address import parse
from passerby.cameras.health import CameraState
from passerby.cameras.live import LiveCamera
from passerby.cameras.options import CameraOptions
from passerby.shapes.errors import CameraError
from passerby.shapes.frame import Frame
from tests.support import http_camera
from tests.support.clips import write_clip, write_picture
from tests.support.waiting import eventually


def play(camera: LiveCamera) -> list[Frame]:
    """Every frame of a camera that comes to an end."""
    frames: list[Frame] = []

    def over() -> bool:
        ended = camera.health().state in (CameraState.ENDED, CameraState.FAILED)
        frames.extend(iter(camera.take, None))
        return ended

    eventually(over)
    return frames


def test_a_file_plays_at_its_own_speed_once(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 10, fps=20)
    started = time.monotonic()
    with LiveCamera(parse(str(path)), name="door") as camera:
        frames = play(camera)
        health = camera.health()
    assert time.monotonic() - started >= 0.45
    assert (health.state, health.reason, health.next_try_at) == (CameraState.ENDED, "played to its end", None)
    assert (health.received, health.dropped, health.damaged, health.reconnects) == (10, 0, 0, 0)
    assert (health.name, health.codec, health.size_wh) == ("door", "mpeg4", (64, 48))
    assert health.fps == pytest.approx(20, rel=0.05)
    assert pickle.loads(pickle.dumps(health)) == health  # noqa: S301  it was made here
    spacing = [later.captured_at - earlier.captured_at for earlier, later in pairwise(frames)]
    assert spacing == pytest.approx([0.05] * 9, abs=0.005)
    assert abs(frames[0].captured_at - time.time()) < 60


def test_a_file_plays_at_a_speed_of_ones_own_choice(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 6, fps=2)
    with LiveCamera(parse(str(path)), CameraOptions(fps=50)) as camera:
        frames = play(camera)
    assert frames[-1].captured_at - frames[0].captured_at == pytest.approx(0.1, abs=0.02)


def test_a_looped_file_goes_on_without_a_break_in_time(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 5, fps=50)
    frames: list[Frame] = []

    def enough() -> bool:
        frames.extend(iter(camera.take, None))
        return len(frames) >= 23

    with LiveCamera(parse(str(path)), CameraOptions(loop=True)) as camera:
        eventually(enough)
        assert camera.health().reconnects == 0
    spacing = [later.captured_at - earlier.captured_at for earlier, later in pairwise(frames)]
    assert spacing == pytest.approx([0.02] * len(spacing), abs=0.005)
    assert [frame.sequence for frame in frames] == list(range(len(frames)))
    assert frames[5].image.mean() == pytest.approx(frames[0].image.mean())


def test_a_folder_plays_like_a_camera(tmp_path: Path) -> None:
    for number in range(5):
        write_picture(tmp_path / f"{number}.jpg", 20 + number * 40)
    with LiveCamera(parse(str(tmp_path)), CameraOptions(fps=50)) as camera:
        frames = play(camera)
    assert [round(float(frame.image.mean()), -1) for frame in frames] == [20, 60, 100, 140, 180]


def test_a_slow_taker_finds_the_newest_frames_and_the_rest_counted(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 40, fps=200)
    with LiveCamera(parse(str(path)), CameraOptions(queue_frames=4)) as camera:
        eventually(lambda: camera.health().state is CameraState.ENDED)
        frames = [*iter(camera.take, None)]
        health = camera.health()
    assert [frame.sequence for frame in frames] == [36, 37, 38, 39]
    assert (health.received, health.dropped) == (40, 36)


def test_frames_older_than_the_lag_are_dropped(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 20, fps=20)
    with LiveCamera(parse(str(path)), CameraOptions(max_lag_s=0.3)) as camera:
        eventually(lambda: camera.health().state is CameraState.ENDED)
        frames = [*iter(camera.take, None)]
        health = camera.health()
    assert health.dropped + len(frames) == health.received == 20
    assert len(frames) <= 8
    assert frames[-1].sequence == 19


def test_whoever_waits_is_told_of_each_frame(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 10, fps=50)
    told = threading.Semaphore(0)
    with LiveCamera(parse(str(path)), on_frame=told.release) as camera:
        for _ in range(10):
            assert told.acquire(timeout=30)
            assert camera.take() is not None


def test_a_truncated_file_says_so_at_its_end(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 40, fps=100, container_options={"movflags": "faststart"})
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * 0.7)])
    with LiveCamera(parse(str(path))) as camera:
        assert play(camera)
        assert "breaks off" in camera.health().reason


def test_a_file_that_is_no_video_fails_for_good(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_text("no video")
    with LiveCamera(parse(str(path))) as camera:
        assert play(camera) == []
        health = camera.health()
    assert (health.state, health.next_try_at) == (CameraState.FAILED, None)
    assert "not a video" in health.reason


def test_an_absent_usb_camera_is_tried_again(quick: CameraOptions) -> None:
    with LiveCamera(parse("usb:987"), quick) as camera:
        eventually(lambda: camera.health().reconnects >= 2)
        eventually(lambda: camera.health().next_try_at is not None)
        health = camera.health()
    assert health.state is CameraState.FAILED
    assert "there is no camera at usb:/dev/video987" in health.reason


def test_trouble_keeps_its_beginning_while_it_lasts(quick: CameraOptions) -> None:
    with LiveCamera(parse("usb:987"), quick) as camera:
        eventually(lambda: camera.health().state is CameraState.FAILED)
        since = camera.health().since
        eventually(lambda: camera.health().reconnects >= 3)
        assert camera.health().since == since


def test_a_camera_that_hangs_stops_no_other_and_is_left_at_once(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 10, fps=50)
    options = CameraOptions(open_timeout_s=2.0, stall_timeout_s=2.0)
    with http_camera.serving({"/": http_camera.silence}) as server:
        hanging = LiveCamera(parse(server.address("/")), options)
        hanging.start()
        eventually(lambda: bool(server.asked))
        with LiveCamera(parse(str(path))) as camera:
            assert len(play(camera)) == 10
        assert hanging.health().state is CameraState.CONNECTING
        before = time.monotonic()
        hanging.stop()
        assert time.monotonic() - before < 1.9
    assert hanging.health().state is CameraState.STOPPED


@pytest.fixture
def threads_refused(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Callable[[], None]]:
    """Refuses threads whose name starts so, until what it returns is called."""
    start = threading.Thread.start

    def refuse(prefix: str) -> Callable[[], None]:
        def refusing(thread: threading.Thread) -> None:
            if thread.name.startswith(prefix):
                raise RuntimeError("can't start new thread")
            start(thread)

        monkeypatch.setattr(threading.Thread, "start", refusing)
        return lambda: monkeypatch.setattr(threading.Thread, "start", start)

    return refuse


def test_a_machine_out_of_threads_is_waited_for(
    threads_refused: Callable[[str], Callable[[], None]], quick: CameraOptions
) -> None:
    relent = threads_refused("camera ")
    with LiveCamera(parse("usb:987"), quick) as camera:
        eventually(lambda: camera.health().reconnects >= 2)
        eventually(lambda: "gave no thread" in camera.health().reason)
        assert camera.health().state is CameraState.FAILED
        relent()
        eventually(lambda: "there is no camera" in camera.health().reason)


def test_a_camera_without_a_keeper_says_so_and_can_be_started_later(
    tmp_path: Path, threads_refused: Callable[[str], Callable[[], None]]
) -> None:
    relent = threads_refused("keeper ")
    camera = LiveCamera(parse(str(write_clip(tmp_path / "clip.mp4", 3, fps=50))))
    with pytest.raises(CameraError, match="gave no thread"):
        camera.start()
    assert camera.health().state is CameraState.FAILED
    camera.stop()
    relent()
    with camera:
        assert len(play(camera)) == 3


def test_a_stopped_camera_keeps_no_picture_and_can_be_started_again(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 5, fps=50)
    camera = LiveCamera(parse(str(path)), CameraOptions(loop=True))
    camera.stop()
    camera.start()
    camera.start()
    eventually(lambda: camera.health().received > 3)
    camera.stop()
    assert camera.take() is None
    received = camera.health().received
    camera.start()
    eventually(lambda: camera.health().received > received)
    camera.stop()
    camera.stop()


def test_a_change_of_resolution_is_followed(tmp_path: Path) -> None:
    small = write_clip(tmp_path / "small.ts", 10, codec="libx264", fps=50)
    large = write_clip(tmp_path / "large.ts", 10, codec="libx264", size_wh=(128, 96), fps=50)
    both = tmp_path / "both.ts"
    both.write_bytes(small.read_bytes() + large.read_bytes())
    with LiveCamera(parse(str(both))) as camera:
        assert {frame.size_wh for frame in play(camera)} == {(64, 48), (128, 96)}
        assert camera.health().size_wh == (128, 96)
