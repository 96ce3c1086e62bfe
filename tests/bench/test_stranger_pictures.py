"""The model of impostors against labelled pictures."""

from pathlib import Path

import numpy as np
import pytest

from passerby.bench.stranger_pictures import (
    AGREES,
    DISAGREES_HIGH,
    DISAGREES_LOW,
    distances_of_different,
    measure_pictures,
    rate_row,
)
from passerby.gate.thresholds import DLIB_IMPOSTORS
from passerby.shapes.errors import BenchError
from tests.bench.painted_people import BLUE, GREEN, NEARLY_RED, RED, SquareFinder, colour_network, paint


def unwatched(_done: int, _expected: int | None) -> None:
    """Nobody watches."""


def test_only_pictures_of_different_people_are_compared(tmp_path: Path) -> None:
    for name, colour in (("ann__1", RED), ("ann__2", NEARLY_RED), ("bo__1", GREEN), ("cy__1", BLUE)):
        paint(tmp_path / f"{name}.png", colour)
    paint(tmp_path / "group.png", RED, GREEN)
    paint(tmp_path / "nobody__1.png")
    report = measure_pictures(tmp_path, SquareFinder(), colour_network(), unwatched)
    assert (report.people, report.pictures, report.pairs) == (3, 4, 5)
    assert report.least > 0.9
    assert list(report.failures) == ["nobody__1.png"]
    assert report.as_record()["rows"][0]["pairs_within"] == 0


def test_pictures_of_one_person_are_refused(tmp_path: Path) -> None:
    paint(tmp_path / "ann__1.png", RED)
    with pytest.raises(BenchError, match="found 1"):
        measure_pictures(tmp_path, SquareFinder(), colour_network(), unwatched)


def test_distances_are_those_of_all_pairs_with_different_names() -> None:
    rows = [np.array([place, 0.0], np.float32) for place in (0.0, 1.0, 3.0)]
    assert distances_of_different(["a", "a", "b"], rows) == pytest.approx([2, 3])


@pytest.mark.parametrize(("within", "says"), [(0, AGREES), (3, AGREES), (30, DISAGREES_LOW)])
def test_many_near_pairs_are_a_disagreement_and_few_of_few_are_none(within: int, says: str) -> None:
    apart = np.array([0.5] * within + [0.9] * (300 - within))
    row = rate_row(apart, 0.6, DLIB_IMPOSTORS)
    assert (row.pairs_within, row.says) == (within, says)
    assert row.rate_low <= row.rate <= row.rate_high


def test_none_of_very_many_near_is_a_disagreement_the_other_way() -> None:
    assert rate_row(np.full(5000, 0.9), 0.6, DLIB_IMPOSTORS).says == DISAGREES_HIGH
