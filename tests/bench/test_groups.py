"""`passerby bench groups`: who of those enrolled is in a photo."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from passerby.bench import groups as bench_groups
from passerby.bench.group_report import Decision, GroupsReport, Nearest
from passerby.bench.groups import measure_groups, nearest_two
from passerby.gate.thresholds import identify_threshold
from passerby.passes.templates import Template
from passerby.shapes.errors import BenchError, CameraError, PolicyError, TemplateError
from tests.bench.painted_people import (
    BLUE,
    GREEN,
    GREY,
    NEARLY_RED,
    RED,
    SquareFinder,
    colour_network,
    paint,
)
from tests.bench.test_faces import run_bench


@pytest.fixture
def enrolled(tmp_path: Path) -> Path:
    folder = tmp_path / "people"
    folder.mkdir()
    paint(folder / "ann__1.png", RED)
    paint(folder / "ann__2.png", NEARLY_RED)
    paint(folder / "bo__hat__on.png", GREEN)
    paint(folder / "group_of_two.png", RED, GREEN)
    return folder


def measured(enrolled: Path, *photos: Path, false_accepts: float = 0.01) -> GroupsReport:
    return measure_groups(enrolled, photos, SquareFinder(), colour_network(), false_accepts)


def test_everybody_enrolled_is_found_and_nobody_else(enrolled: Path, tmp_path: Path) -> None:
    photo = paint(tmp_path / "photo.png", NEARLY_RED, BLUE, GREEN)
    (seen,) = measured(enrolled, photo).photos
    assert [face.name for face in seen.faces] == ["ann", "", "bo"]
    assert [face.decision for face in seen.faces] == [
        Decision.ACCEPTED,
        Decision.STRANGER,
        Decision.ACCEPTED,
    ]
    first = seen.faces[0].nearest
    assert (first.best, first.second_best) == ("ann", "bo")
    assert first.distance == pytest.approx(0, abs=0.02)
    assert first.second_distance > 0.9


def test_names_come_from_the_files_and_pictures_of_one_person_count_together(enrolled: Path) -> None:
    record = measured(enrolled).as_record()
    assert record["enrolled"] == {"ann": 2, "bo": 1}
    assert record["skipped"] == ["group_of_two.png"]
    assert record["failures"] == record["photos"] == []


def test_the_threshold_is_that_of_a_gallery_of_so_many_templates(enrolled: Path) -> None:
    network = colour_network()
    for chance in (0.01, 0.0001):
        report = measured(enrolled, false_accepts=chance)
        assert report.threshold == identify_threshold(network.impostors, network.threshold, 3, chance)


def test_a_face_between_two_people_is_ambiguous(tmp_path: Path) -> None:
    folder = tmp_path / "twins"
    folder.mkdir()
    paint(folder / "ann__1.png", RED)
    paint(folder / "eve__1.png", NEARLY_RED)
    (seen,) = measured(folder, paint(tmp_path / "photo.png", (20, 38, 250))).photos
    assert [face.decision for face in seen.faces] == [Decision.AMBIGUOUS]
    assert seen.faces[0].name == ""


def test_a_face_that_is_too_small_is_called_so_and_gets_no_template(
    enrolled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (seen,) = measured(enrolled, paint(tmp_path / "far.png", RED, GREY, side_px=30)).photos
    assert [face.decision for face in seen.faces] == [Decision.TOO_SMALL] * 2
    assert all(face.nearest == Nearest() for face in seen.faces)
    assert seen.as_record()["faces"][0]["faults"][0] == "Come closer."


def test_photos_that_cannot_be_used_stop_no_other(enrolled: Path, tmp_path: Path) -> None:
    empty, gone = paint(tmp_path / "empty.png"), tmp_path / "gone.png"
    photos = measured(enrolled, gone, empty, paint(tmp_path / "good.png", RED)).photos
    assert [bool(photo.failure) for photo in photos] == [True, True, False]
    assert "gone.png" in photos[0].failure
    assert "no face was found" in photos[1].failure
    assert photos[2].faces[0].name == "ann"


def test_a_picture_that_cannot_be_enrolled_is_named(enrolled: Path) -> None:
    paint(enrolled / "cy__1.png")
    (failure,) = measured(enrolled).as_record()["failures"]
    assert failure["file"] == "cy__1.png"
    assert "no face was found" in failure["reason"]


def test_a_folder_that_enrols_nobody_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"wanted pictures called NAME__anything, found none"):
        measured(tmp_path)
    paint(tmp_path / "ann.png", RED)
    with pytest.raises(BenchError, match="found 1 with other names"):
        measured(tmp_path)
    paint(tmp_path / "ann__1.png")
    with pytest.raises(BenchError, match=r"ann__1\.png, of which no template"):
        measured(tmp_path)
    with pytest.raises(CameraError):
        measured(tmp_path / "nowhere")


@pytest.mark.parametrize("chance", [0.0, 1.0, -1.0, math.nan])
def test_a_chance_that_is_none_is_refused(enrolled: Path, chance: float) -> None:
    with pytest.raises(PolicyError):
        measured(enrolled, false_accepts=chance)


def test_the_nearest_two_are_two_people() -> None:
    def template(value: float) -> Template:
        return Template("m", np.array([value], np.float32))

    people = [("ann", template(5.0)), ("ann", template(1.0)), ("bo", template(3.0))]
    assert nearest_two(template(0.0), people) == Nearest("ann", 1.0, "bo", 3.0)
    assert nearest_two(template(0.0), people[:2]) == Nearest("ann", 1.0)
    assert nearest_two(template(0.0), []) == Nearest()


def test_no_template_outlives_the_measurement(
    enrolled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Template] = []

    def remembered(one: Template, other: Template) -> float:
        seen.extend([one, other])
        return 0.9

    monkeypatch.setattr(bench_groups, "distance", remembered)
    measured(enrolled, paint(tmp_path / "photo.png", BLUE))
    assert len(seen) == 6
    for template in seen:
        with pytest.raises(TemplateError, match="overwritten"):
            _ = template.numbers


def test_infinite_distances_are_told_as_null(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    paint(folder / "ann__1.png", RED)
    record = measured(folder, paint(tmp_path / "photo.png", RED)).as_record()
    face = json.loads(json.dumps(record, allow_nan=False))["photos"][0]["faces"][0]
    assert (face["name"], face["second_best"], face["second_distance"]) == ("ann", "", None)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("detector", ["yunet", "centerface"])
def test_everybody_is_found_in_every_real_group_photo_and_nobody_mistaken(
    shared: Path, models: Path, detector: str
) -> None:
    faces = shared / "data" / "faces"
    who = {
        "group_johnsnow_test1.jpg": ["kit_harington"],
        "group_kit_with_rose.jpg": ["kit_harington", "rose_leslie"],
        "group_obama1.jpg": ["obama"],
        "group_obama_and_biden.jpg": ["biden", "obama"],
    }
    photos = [faces / name for name in who]
    ran = run_bench("groups", faces, *photos, "--face-detector", detector, "--json", models=models)
    assert ran.returncode == 0, ran.stderr
    record = json.loads(ran.stdout)
    assert record["enrolled"] == {"biden": 2, "kit_harington": 2, "obama": 2, "rose_leslie": 2}
    found = {
        photo["file"]: sorted(face["name"] for face in photo["faces"] if face["name"])
        for photo in record["photos"]
    }
    assert found == who
