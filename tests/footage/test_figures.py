from pathlib import Path

import pytest

from passerby.footage.catalogue import Catalogue
from passerby.footage.figures import LineTruth, TrueFigures, true_figures
from passerby.shapes.errors import FootageError
from tests.support.synthetic import FACTS, NAME, write_facts


def figures(folder: Path, **derived: object) -> TrueFigures:
    write_facts(folder, derived=FACTS["derived"] | derived)
    return true_figures(Catalogue(folder).find(NAME))


def test_crossings_are_added_up_by_line_and_direction(tmp_path: Path) -> None:
    rows = [("a", "in"), ("b", "out"), ("a", "in"), ("a", "out")]
    crossings = [{"line": line, "person": 1, "frame": 5, "direction": way} for line, way in rows]
    assert figures(tmp_path, crossings=crossings).lines == {"a": LineTruth(2, 1), "b": LineTruth(0, 1)}


def test_the_view_and_the_zones_are_told_apart(tmp_path: Path) -> None:
    occupancy = [{"zone": "queue", "mean": 1.25, "peak": 3}, {"zone": "", "mean": 7.5, "peak": 9}]
    found = figures(tmp_path, occupancy=occupancy)
    assert (found.people_mean, found.zones) == (7.5, {"queue": 1.25})


@pytest.mark.parametrize(
    ("derived", "told"),
    [
        ({"occupancy": []}, "whole view"),
        ({"occupancy": 3}, "occupancy must be a list"),
        ({"occupancy": [{"zone": "", "mean": -1}]}, "occupancy 1: mean must be a number from 0"),
        ({"crossings": [{"line": "a", "direction": "up"}]}, "crossings 1: direction must be 'in' or 'out'"),
        ({"crossings": ["a"]}, "crossings 1 must be an object"),
    ],
)
def test_derived_facts_that_cannot_be_are_refused(
    tmp_path: Path, derived: dict[str, object], told: str
) -> None:
    with pytest.raises(FootageError, match=told):
        figures(tmp_path, **derived)


def test_a_clip_without_derived_facts_says_so(tmp_path: Path) -> None:
    write_facts(tmp_path, derived=None)
    with pytest.raises(FootageError, match="has no field 'derived'"):
        true_figures(Catalogue(tmp_path).find(NAME))
