from pathlib import Path

import pytest

from passerby.footage.catalogue import Catalogue
from passerby.shapes.errors import FootageError
from tests.support.synthetic import FACTS, NAME, write_facts


def test_a_clip_is_found_by_its_name_with_all_that_lies_beside_it(tmp_path: Path) -> None:
    write_facts(tmp_path)
    clip = Catalogue(tmp_path).find(NAME)
    assert (clip.name, clip.title, clip.site.city) == (NAME, "Round trips", "Porto")
    assert (clip.fps, clip.frames, clip.size_wh, clip.loops) == (10.0, 60, (320, 240), True)
    assert clip.seconds == 6.0
    beside = [clip.video, clip.facts, clip.truth, clip.mot]
    assert [path.name for path in beside] == ["round.mp4", "round.json", "round.truth.csv", "round.mot.txt"]
    assert {path.parent for path in beside} == {tmp_path}


def test_a_label_says_where_and_that_it_is_synthetic(tmp_path: Path) -> None:
    write_facts(tmp_path)
    assert Catalogue(tmp_path).find(NAME).label == "Test Hall, Porto (synthetic)"


def test_a_clip_without_a_place_is_labelled_by_its_title(tmp_path: Path) -> None:
    write_facts(tmp_path, site={"name": "", "city": "", "time_zone": ""})
    assert Catalogue(tmp_path).find(NAME).label == "Round trips (synthetic)"


def test_only_a_clip_that_is_made_for_counting_brings_a_scene(tmp_path: Path) -> None:
    write_facts(tmp_path)
    clip = Catalogue(tmp_path).find(NAME)
    assert clip.scene is None
    (tmp_path / "round.toml").touch()
    assert clip.scene == tmp_path / "round.toml"


def test_all_clips_are_listed_by_name(tmp_path: Path) -> None:
    write_facts(tmp_path)
    (tmp_path / "round.json").rename(tmp_path / "b.json")
    (tmp_path / "a.json").touch()
    assert Catalogue(tmp_path).names() == ("a", "b")


@pytest.mark.parametrize("name", ["other", "", "../round", "Round", "round.json", "/etc/passwd", "a" * 5000])
def test_a_name_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path, name: str) -> None:
    write_facts(tmp_path)
    with pytest.raises(FootageError, match=r"the clips are: round$"):
        Catalogue(tmp_path).find(name)


def test_an_installation_without_clips_says_so(tmp_path: Path) -> None:
    with pytest.raises(FootageError, match="none in this installation"):
        Catalogue(tmp_path).find("plaza")


@pytest.mark.parametrize("key", [key for key in FACTS if key != "derived"])
def test_a_missing_fact_is_named(tmp_path: Path, key: str) -> None:
    write_facts(tmp_path, **{key: None})
    with pytest.raises(FootageError, match=rf"round\.json has no field '{key}'"):
        Catalogue(tmp_path).find(NAME)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("clip", "another", "must be of the clip round"),
        ("synthetic", False, "must be of the clip round"),
        ("synthetic", 1, "synthetic must be true or false; got 1"),
        ("licence", "all rights reserved", "CC0-1.0"),
        ("title", "a\nb", "title must be printable"),
        ("title", 5, "title must be printable"),
        ("site", "Porto", "site must be an object"),
        ("fps", "10", "fps must be a number from 0; got '10'"),
        ("fps", float("nan"), "fps must be a number from 0"),
        ("fps", True, "fps must be a number from 0"),
        ("fps", 0, "more than 0"),
        ("frames", 10.5, "frames must be a whole number"),
        ("frames", -1, "frames must be a whole number"),
        ("width", 0, "more than 0"),
        ("loops", "yes", "loops must be true or false"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(tmp_path: Path, key: str, value: object, told: str) -> None:
    write_facts(tmp_path, **{key: value})
    with pytest.raises(FootageError, match=told):
        Catalogue(tmp_path).find(NAME)


@pytest.mark.parametrize("text", ["", "no json", "[1]", "[" * 100_000, '{"clip": "\\ud800"'])
def test_facts_that_are_no_object_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "round.json").write_text(text)
    with pytest.raises(FootageError, match=r"round\.json"):
        Catalogue(tmp_path).find(NAME)


def test_facts_of_any_size_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "round.json").write_text(" " * 4_000_001)
    with pytest.raises(FootageError, match="larger"):
        Catalogue(tmp_path).find(NAME)
