import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from passerby.bench.counts import LineCounts, PeopleCounts, measure_counts
from passerby.bench.crowd import measure_crowd
from passerby.cameras.address import Address, parse
from passerby.cli import options
from passerby.cli.main import app
from passerby.cli.scenes import own_scene
from passerby.footage import catalogue
from passerby.shapes.errors import FootageError, GroundTruthError
from tests.support.synthetic import FACTS, WHITE, write_catalogue, write_facts

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
NOTE = "synthetic footage: tests the plumbing, says nothing about accuracy on people"


@pytest.fixture
def clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Address:
    monkeypatch.setattr(options, "open_detector", lambda _name, _settings: WHITE)
    monkeypatch.setattr(catalogue, "SHIPPED", write_catalogue(tmp_path))
    return parse("synthetic:round")


def test_the_second_round_of_a_clip_that_loops_is_held_against_the_truth(clip: Address) -> None:
    steps: list[tuple[int, int | None]] = []
    report = measure_counts(clip, own_scene(clip), WHITE, lambda done, of: steps.append((done, of)))
    assert (report.rounds, report.frames) == (2, 60)
    assert steps == [(done, 120) for done in range(1, 121)]
    assert report.lines == (LineCounts("middle", 1, 1, 1, 1),)
    # Somebody who was there before the round began is counted from its first frame on.
    assert report.people_mean == pytest.approx(1.0)
    assert report.zones == (PeopleCounts("hall", report.people_mean, 1.0),)


def test_a_clip_that_does_not_loop_is_played_once(clip: Address, tmp_path: Path) -> None:
    write_facts(tmp_path, loops=False)
    once = parse("synthetic:round")
    report = measure_counts(once, own_scene(once), WHITE)
    assert (report.rounds, report.frames) == (1, 60)
    assert report.people_mean < 1.0


def test_a_line_that_nobody_crosses_is_true_at_nought(clip: Address, tmp_path: Path) -> None:
    write_facts(tmp_path, derived=FACTS["derived"] | {"crossings": []})
    assert measure_counts(clip, own_scene(clip), WHITE).lines == (LineCounts("middle", 1, 0, 1, 0),)


def test_a_zone_that_the_truth_does_not_know_is_named(clip: Address, tmp_path: Path) -> None:
    write_facts(tmp_path, derived=FACTS["derived"] | {"occupancy": [{"zone": "", "mean": 1, "peak": 1}]})
    with pytest.raises(FootageError, match="zone 'hall'"):
        measure_counts(clip, own_scene(clip), WHITE)


def test_a_video_that_is_not_as_long_as_its_facts_is_refused(clip: Address, tmp_path: Path) -> None:
    write_facts(tmp_path, frames=59)
    with pytest.raises(FootageError, match="has 60 frames, and its facts say 59"):
        measure_counts(parse("synthetic:round"), own_scene(clip), WHITE)


def test_a_source_without_true_figures_is_refused(clip: Address) -> None:
    with pytest.raises(GroundTruthError, match="synthetic:plaza"):
        measure_counts(parse(clip.reveal()), own_scene(None), WHITE)


def test_the_command_tells_what_is_counted_what_is_true_and_that_it_is_synthetic(clip: Address) -> None:
    ran = CliRunner().invoke(app, ["bench", "counts", "synthetic:round"])
    assert ran.exit_code == 0, ran.output
    assert NOTE in ran.output
    assert "in over middle" in ran.output
    told = CliRunner().invoke(app, ["bench", "counts", "synthetic:round", "--json"])
    record = json.loads(told.stdout)
    assert record["synthetic"] is True
    assert record["lines"] == [{"name": "middle", "entered": 1, "true_entered": 1, "left": 1, "true_left": 1}]
    assert record["zones"] == [{"name": "hall", "people_mean": 1.0, "true_people_mean": 1.0}]


def test_every_key_of_the_reports_is_explained(clip: Address) -> None:
    counts = measure_counts(clip, own_scene(clip), WHITE).as_record()
    keys = {*counts, *counts["zones"][0], *counts["lines"][0]} - {"zones", "lines"} | {"zones[]", "lines[]"}
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")]
    assert [key for key in sorted(keys) if not any(f"`{key}`" in row for row in rows)] == []


def test_accuracy_on_a_synthetic_clip_takes_its_own_labels_and_says_that_it_is_synthetic(
    clip: Address,
) -> None:
    report = measure_crowd("synthetic:round", None, WHITE).as_record()
    assert report["synthetic"] is True
    assert report["recall"] > 0.9
    ran = CliRunner().invoke(app, ["bench", "crowd", "synthetic:round"])
    assert ran.exit_code == 0, ran.output
    assert NOTE in ran.output


def test_accuracy_without_labels_is_refused_where_the_source_brings_none(clip: Address) -> None:
    with pytest.raises(GroundTruthError, match=r"brings no labels; name a file of MOT text"):
        measure_crowd(clip.reveal(), None, WHITE)


def test_a_report_on_any_other_video_does_not_claim_to_be_synthetic(clip: Address, tmp_path: Path) -> None:
    report = measure_crowd(clip.reveal(), tmp_path / "round.mot.txt", WHITE)
    assert report.as_record()["synthetic"] is False
