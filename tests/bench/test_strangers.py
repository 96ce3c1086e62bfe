"""`passerby bench strangers`: does the arithmetic of the threshold keep its promise?"""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from passerby.bench.strangers import StrangersReport, crowd_of, measure_strangers
from passerby.cli.main import app
from passerby.gate.policy import GatePolicy
from passerby.gate.thresholds import DLIB_IMPOSTORS, ImpostorModel
from passerby.shapes.errors import BenchError, PolicyError
from passerby.shapes.presentation import GateMode
from passerby.vision.registry import find_card, find_file
from tests.gate.stage import Stage

LOOSE = GatePolicy(mode=GateMode.IDENTIFY, false_accept_rate=0.02)


def measured(policy: GatePolicy = LOOSE, seed: int = 1, tries: int = 3000) -> StrangersReport:
    return measure_strangers(Stage(dimension=128), policy, passes=200, tries=tries, seed=seed)


def test_the_promise_is_kept_and_not_by_letting_nobody_in() -> None:
    report = measured()
    assert report.promised == pytest.approx(60)
    assert report.rate_low <= report.promised_rate
    assert 0 < report.false_accepts <= report.promised
    assert report.rate_low <= report.rate == report.false_accepts / 3000 <= report.rate_high


def test_one_seed_gives_one_report() -> None:
    assert measured(tries=300) == measured(tries=300)
    assert measured(tries=3000, seed=2).false_accepts != measured(tries=3000, seed=5).false_accepts


def test_a_stricter_choice_lets_fewer_in() -> None:
    strict = measured(GatePolicy(mode=GateMode.IDENTIFY, false_accept_rate=1e-4))
    assert strict.false_accepts < measured().false_accepts
    assert strict.threshold < measured(tries=10).threshold


def test_frames_and_templates_of_two_people_are_as_far_apart_as_the_model_says() -> None:
    crowd = crowd_of(Stage(dimension=128))
    rng = np.random.default_rng(0)
    sides = (
        np.hypot(crowd.person_in_pass, crowd.template) * rng.standard_normal((20_000, crowd.dimensions)),
        np.hypot(crowd.person_at_gate, crowd.frame) * rng.standard_normal((20_000, crowd.dimensions)),
    )
    apart = np.linalg.norm(sides[0] - sides[1], axis=1)
    for rate in (0.01, 0.5, 0.99):
        assert DLIB_IMPOSTORS.false_match_rate(np.quantile(apart, rate)) == pytest.approx(rate, abs=0.012)


def test_a_network_whose_strangers_were_not_measured_is_refused() -> None:
    with pytest.raises((BenchError, PolicyError), match="dlib-resnet"):
        measure_strangers(Stage(impostors=ImpostorModel(0.15, 12.0, measured=False)), LOOSE, 10, 10)


def test_the_command_prints_its_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if find_file(find_card("dlib-resnet"), tmp_path) is None:
        pytest.skip("the package face_recognition_models is not installed")
    monkeypatch.setenv("PASSERBY_MODELS", str(tmp_path))
    asked = ["bench", "strangers", "--passes", "50", "--tries", "200", "--false-accepts", "0.01"]
    told = CliRunner().invoke(app, [*asked, "--json"])
    record = json.loads(told.stdout)
    assert (record["passes"], record["tries"], record["promised"], record["synthetic"]) == (
        50,
        200,
        2.0,
        True,
    )
    table = CliRunner().invoke(app, asked).stdout
    assert "promised rate" in table
    assert "Simulated people" in table
