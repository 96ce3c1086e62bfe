from collections.abc import Sequence
from pathlib import Path

import numpy as np

from passerby.agent.camera_job import CameraJob
from passerby.agent.file_analysis import FileProgress, analyse_file
from passerby.bench.crowd import read_ground_truth
from passerby.crowd.figures import SceneFigures
from passerby.crowd.scene_text import scene_from_texts
from passerby.shapes.scene import Scene
from passerby.shapes.tracks import Tracks
from passerby.shapes.window import Window
from passerby.vision.people import PeopleDetectors, open_detector
from tests.agent.scenes import write_walk

LINES = ["left: 0.35,0.2 0.35,0.7", "middle: 0.5,0.2 0.5,0.7", "right: 0.7,0.2 0.7,0.9"]


def analyse(path: Path, detectors: PeopleDetectors, scene: Scene | None = None) -> list[Window]:
    windows: list[Window] = []
    job = CameraJob("north", str(path), scene=scene or Scene())
    analyse_file(job, detectors, 0.0, windows.extend, lambda _: None)
    return windows


def crossings(windows: Sequence[Window]) -> dict[str, tuple[int, int]]:
    return {
        line.name: (
            sum(window.lines[place].entered for window in windows),
            sum(window.lines[place].left for window in windows),
        )
        for place, line in enumerate(windows[0].lines)
    }


def labelled_crossings(labels: Path, scene: Scene, fps: float) -> dict[str, tuple[int, int]]:
    """Crossings by the labelled people, counted by the same rule."""
    truth, figures = read_ground_truth(labels), SceneFigures(scene, "north", "labels")
    windows: list[Window] = []
    for number in range(1, int(truth.frames.max()) + 1):
        there = truth.frames == number
        ids, boxes = truth.ids[there], truth.boxes_xyxy[there]
        tracks = Tracks(number / fps, ids, boxes, np.ones(len(ids), np.bool_))
        windows += figures.update(tracks, (768, 576))
    last = figures.close()
    return crossings([*windows, *([last] if last else [])])


def test_lines_on_real_footage_count_each_person_once(shared: Path) -> None:
    clip, scene = shared / "data" / "pets09-s2l1", scene_from_texts([], LINES)
    detectors = open_detector("yolox-nano", shared / "models", threads=2)
    counted = crossings(analyse(clip / "vtest.avi", detectors, scene))
    labelled = labelled_crossings(clip / "gt.txt", scene, fps=10)
    for line, (entered, left) in labelled.items():
        # Two of thirty may be missed where an id breaks on the line; doubles would be many.
        assert abs(counted[line][0] - entered) <= 2, (line, counted, labelled)
        assert abs(counted[line][1] - left) <= 2, (line, counted, labelled)


def test_progress_tells_how_far_it_is_of_how_much(tmp_path: Path) -> None:
    told: list[FileProgress] = []
    detectors = open_detector("motion", tmp_path)
    job = CameraJob("north", str(write_walk(tmp_path / "walk.mp4", frames=30)))
    summary = analyse_file(job, detectors, 0.0, lambda _: None, told.append)
    assert [progress.frames for progress in told] == list(range(1, 31))
    assert {progress.expected for progress in told} == {30}
    assert (summary.frames, summary.damaged, summary.missing) == (30, 0, 0)


def test_windows_begin_when_the_file_is_said_to_begin(tmp_path: Path) -> None:
    windows: list[Window] = []
    job = CameraJob("north", str(write_walk(tmp_path / "walk.mp4", frames=30)))
    analyse_file(job, open_detector("motion", tmp_path), 1_800_000_003.0, windows.extend, lambda _: None)
    assert windows[0].started_at == 1_800_000_000.0
    assert windows[0].frames == 30
