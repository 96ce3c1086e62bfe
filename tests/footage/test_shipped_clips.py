"""The clips in the package: whole, small, labelled as synthetic, and agreeing with what lies beside them."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from passerby.bench.counts import measure_counts
from passerby.bench.crowd import read_ground_truth
from passerby.cameras.address import parse
from passerby.cameras.files import VideoFile
from passerby.cli.scenes import own_scene
from passerby.crowd.scene_text import scene_from_toml
from passerby.footage.catalogue import SHIPPED
from passerby.footage.figures import true_figures
from passerby.vision.people import open_detector

MOST_BYTES = 12_000_000
COLUMNS = (
    "frame,time_s,person,left,top,right,bottom,visible,head_left,head_top,head_right,head_bottom,"
    "face_left,face_top,face_right,face_bottom,facing,foot_x,foot_y,ground_x_m,ground_y_m"
)
DEMO = ("plaza", "lobby")
# Of the built-in detector on rendered people: how far a demo may stray before something is broken.
LINE_TOLERANCE = 3
PEOPLE_TOLERANCE = 0.2

pytestmark = pytest.mark.skipif(
    not SHIPPED.names(), reason=f"no synthetic clips have been rendered yet: {SHIPPED.folder} has none"
)


@pytest.fixture(params=SHIPPED.names())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_clip_opens_and_is_what_its_facts_say(name: str) -> None:
    clip = SHIPPED.find(name)
    with VideoFile(parse(f"synthetic:{name}")) as video:
        assert video.size_wh == clip.size_wh
        assert video.fps == clip.fps
        assert video.codec == "h264"
        assert sum(1 for _ in video) == clip.frames
        assert (video.damaged, video.missing) == (0, 0)


def test_every_video_says_in_its_metadata_that_it_is_synthetic_and_holds_no_sound(name: str) -> None:
    with av.open(SHIPPED.find(name).video) as container:
        told = f"{container.metadata.get('title')} {container.metadata.get('comment')}"
        assert "synthetic" in told.lower()
        assert "CC0" in told
        assert len(container.streams) == 1


def test_every_row_of_truth_lies_within_the_clip(name: str) -> None:
    clip = SHIPPED.find(name)
    with clip.truth.open(encoding="utf-8", newline="") as file:
        assert file.readline().strip() == COLUMNS
    rows = truth_rows(name)
    assert rows
    for row in rows:
        assert 1 <= row["frame"] <= clip.frames, row
        assert row["time_s"] == pytest.approx((row["frame"] - 1) / clip.fps, abs=1e-3), row
        assert 0 <= row["visible"] <= 1, row
        assert row["left"] < row["right"], row
        assert row["top"] < row["bottom"], row
    keys = [(row["frame"], row["person"]) for row in rows]
    assert keys == sorted(set(keys))


def test_every_clip_brings_labels_that_lie_within_it(name: str) -> None:
    clip = SHIPPED.find(name)
    labels = read_ground_truth(clip.mot)
    assert labels.frames.min() >= 1
    assert labels.frames.max() <= clip.frames


@pytest.mark.parametrize("name", [name for name in SHIPPED.names() if name.startswith(("gate", "selfie"))])
def test_a_face_detector_finds_the_faces_of_a_close_up_where_its_truth_says(name: str, shared: Path) -> None:
    width, height = SHIPPED.find(name).size_wh
    weights = shared / "models" / "face_detection_yunet_2026may.onnx"
    detector = cv2.FaceDetectorYN.create(str(weights), "", (width, height), 0.6)
    rows = [row for row in truth_rows(name) if looks_here(row, width, height) and row["frame"] % 10 == 0]
    wanted = {
        frame: [row for row in rows if row["frame"] == frame] for frame in {row["frame"] for row in rows}
    }
    with VideoFile(parse(f"synthetic:{name}")) as video:
        for frame in video:
            if not (people := wanted.get(frame.sequence + 1)):
                continue
            _, found = detector.detect(frame.image)
            for row in people:
                face = [row[f"face_{side}"] for side in ("left", "top", "right", "bottom")]
                assert max((overlap(face, one) for one in from_corner(found)), default=0.0) > 0.5, row
    assert wanted


def truth_rows(name: str) -> list[dict[str, float]]:
    with SHIPPED.find(name).truth.open(encoding="utf-8", newline="") as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def looks_here(row: dict[str, float], width: int, height: int) -> bool:
    """Whether a face as a gate needs it is wholly in the picture: 80 px high, looking into the camera."""
    inside = row["face_left"] >= 0 and row["face_right"] <= width and row["face_top"] >= 0
    near = row["face_bottom"] - row["face_top"] >= 80 and row["face_bottom"] <= height
    return inside and near and row["facing"] >= 0.7


def from_corner(found: cv2.typing.MatLike | None) -> list[list[float]]:
    """Left, top, right and bottom of each face that OpenCV's detector found."""
    return [] if found is None else [[x, y, x + w, y + h] for x, y, w, h in found[:, :4].tolist()]


def overlap(one: list[float], other: list[float]) -> float:
    """Intersection over union."""
    pair = np.array([one, other])
    sides = np.clip(pair[:, 2:].min(axis=0) - pair[:, :2].max(axis=0), 0, None)
    both = float(sides.prod())
    return both / (float((pair[:, 2:] - pair[:, :2]).prod(axis=1).sum()) - both)


def test_the_clips_are_small_and_say_whose_they_are() -> None:
    files = [path for path in SHIPPED.folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES
    assert "CC0" in (SHIPPED.folder / "LICENSE").read_text("utf-8")
    assert (SHIPPED.folder / "README.md").read_text("utf-8").strip()


def test_nothing_lies_beside_the_clips_that_belongs_to_none() -> None:
    beside = {path.name.split(".")[0] for path in SHIPPED.folder.iterdir()} - {"LICENSE", "README"}
    assert beside == set(SHIPPED.names())


@pytest.mark.parametrize("name", DEMO)
def test_the_truth_of_a_demo_clip_knows_the_zones_and_lines_of_its_scene(name: str) -> None:
    clip = SHIPPED.find(name)
    assert clip.loops
    assert clip.scene is not None
    scene, truth = scene_from_toml(clip.scene.read_text("utf-8"), name), true_figures(clip)
    assert str(scene.time_zone) == clip.site.time_zone
    assert scene.calibration is not None
    assert {zone.name for zone in scene.zones} == set(truth.zones)
    assert {line.name for line in scene.lines} >= set(truth.lines)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", DEMO)
def test_what_the_demo_counts_agrees_with_the_truth(name: str) -> None:
    address = parse(f"synthetic:{name}")
    report = measure_counts(address, own_scene(address), open_detector("motion", Path("/nonexistent")))
    assert report.people_mean == pytest.approx(report.true_people_mean, rel=PEOPLE_TOLERANCE), report
    for line in report.lines:
        assert abs(line.entered - line.true_entered) <= LINE_TOLERANCE, report
        assert abs(line.left - line.true_left) <= LINE_TOLERANCE, report


def test_the_demo_watches_two_cameras_each_in_its_own_scene() -> None:
    command = [sys.executable, "-m", "passerby.cli.main", "crowd", "synthetic:plaza", "synthetic:lobby"]
    options = ["--live", "--loop", "--detector", "motion", "--window", "1", "--seconds", "4", "--out", "-"]
    ran = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    windows = {record["camera"]: record for record in map(json.loads, ran.stdout.splitlines())}
    assert set(windows) == {"Harbour Plaza, Lisbon (synthetic)", "Library, Oslo (synthetic)"}
    drawn = {
        camera: {place["name"] for place in (*window["zones"], *window["lines"])}
        for camera, window in windows.items()
    }
    assert drawn["Harbour Plaza, Lisbon (synthetic)"] >= {"queue", "entrance", "street"}
    assert drawn["Library, Oslo (synthetic)"] >= {"desk", "door"}
