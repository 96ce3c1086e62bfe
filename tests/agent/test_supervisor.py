import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from passerby.agent import supervisor as supervisor_module
from passerby.agent.camera_job import Analysis
from passerby.agent.supervisor import Supervisor
from passerby.cameras.health import CameraState
from passerby.cameras.options import CameraOptions
from passerby.shapes.errors import WorkerError
from passerby.shapes.window import Window
from tests.agent.scenes import MOTION, job, write_walk

PATIENCE_S = 60.0


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    return write_walk(tmp_path / "walk.mp4")


def hear(supervisor: Supervisor, enough: Callable[[list[Window]], bool]) -> list[Window]:
    """Listen until it is enough; the windows heard."""
    windows: list[Window] = []
    limit = time.monotonic() + PATIENCE_S
    while not enough(windows):
        assert time.monotonic() < limit, [camera.health for camera in supervisor.cameras]
        for report in supervisor.poll(0.1):
            windows += report.windows
    return windows


def states(supervisor: Supervisor) -> dict[str, CameraState]:
    return {camera.health.name: camera.health.state for camera in supervisor.cameras}


def test_windows_of_every_camera_arrive(walk: Path) -> None:
    with Supervisor([job("north", walk), job("south", walk)], MOTION, workers=2) as supervisor:
        hear(supervisor, lambda windows: {window.camera for window in windows} == {"north", "south"})
        assert len(supervisor.process_ids) == 2


def test_a_file_that_is_played_once_ends_and_its_last_window_arrives(walk: Path) -> None:
    with Supervisor([job("north", walk, loop=False, fps=40)], MOTION, workers=1) as supervisor:
        windows = hear(supervisor, lambda _: supervisor.is_done)
    assert sum(window.frames for window in windows) == 40


def test_a_dead_worker_is_replaced_and_all_its_cameras_come_back(walk: Path) -> None:
    with Supervisor([job("north", walk), job("south", walk)], MOTION, workers=1) as supervisor:
        hear(supervisor, lambda windows: len(windows) >= 2)
        (victim,) = supervisor.process_ids
        os.kill(victim, signal.SIGKILL)
        hear(supervisor, lambda _: set(states(supervisor).values()) == {CameraState.FAILED})
        reasons = {camera.health.reason for camera in supervisor.cameras}
        assert reasons == {"its worker process was ended by signal 9; another one is started"}
        windows = hear(supervisor, lambda windows: {w.camera for w in windows} == {"north", "south"})
        assert windows
        assert set(states(supervisor).values()) == {CameraState.LIVE}
        assert victim not in supervisor.process_ids
        assert supervisor.restarts == 1


def test_a_worker_that_crashes_again_and_again_is_divided_so_that_cameras_stand_alone(walk: Path) -> None:
    with Supervisor([job("north", walk), job("south", walk)], MOTION, workers=1) as supervisor:
        for _ in range(2):
            hear(supervisor, lambda windows: bool(windows))
            os.kill(supervisor.process_ids[0], signal.SIGSEGV)
            deaths = supervisor.restarts
            hear(supervisor, lambda _, deaths=deaths: supervisor.restarts > deaths)  # type: ignore[misc]
        hear(supervisor, lambda windows: {w.camera for w in windows} == {"north", "south"})
        assert len(supervisor.process_ids) == 2


def test_a_worker_that_hangs_is_ended_and_replaced(walk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Supervisor([job("north", walk)], MOTION, workers=1) as supervisor:
        hear(supervisor, lambda windows: bool(windows))
        monkeypatch.setattr(supervisor_module, "SILENT_FOR_S", 4.0)
        (hung,) = supervisor.process_ids
        os.kill(hung, signal.SIGSTOP)
        hear(supervisor, lambda _: states(supervisor)["north"] is CameraState.FAILED)
        assert "said nothing for 4 s" in supervisor.cameras[0].health.reason
        monkeypatch.undo()
        hear(supervisor, lambda windows: bool(windows))
        assert hung not in supervisor.process_ids


def test_a_worker_that_cannot_begin_again_stops_no_other(walk: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    jobs = [job("north", walk, tracks_file=folder / "tracks.txt"), job("south", walk)]
    with Supervisor(jobs, MOTION, workers=2) as supervisor:
        hear(supervisor, lambda windows: {w.camera for w in windows} == {"north", "south"})
        (folder / "tracks.txt").unlink()
        folder.rmdir()
        os.kill(supervisor.process_ids[0], signal.SIGKILL)
        hear(supervisor, lambda _: states(supervisor)["north"] is CameraState.FAILED)
        hear(supervisor, lambda windows: {w.camera for w in windows} == {"north", "south"})
        told = {camera.health.name: camera.note for camera in supervisor.cameras}
    assert "tracks cannot be written" in told["north"]


def test_frames_that_were_dropped_are_told_in_windows_and_lag_is_measured(walk: Path) -> None:
    hurried = replace(
        job("north", walk, fps=1000.0), options=CameraOptions(fps=1000.0, loop=True, queue_frames=2)
    )
    with Supervisor([hurried], MOTION, workers=1) as supervisor:
        lags: list[float] = []
        windows: list[Window] = []
        limit = time.monotonic() + PATIENCE_S
        while len(windows) < 3:
            assert time.monotonic() < limit
            for report in supervisor.poll(0.1):
                windows += report.windows
                lags += [lag for camera in report.cameras for lag in camera.lags_s]
    assert sum(window.dropped for window in windows) > 0
    assert max(lags) > 0


def test_a_camera_that_is_not_there_stops_no_other(walk: Path) -> None:
    jobs = [job("gone", "rtsp://127.0.0.1:9/none"), job("torn", "/nonexistent/clip.mp4"), job("well", walk)]
    with Supervisor(jobs, MOTION, workers=1) as supervisor:
        hear(supervisor, lambda windows: len(windows) >= 2)
        hear(supervisor, lambda _: states(supervisor)["gone"] is CameraState.FAILED)
        told = {camera.health.name: camera.health for camera in supervisor.cameras}
    assert "nothing listens on port 9" in told["gone"].reason
    assert told["gone"].next_try_at is not None
    assert told["torn"].state is CameraState.FAILED
    assert "/nonexistent/clip.mp4" in told["torn"].reason


def test_stopping_gives_the_windows_that_were_still_filling(walk: Path) -> None:
    supervisor = Supervisor([job("north", walk)], MOTION, workers=1)
    with supervisor:
        hear(supervisor, lambda _: any(camera.analysed > 3 for camera in supervisor.cameras))
        last = supervisor.stop()
    assert last
    assert supervisor.process_ids == []


def test_a_detector_that_is_not_there_is_told_and_not_tried_for_ever(walk: Path, tmp_path: Path) -> None:
    absent = Analysis("yolox-nano", tmp_path)
    with (
        Supervisor([job("north", walk)], absent, workers=1) as supervisor,
        pytest.raises(WorkerError, match="models pull"),
    ):
        hear(supervisor, lambda _: False)


def test_two_cameras_of_one_name_are_refused(walk: Path) -> None:
    with pytest.raises(WorkerError, match="own name"):
        Supervisor([job("north", walk), job("north", walk)], MOTION, workers=1)


def test_workers_end_when_their_supervisor_is_killed(walk: Path) -> None:
    script = f"""
        import sys, time
        from pathlib import Path
        from passerby.agent.supervisor import Supervisor
        from tests.agent.scenes import MOTION, job
        if __name__ == "__main__":
            with Supervisor([job("north", Path({str(walk)!r}))], MOTION, workers=1) as supervisor:
                while not any(camera.analysed for camera in supervisor.cameras):
                    supervisor.poll(0.1)
                print(supervisor.process_ids[0], flush=True)
                while True:
                    supervisor.poll(1)
    """
    path = walk.with_name("supervise.py")
    path.write_text(textwrap.dedent(script))
    here = Path(__file__).resolve().parents[2]
    started = subprocess.Popen(
        [sys.executable, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(here)},
    )
    assert started.stdout is not None
    worker = int(started.stdout.readline())
    started.kill()
    started.communicate()
    limit = time.monotonic() + PATIENCE_S
    while _runs(worker):
        assert time.monotonic() < limit, "the worker goes on without its supervisor"
        time.sleep(0.05)


def _runs(process_id: int) -> bool:
    try:
        status = Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
