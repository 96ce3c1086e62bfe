import json
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from passerby.agent import camera_runner
from passerby.agent.camera_runner import open_runner
from passerby.cameras.health import CameraState
from passerby.shapes.detections import Detections
from passerby.shapes.frame import Frame
from passerby.vision.people import PeopleDetectors
from tests.agent.scenes import job, write_walk
from tests.support.waiting import eventually


class Brittle:
    """A detector with a defect: it breaks on its third frame."""

    name, built_in, note = "brittle", True, ""

    def __init__(self) -> None:
        self.frames = 0

    def detect(self, frame: Frame) -> Detections:
        self.frames += 1
        if self.frames == 3:
            raise ZeroDivisionError("a defect")
        return Detections(np.array([[10, 10, 40, 90]], np.float32), np.array([0.9], np.float32))


def test_a_defect_in_the_analysis_is_told_with_its_camera_and_the_analysis_begins_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(camera_runner, "REST_AFTER_FAULT_S", 0.2)
    clip = write_walk(tmp_path / "walk.mp4")
    runner = open_runner(job("north", clip), PeopleDetectors("brittle", True, "", Brittle), lambda: None)
    runner.start()
    try:
        eventually(lambda: runner.step() is None and runner.report().health.state is CameraState.FAILED)
        assert "ZeroDivisionError" in runner.report().note
        assert "a defect" in caplog.text
        before = runner.report().analysed
        eventually(lambda: runner.step() is not None and runner.report().analysed > before)
    finally:
        runner.stop()


def test_a_running_crowd_worker_has_loaded_nothing_that_could_recognise(tmp_path: Path) -> None:
    clip = write_walk(tmp_path / "walk.mp4")
    script = f"""
        import json, multiprocessing, sys, threading
        from tests.agent.scenes import MOTION, job
        from passerby.agent import worker
        from passerby.agent.commands import Stop

        ours, theirs = multiprocessing.Pipe()

        def listen():
            while not (report := ours.recv()).windows:
                pass
            print(json.dumps(sorted(sys.modules)), flush=True)
            ours.send(Stop())

        threading.Thread(target=listen, daemon=True).start()
        worker.run((job("north", {str(clip)!r}),), MOTION, theirs)
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    loaded = json.loads(ran.stdout)
    assert "passerby.crowd.lane" in loaded
    lanes = {name.split(".")[1] for name in loaded if name.startswith("passerby.")}
    assert not lanes & {"gate", "passes", "hub"}
    assert not [name for name in loaded if name.startswith(("dlib", "face_recognition", "insightface"))]


def test_a_job_shown_or_logged_holds_no_password() -> None:
    assert "secret" not in repr(job("north", "rtsp://user:secret@camera.example/stream"))
