"""Cameras that come, change and go while a supervisor runs."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from passerby.agent.camera_job import CameraJob
from passerby.agent.preview import Preview, PreviewMode
from passerby.agent.supervisor import Supervisor
from passerby.cameras.health import CameraState
from passerby.shapes.errors import WorkerError
from passerby.shapes.scene import Scene, Zone
from passerby.shapes.window import Window
from tests.agent.scenes import MOTION, job, write_walk
from tests.support.waiting import eventually

PATIENCE_S = 120.0
pytestmark = pytest.mark.timeout(400)  # Processes start again and again, on what may be a busy machine.
HALL = Scene(zones=(Zone("hall", np.array([[0, 0], [1, 0], [1, 1], [0, 1]])),))


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_walk(tmp_path_factory.mktemp("clip") / "walk.mp4")


class Heard:
    """A running supervisor and all windows heard of it."""

    def __init__(self, jobs: Sequence[CameraJob], workers: int) -> None:
        self.supervisor = Supervisor(jobs, MOTION, workers, stays=True)
        self.windows: list[Window] = []
        self.previews: list[Preview] = []

    def until(self, enough: Callable[[], bool]) -> None:
        def heard() -> bool:
            for report in self.supervisor.poll(0.05):
                self.windows += report.windows
            self.previews += self.supervisor.take_previews()
            return enough()

        eventually(heard, PATIENCE_S)

    def of(self, camera: str) -> list[Window]:
        return [window for window in self.windows if window.camera == camera]

    def received(self, camera: str) -> int:
        return next((c.health.received for c in self.supervisor.cameras if c.health.name == camera), 0)


@pytest.fixture
def hear() -> Iterator[Callable[[Sequence[CameraJob], int], Heard]]:
    opened: list[Heard] = []

    def begin(jobs: Sequence[CameraJob], workers: int) -> Heard:
        opened.append(Heard(jobs, workers))
        opened[-1].supervisor.__enter__()
        return opened[-1]

    yield begin
    for heard in opened:
        heard.supervisor.stop()


Hear = Callable[[Sequence[CameraJob], int], Heard]


def check_adjoining(windows: Sequence[Window]) -> None:
    """The windows of a camera follow one another, and never overlap."""
    for earlier, later in pairwise(windows):
        assert earlier.ended_at <= later.started_at


def test_from_no_camera_at_all_to_some_and_back(walk: Path, hear: Hear) -> None:
    heard = hear([], 2)
    assert heard.supervisor.process_ids == []
    heard.supervisor.apply([job("north", walk)])
    heard.until(lambda: bool(heard.of("north")))
    heard.supervisor.apply([])
    assert heard.supervisor.cameras == []
    heard.until(lambda: heard.supervisor.process_ids == [])
    assert heard.supervisor.restarts == 0


def test_a_new_camera_restarts_nothing_whether_it_gets_a_worker_or_shares_one(walk: Path, hear: Hear) -> None:
    heard = hear([job("north", walk)], 2)
    heard.until(lambda: bool(heard.of("north")))
    first = heard.supervisor.process_ids
    heard.supervisor.apply([job("north", walk), job("south", walk)])
    heard.until(lambda: bool(heard.of("south")))
    both = heard.supervisor.process_ids
    assert len(both) == 2
    assert first[0] in both
    before = heard.received("north")
    heard.supervisor.apply([job("north", walk), job("south", walk), job("east", walk)])
    heard.until(lambda: bool(heard.of("east")))
    assert heard.supervisor.process_ids == both
    assert heard.received("north") >= before, "a camera that is opened again counts its pictures from 0"


def test_a_camera_that_goes_tells_its_last_window_and_leaves_the_others_be(walk: Path, hear: Hear) -> None:
    heard = hear([job("north", walk), job("south", walk)], 1)
    heard.until(lambda: bool(heard.of("north") and heard.of("south")))
    heard.supervisor.apply([job("south", walk)])
    count = len(heard.of("south"))
    heard.until(lambda: len(heard.of("south")) >= count + 2)
    assert heard.of("north")[-1].ended_at < heard.of("south")[-1].started_at
    assert [camera.health.name for camera in heard.supervisor.cameras] == ["south"]
    check_adjoining(heard.of("north"))


def test_a_new_scene_reaches_a_camera_that_stays_open(walk: Path, hear: Hear) -> None:
    heard = hear([job("north", walk)], 1)
    heard.until(lambda: len(heard.of("north")) >= 1)
    received, process = heard.received("north"), heard.supervisor.process_ids
    heard.supervisor.apply([replace(job("north", walk), scene=HALL)])
    heard.until(lambda: any(window.zones for window in heard.of("north")))
    assert heard.received("north") >= received
    assert heard.supervisor.process_ids == process
    windows = heard.of("north")
    check_adjoining(windows)
    cut = next(index for index, window in enumerate(windows) if window.zones)
    assert windows[cut - 1].ended_at == windows[cut].started_at
    # Every picture since the first is in a window, each once.
    assert sum(w.frames for w in windows) <= heard.received("north")
    assert (
        sum(w.frames + w.dropped for w in windows) >= 10 * (windows[-1].ended_at - windows[0].started_at) - 12
    )


def test_a_scene_that_was_only_read_anew_changes_nothing(walk: Path, hear: Hear) -> None:
    def drawn() -> CameraJob:
        zone = Zone("hall", np.array([[0, 0], [1, 0], [1, 1], [0, 1]]))
        return replace(job("north", walk), scene=Scene(zones=(zone,)))

    heard = hear([drawn()], 1)
    heard.until(lambda: len(heard.of("north")) >= 1)
    for _ in range(5):
        heard.supervisor.apply([drawn()])
    heard.until(lambda: len(heard.of("north")) >= 3)
    assert all(w.ended_at - w.started_at == 1.0 for w in heard.of("north"))


def test_another_address_opens_the_camera_again_and_its_windows_do_not_overlap(
    walk: Path, hear: Hear
) -> None:
    heard = hear([job("north", walk)], 1)
    heard.until(lambda: len(heard.of("north")) >= 1)
    process = heard.supervisor.process_ids
    heard.supervisor.apply([replace(job("north", walk, fps=20.0), window_s=2.0)])
    heard.until(lambda: any(w.ended_at - w.started_at == 2.0 for w in heard.of("north")))
    assert heard.supervisor.process_ids == process
    check_adjoining(heard.of("north"))


def test_a_camera_that_cannot_be_opened_is_added_and_harms_no_other(walk: Path, hear: Hear) -> None:
    heard = hear([job("north", walk)], 1)
    heard.until(lambda: bool(heard.of("north")))
    heard.supervisor.apply([job("north", walk), job("bad", "ftp://camera/x")])

    def failed() -> bool:
        states = {camera.health.name: camera.health.state for camera in heard.supervisor.cameras}
        return states == {"north": CameraState.LIVE, "bad": CameraState.FAILED}

    heard.until(failed)


def test_two_cameras_of_one_name_are_refused_and_nothing_changes(walk: Path, hear: Hear) -> None:
    heard = hear([job("north", walk)], 1)
    with pytest.raises(WorkerError, match="own name"):
        heard.supervisor.apply([job("north", walk), job("north", walk)])
    assert [camera.health.name for camera in heard.supervisor.cameras] == ["north"]


def test_what_a_dead_worker_was_filling_is_told_and_its_successor_goes_on_from_there(
    walk: Path, hear: Hear
) -> None:
    heard = hear([replace(job("north", walk), window_s=600.0)], 1)
    for death in range(1, 3):
        counted = sum(window.frames for window in heard.of("north"))
        heard.until(lambda: any(c.analysed > 5 and c.current for c in heard.supervisor.cameras))
        reported = heard.supervisor.cameras[0].current
        os.kill(heard.supervisor.process_ids[0], signal.SIGKILL)
        heard.until(lambda: heard.supervisor.restarts == death)  # noqa: B023
        assert len(heard.of("north")) == death
        assert reported is not None
        assert heard.of("north")[-1].frames >= reported.frames
        assert sum(window.frames for window in heard.of("north")) > counted
    heard.until(lambda: any(c.analysed > 5 and c.current for c in heard.supervisor.cameras))
    heard.windows += heard.supervisor.stop()
    windows = heard.of("north")
    assert len(windows) == 3
    assert all(window.final for window in windows)
    check_adjoining(windows)


def test_previews_come_only_of_cameras_that_are_watched_and_while_they_are(
    walk: Path, hear: Hear, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = [replace(job(name, walk), previews=True) for name in ("north", "south")]
    heard = hear(jobs, 1)
    heard.until(lambda: bool(heard.of("north")))
    assert heard.previews == []
    heard.supervisor.watch_preview("north", PreviewMode.GHOST, time.monotonic() + 2.0)
    heard.supervisor.watch_preview("nobody", PreviewMode.GHOST, time.monotonic() + 2.0)
    heard.until(lambda: len(heard.previews) >= 3)
    assert {preview.camera for preview in heard.previews} == {"north"}
    count = len(heard.of("north"))
    heard.until(lambda: len(heard.of("north")) >= count + 3)
    seen = len(heard.previews)
    heard.until(lambda: len(heard.of("north")) >= count + 4)
    assert len(heard.previews) == seen


def test_many_large_scenes_at_once_all_arrive(walk: Path, hear: Hear) -> None:
    angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    circle = np.stack([0.5 + 0.4 * np.cos(angles), 0.5 + 0.4 * np.sin(angles)], axis=1)
    large = Scene(zones=tuple(Zone(f"zone {number}", circle) for number in range(60)))
    names = [f"camera {number}" for number in range(8)]
    heard = hear([job(name, walk) for name in names], 1)
    heard.until(lambda: all(heard.received(name) > 0 for name in names))
    heard.supervisor.apply([replace(job(name, walk), scene=large) for name in names])
    heard.until(lambda: all(any(len(window.zones) == 60 for window in heard.of(name)) for name in names))
    assert heard.supervisor.restarts == 0
