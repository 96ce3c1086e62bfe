"""Who is drawn from a seed, and what they wear."""

from pathlib import Path

import pytest

from footage.studio.bodies import morphs
from footage.studio.bodies.appearance import _CLOTHES, appearance
from footage.studio.bodies.dressing import _PLAIN_TOPS
from footage.studio.bodies.ingredients import wardrobe_folder
from footage.studio.casting.cast import SEEDS

SOME = range(240)

FREE = {
    "clothes": {
        *(f"male_casualsuit0{number}" for number in range(1, 7)),
        "male_elegantsuit01",
        "male_worksuit01",
        "female_casualsuit01",
        "female_casualsuit02",
        "female_elegantsuit01",
    },
    "shoes": {f"shoes0{number}" for number in range(1, 7)},
    "hair": {
        *(f"short0{number}" for number in range(1, 5)),
        "bob01",
        "bob02",
        "long01",
        "Braid01",
        "ponytail01",
        "afro01",
    },
    "brows": {f"eyebrow{number:03d}" for number in range(1, 13)},
    "lashes": {f"eyelashes0{number}" for number in range(1, 5)},
}
"""MakeHuman's own base set: all of the wardrobe that is CC0 1.0."""

PRINTED = {
    "male_casualsuit02",
    "male_casualsuit04",
    "male_casualsuit06",
    "female_casualsuit01",
    "female_casualsuit02",
}
"""Suits on which a logo is printed."""


@pytest.fixture
def all_morphs_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Faces are drawn as if every morph had a file, whether or not the ingredients are here."""
    monkeypatch.setattr(morphs, "morph_file", lambda name: Path(__file__))


@pytest.mark.usefixtures("all_morphs_there")
def test_the_same_seed_gives_the_same_person_and_another_seed_another() -> None:
    people = [appearance(seed) for seed in SOME]
    assert people == [appearance(seed) for seed in SOME]
    faces = {tuple(sorted(person.morphs.items())) for person in people}
    assert len(faces) == len(people)


@pytest.mark.usefixtures("all_morphs_there")
def test_only_pieces_that_are_free_are_worn() -> None:
    for seed in SOME:
        person = appearance(seed)
        assert person.clothes in FREE["clothes"]
        assert person.shoes in FREE["shoes"]
        assert person.haircut in FREE["hair"]
        assert person.brows in FREE["brows"]
        assert person.lashes in FREE["lashes"]


def test_no_suit_keeps_a_printed_logo() -> None:
    worn = {suit for suits in _CLOTHES.values() for suit in suits}
    assert worn <= FREE["clothes"]
    assert worn & PRINTED <= _PLAIN_TOPS


@pytest.mark.usefixtures("all_morphs_there")
def test_faces_stay_within_calm_limits() -> None:
    for seed in SOME:
        strengths = appearance(seed).morphs.values()
        assert all(0 <= strength <= 1 for strength in strengths)


@pytest.mark.usefixtures("all_morphs_there")
def test_the_cast_is_of_both_sexes_several_ages_and_origins() -> None:
    people = [appearance(seed) for seed in SEEDS]
    assert len(people) == 12
    assert len(set(SEEDS)) == 12
    assert 4 <= [person.sex for person in people].count("female") <= 8
    assert {person.age for person in people} == {"young", "middleage", "old"}
    assert {person.origin for person in people} == {"caucasian", "african", "asian"}


@pytest.mark.usefixtures("ingredients")
def test_everything_that_people_may_wear_is_among_the_ingredients() -> None:
    proxies, skins = wardrobe_folder() / "proxies", wardrobe_folder() / "skins"
    for seed in SOME:
        person = appearance(seed)
        assert (skins / person.skin).is_file(), person.skin
        for kind, name in (
            ("clothes", person.clothes),
            ("clothes", person.shoes),
            ("hair", person.haircut),
            ("eyebrows", person.brows),
            ("eyelashes", person.lashes),
        ):
            assert (proxies / kind / name / f"{name}.json").is_file(), name
