"""`passerby bench faces`: on painted people whose answers are known, and on real portraits."""

import importlib.util
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from passerby.bench import faces as bench_faces
from passerby.bench.faces import FacesReport, measure_faces
from passerby.gate.quality import AT_GATE
from passerby.passes.templates import Template
from passerby.shapes.errors import BenchError, TemplateError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image
from tests.bench.painted_people import BLUE, GREEN, NEARLY_RED, RED, SquareFinder, colour_network, paint


def measured(tmp_path: Path, *rows: str) -> FacesReport:
    table = tmp_path / "pairs.csv"
    table.write_text("file_x,file_y,Decision\n" + "\n".join(rows) + "\n")
    return measure_faces(table, tmp_path, SquareFinder(), colour_network())


@pytest.fixture
def people(tmp_path: Path) -> Path:
    for name, colour in {"red": RED, "rouge": NEARLY_RED, "green": GREEN, "blue": BLUE}.items():
        paint(tmp_path / f"{name}.png", colour)
    return tmp_path


def test_pairs_are_decided_at_the_networks_own_threshold(people: Path) -> None:
    record = measured(
        people, "red.png,rouge.png,Yes", "red.png,green.png,No", "blue.png,rouge.png,No"
    ).as_record()
    assert (record["pairs"], record["compared"], record["threshold"]) == (3, 3, 0.6)
    assert record["accuracy"] == record["best_accuracy"] == 1.0
    assert 0.2 < record["best_threshold"] < 1.0
    assert record["tar_at_far"] == {"0.1": 1.0, "0.01": 1.0, "0.001": 1.0}
    assert record["failures"] == record["mistakes"] == []
    assert record["pictures"] == 4
    assert min(record["detect_ms"], record["template_ms"], record["faces_per_s"]) > 0
    assert "times_peer" not in record


def test_a_wrong_decision_is_told_with_its_line_and_distance(people: Path) -> None:
    record = measured(people, "red.png,green.png,No", "red.png,rouge.png,No").as_record()
    assert record["accuracy"] == 0.5
    (mistake,) = record["mistakes"]
    assert (mistake["line"], mistake["Decision"]) == (3, "No")
    assert mistake["distance"] == pytest.approx(40 / 250, abs=0.01)


def test_pictures_that_fail_are_named_and_their_pairs_count_as_wrong(people: Path) -> None:
    paint(people / "nobody.png")
    paint(people / "far.png", RED, side_px=30)
    (people / "torn.jpg").write_bytes(b"\xff\xd8\xff")
    record = measured(
        people,
        "red.png,rouge.png,Yes",
        "red.png,nobody.png,No",
        "far.png,red.png,Yes",
        "gone.png,torn.jpg,No",
    ).as_record()
    assert (record["pairs"], record["compared"], record["accuracy"]) == (4, 1, 0.25)
    told = {(failure["file"], failure["line"]): failure["reason"] for failure in record["failures"]}
    assert "no face was found" in told["nobody.png", 3]
    assert f"and {AT_GATE.least_size_px:.0f} are needed" in told["far.png", 4]
    assert "gone.png" in told["gone.png", 5]
    assert ("torn.jpg", 5) in told


def test_each_picture_is_read_once_however_often_it_is_named(people: Path) -> None:
    record = measured(people, "red.png,rouge.png,Yes", "rouge.png,red.png,Yes", "red.png,red.png,Yes")
    assert record.spent.pictures == record.spent.faces == 2


def crowd(path: Path, well_seen_px: int) -> None:
    """Somebody red who is badly seen, and somebody green who is well seen and so large."""
    picture = np.zeros((260, 520, 3), np.uint8)
    picture[10:250, 10:250] = RED
    rows, columns = np.indices((well_seen_px, well_seen_px)) // 6
    detail = np.where((rows + columns) % 2, -40, 5)[:, :, None]
    picture[10 : 10 + well_seen_px, 260 : 260 + well_seen_px] = np.clip(np.array(GREEN) + detail, 11, 255)
    cv2.imwrite(str(path), picture)


@pytest.mark.parametrize(("well_seen_px", "chosen"), [(100, "rouge.png"), (150, "green.png")])
def test_a_well_seen_face_is_preferred_among_those_in_front(
    people: Path, well_seen_px: int, chosen: str
) -> None:
    crowd(people / "two.png", well_seen_px)
    assert measured(people, f"two.png,{chosen},Yes").as_record()["accuracy"] == 1.0


class UnsureOfGreen(SquareFinder):
    """Takes what is green for a face as well, without being sure of it."""

    def detect(self, image: Image) -> Faces:
        faces = super().detect(image)
        middles = faces.boxes_xyxy.reshape(-1, 2, 2).mean(axis=1).astype(int)
        is_green = np.array([image[y, x, 1] > 100 for x, y in middles], bool)
        return Faces(faces.boxes_xyxy, np.where(is_green, 0.7, 0.94).astype(np.float32), faces.landmarks_xy)


def test_a_pattern_that_looks_a_little_like_a_face_is_not_taken_for_the_person(people: Path) -> None:
    crowd(people / "two.png", 150)
    table = people / "pairs.csv"
    table.write_text("file_x,file_y,Decision\ntwo.png,rouge.png,Yes\n")
    report = measure_faces(table, people, UnsureOfGreen(), colour_network())
    assert report.as_record()["accuracy"] == 1.0


def test_faces_that_a_gate_would_not_take_are_told_and_compared(people: Path) -> None:
    doubtful = measured(people, "red.png,rouge.png,Yes").doubtful
    # One flat colour has no detail at all.
    assert [note.file for note in doubtful] == ["red.png", "rouge.png"]
    assert all("Hold still" in note.reason for note in doubtful)


def test_a_table_of_which_nothing_can_be_compared_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"not one pair .* gone\.png, line 2"):
        measured(tmp_path, "gone.png,lost.png,Yes")


def test_no_template_outlives_the_measurement(people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Template] = []

    def remembered(one: Template, other: Template) -> float:
        seen.extend([one, other])
        return 0.1

    monkeypatch.setattr(bench_faces, "distance", remembered)
    measured(people, "red.png,rouge.png,Yes", "red.png,green.png,No")
    assert len(seen) == 4
    for template in seen:
        with pytest.raises(TemplateError, match="overwritten"):
            _ = template.numbers


def run_bench(*words: str | Path, models: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "passerby.cli.main", "bench", *map(str, words)],
        env=os.environ | {"PASSERBY_MODELS": str(models)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.timeout(600)
def test_real_portraits_are_all_told_apart_and_far_faster_than_by_the_peer(
    shared: Path, models: Path, tmp_path: Path
) -> None:
    if importlib.util.find_spec("face_recognition") is None:
        pytest.skip("the peer face_recognition is not installed")
    names = sorted(path.name for path in (shared / "data" / "faces").glob("*__*"))
    rows = [
        f"{x},{y},{'Yes' if x.split('__')[0] == y.split('__')[0] else 'No'}"
        for x, y in itertools.combinations(names, 2)
    ]
    table = tmp_path / "pairs.csv"
    table.write_text("\n".join(["\ufefffile_x,file_y,Decision", *rows]), encoding="utf-8")
    ran = run_bench("faces", table, "--images", shared / "data" / "faces", "--json", "--peer", models=models)
    assert ran.returncode == 0, ran.stderr
    record = json.loads(ran.stdout)
    assert record["pairs"] == record["compared"] == 28
    assert record["accuracy"] == 1.0
    assert record["failures"] == []
    assert set(record["tar_at_far"].values()) == {1.0}
    assert record["times_peer"] == pytest.approx(record["faces_per_s"] / record["peer_faces_per_s"], rel=0.01)


def test_the_command_tells_a_person_what_went_wrong(models: Path, tmp_path: Path) -> None:
    ran = run_bench("faces", tmp_path / "none.csv", "--images", tmp_path, models=models)
    assert ran.returncode == 1
    assert "none.csv cannot be read" in ran.stderr
    assert "Traceback" not in ran.stderr
