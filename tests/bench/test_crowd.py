"""The promise on real footage, measured by the command that anyone can run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from passerby.bench.crowd import measure_crowd, read_ground_truth
from passerby.shapes.errors import GroundTruthError
from passerby.vision.people import open_detector


@pytest.mark.timeout(600)
def test_real_footage_is_counted_as_well_as_promised_and_better_than_the_peer(shared: Path) -> None:
    clip = shared / "data" / "pets09-s2l1"
    command = [sys.executable, "-m", "passerby.cli.main", "bench", "crowd"]
    ran = subprocess.run(
        [
            *command,
            str(clip / "vtest.avi"),
            str(clip / "gt.txt"),
            "--detector",
            "yolox-nano",
            "--peer",
            "--json",
        ],
        env=os.environ | {"PASSERBY_MODELS": str(shared / "models")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert report["mota"] >= 0.82
    assert report["idf1"] >= 0.70
    assert report["count_error"] <= 0.45
    assert report["mota"] > report["peer_mota"]
    assert report["idf1"] > report["peer_idf1"]
    assert report["count_error"] < report["peer_count_error"]
    assert 0 < report["hota"] < 1
    assert report["bound_ratio"] == pytest.approx(report["fps"] / report["bound_fps"], abs=1e-3)


@pytest.mark.timeout(600)
def test_the_built_in_detector_counts_real_footage_as_promised(shared: Path) -> None:
    clip = shared / "data" / "pets09-s2l1"
    detectors = open_detector("motion", shared / "models")
    report = measure_crowd(str(clip / "vtest.avi"), clip / "gt.txt", detectors).as_record()
    assert report["detector"] == detectors.name
    assert report["mota"] >= 0.55
    assert report["count_error"] <= 1.0


def test_labels_of_another_video_are_refused(shared: Path, tmp_path: Path) -> None:
    labels = tmp_path / "gt.txt"
    labels.write_text("90000,1,0,0,10,10\n")
    video = shared / "data" / "pets09-s2l1" / "vtest.avi"
    with pytest.raises(GroundTruthError, match="90000"):
        measure_crowd(str(video), labels, open_detector("yolox-nano", shared / "models", threads=2))


def test_labels_that_are_not_there_are_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(GroundTruthError, match=r"nowhere\.txt"):
        read_ground_truth(tmp_path / "nowhere.txt")
