from pathlib import Path

import pytest
from typer.testing import CliRunner

from passerby.agent.camera_job import CameraJob
from passerby.cameras.address import parse
from passerby.cli import watch
from passerby.cli.crowd import camera_names, usable_addresses
from passerby.cli.main import app
from passerby.cli.scenes import drawn_scene, own_scene
from passerby.footage import catalogue
from passerby.shapes.errors import AddressError, SceneError
from passerby.shapes.scene import Scene
from tests.support.clips import write_clip
from tests.support.synthetic import write_catalogue


@pytest.fixture
def clips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogue, "SHIPPED", write_catalogue(tmp_path))
    return tmp_path


def names(scene: Scene | None) -> list[str]:
    assert scene is not None
    return [*(zone.name for zone in scene.zones), *(line.name for line in scene.lines)]


def test_a_synthetic_clip_brings_its_own_scene(clips: Path) -> None:
    scene = own_scene(parse("synthetic:round"))
    assert names(scene) == ["hall", "middle"]
    assert str(scene.time_zone) == "Europe/Lisbon"


def test_any_other_source_brings_an_empty_one(clips: Path) -> None:
    assert names(own_scene(parse(str(clips / "round.mp4")))) == []
    assert names(own_scene(None)) == []


def test_a_clip_that_is_not_made_for_counting_brings_an_empty_one(clips: Path) -> None:
    (clips / "round.toml").unlink()
    assert names(own_scene(parse("synthetic:round"))) == []


def test_nothing_drawn_is_told_from_an_empty_drawing(tmp_path: Path) -> None:
    assert drawn_scene(None, [], []) is None
    assert names(drawn_scene(None, [], ["door: 0.2,0.5 0.8,0.5"])) == ["door"]
    empty = tmp_path / "scene.toml"
    empty.touch()
    assert names(drawn_scene(empty, [], [])) == []


def test_a_scene_is_drawn_in_one_way_only(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match="not both"):
        drawn_scene(tmp_path / "scene.toml", [], ["door: 0.2,0.5 0.8,0.5"])


def test_cameras_of_one_label_are_numbered_and_one_that_cannot_be_used_stops_no_other(clips: Path) -> None:
    clip = write_clip(clips / "clip.mp4")
    typed = ["synthetic:round", "synthetic:nowhere", str(clip), "synthetic:round"]
    assert camera_names(usable_addresses(typed)) == [
        "Test Hall, Porto (synthetic) 1",
        "source 2",
        "clip.mp4",
        "Test Hall, Porto (synthetic) 2",
    ]
    with pytest.raises(AddressError, match="nowhere"):
        usable_addresses(["synthetic:nowhere"])


def counted_in(monkeypatch: pytest.MonkeyPatch, *words: str) -> dict[str, list[str]]:
    """The names drawn in each camera's scene, as the command hands them to the watcher."""
    jobs: list[CameraJob] = []
    monkeypatch.setattr(watch, "watch", lambda wanted, *_: jobs.extend(wanted))
    ran = CliRunner().invoke(app, ["crowd", *words, "--live"])
    assert ran.exit_code == 0, ran.output
    return {job.name: names(job.scene) for job in jobs}


def test_each_camera_is_counted_in_its_own_scene(clips: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = write_clip(clips / "clip.mp4")
    assert counted_in(monkeypatch, "synthetic:round", str(clip)) == {
        "Test Hall, Porto (synthetic)": ["hall", "middle"],
        "clip.mp4": [],
    }


def test_what_the_user_draws_stands_in_place_of_what_a_clip_brings(
    clips: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = counted_in(monkeypatch, "synthetic:round", "--line", "door: 0.2,0.5 0.8,0.5")
    assert drawn == {"Test Hall, Porto (synthetic)": ["door"]}
