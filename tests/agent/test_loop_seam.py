"""A clip whose last picture leads into its first, played like a camera: its seam goes unnoticed."""

from pathlib import Path

import numpy as np
import pytest

from passerby.agent.camera_job import CameraJob
from passerby.agent.camera_runner import CameraRunner
from passerby.agent.line_totals import LineTotals
from passerby.cameras.address import parse
from passerby.cameras.options import CameraOptions
from passerby.cli.scenes import own_scene
from passerby.footage import catalogue
from passerby.shapes.window import Window
from tests.support.synthetic import FRAMES, WHITE, write_catalogue
from tests.support.waiting import eventually

ROUNDS = 4


def test_people_and_crossings_go_on_over_the_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "SHIPPED", write_catalogue(tmp_path))
    address = parse("synthetic:round")
    job = CameraJob(
        "hall",
        "synthetic:round",
        own_scene(address),
        CameraOptions(fps=50, loop=True, max_lag_s=60, queue_frames=1000),
        window_s=1.0,
        tracks_file=tmp_path / "tracks.txt",
    )
    runner = CameraRunner(job, address, WHITE, lambda: None)
    windows: list[Window] = []

    def played() -> bool:
        while (closed := runner.step()) is not None:
            windows.extend(closed)
        return runner.report().analysed >= ROUNDS * FRAMES + FRAMES // 4

    runner.start()
    try:
        eventually(played)
        windows += runner.finish()
    finally:
        runner.stop()

    tracks = np.loadtxt(tmp_path / "tracks.txt", delimiter=",")
    assert len(set(tracks[:, 1])) == 1
    # In the first two the figure may not be known yet.
    assert {window.people_peak for window in windows[2:]} == {1}
    assert sum(window.dropped for window in windows) == 0
    totals = LineTotals()
    totals.add(windows)
    # The first time the figure is over the line it has only just been seen: it has come from nowhere.
    assert totals.with_current(None) == {"middle": (ROUNDS, ROUNDS)}
