"""Ground truth as arrays and as text."""

from dataclasses import fields
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footage.studio.errors import TruthError
from footage.studio.truth.rows import (
    COLUMNS,
    Truth,
    joined,
    mot_text,
    parse_truth,
    read_truth,
    seen,
    truth_text,
    write_truth,
)
from tests.footage.truths import truth_of

WIDTH, HEIGHT = 640, 480
GOOD = "1,0.000,3,10,20,50,120,1,25,20,35,34,26,22,34,33,0.9,30,120,1.5,4"
pixel = st.integers(-200_000, 200_000).map(lambda hundredths: hundredths / 100)
rows = st.lists(
    st.tuples(st.integers(1, 20), st.integers(1, 12), pixel, pixel),
    unique_by=lambda row: row[:2],
    max_size=30,
)


def equal(one: Truth, other: Truth, within: float) -> bool:
    return all(
        np.allclose(getattr(one, field.name), getattr(other, field.name), rtol=0, atol=within)
        for field in fields(Truth)
    )


def text_with(column: str, value: str) -> list[str]:
    cells = GOOD.split(",")
    cells[COLUMNS.index(column)] = value
    return [",".join(COLUMNS), ",".join(cells)]


@given(rows)
def test_what_is_written_is_read_back_to_half_a_hundredth(drawn: list[tuple[int, int, float, float]]) -> None:
    truth = truth_of(drawn)
    again = parse_truth(truth_text(truth).splitlines(), "walk.truth.csv")
    assert equal(truth, again, 0.00501)
    assert truth_text(again) == truth_text(truth)


@given(rows, st.randoms())
def test_truth_joined_from_its_frames_in_any_order_is_the_truth(
    drawn: list[tuple[int, int, float, float]], random: Random
) -> None:
    truth = truth_of(drawn)
    parts = [truth.where(truth.frames == frame) for frame in np.unique(truth.frames)]
    random.shuffle(parts)
    assert equal(joined(parts), truth, 0)


def test_the_file_on_disk_is_the_text(tmp_path: Path) -> None:
    truth = truth_of([(1, 3, 30.0, 200.0), (2, 3, 31.5, 200.0)])
    write_truth(truth, tmp_path / "walk.truth.csv")
    assert (tmp_path / "walk.truth.csv").read_bytes() == truth_text(truth).encode()
    assert equal(read_truth(tmp_path / "walk.truth.csv"), truth, 0.00501)


@pytest.mark.parametrize(
    ("column", "value", "wanted"),
    [
        ("frame", "1.0", "column frame: wanted a whole number; got '1.0'"),
        ("frame", "0", "column frame: wanted 1 or more; got 0"),
        ("person", "Ann", "column person: wanted a whole number; got 'Ann'"),
        ("person", "0", "column person: wanted 1 or more"),
        ("time_s", "-1", "column time_s: wanted 0 or more; got -1"),
        ("visible", "1.2", "column visible: wanted 0 to 1; got 1.2"),
        ("facing", "-1.5", "column facing: wanted -1 to 1; got -1.5"),
        ("left", "", "column left: wanted a number; got ''"),
        ("foot_x", "nan", "column foot_x: wanted a finite number; got nan"),
        ("ground_y_m", "inf", "column ground_y_m: wanted a finite number"),
        ("right", "10", "column right: wanted more than left; got 10"),
        ("bottom", "19", "column bottom: wanted more than top; got 19"),
        ("head_right", "25", "column head_right: wanted more than head_left"),
        ("face_bottom", "1", "column face_bottom: wanted more than face_top"),
    ],
)
def test_a_wrong_value_is_named_with_file_line_and_column(column: str, value: str, wanted: str) -> None:
    with pytest.raises(TruthError) as refused:
        parse_truth(text_with(column, value), "walk.truth.csv")
    assert "walk.truth.csv, line 2, " in str(refused.value)
    assert wanted in str(refused.value)


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ([], "line 1: wanted the header"),
        (["frame,person"], "line 1: wanted the header"),
        ([",".join(COLUMNS), "1,0,3"], "line 2: wanted 21 values; got 3"),
        ([",".join(COLUMNS), ""], "line 2: wanted 21 values; got 1"),
        ([",".join(COLUMNS), GOOD, GOOD], "row 2 has frame 1, person 3 after frame 1, person 3"),
        ([",".join(COLUMNS), "2" + GOOD[1:], GOOD], "row 2 has frame 1, person 3 after frame 2, person 3"),
    ],
)
def test_a_file_of_another_form_is_refused(lines: list[str], wanted: str) -> None:
    with pytest.raises(TruthError, match=r"^walk\.truth\.csv") as refused:
        parse_truth(lines, "walk.truth.csv")
    assert wanted in str(refused.value)


def test_a_file_that_is_not_there_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(TruthError, match=r"walk\.truth\.csv cannot be read"):
        read_truth(tmp_path / "walk.truth.csv")


def test_arrays_of_different_lengths_are_refused() -> None:
    truth = truth_of([(1, 3, 30.0, 200.0)])
    parts = {field.name: getattr(truth, field.name) for field in fields(Truth)}
    with pytest.raises(TruthError, match=r"visible must have the shape \(1,\); got \(2,\)"):
        Truth(**(parts | {"visible": np.ones(2)}))


def test_a_clip_without_people_is_a_header() -> None:
    nobody = joined([])
    assert len(nobody) == 0
    assert truth_text(nobody) == ",".join(COLUMNS) + "\n"
    assert len(parse_truth(truth_text(nobody).splitlines(), "empty.truth.csv")) == 0


@pytest.mark.parametrize(
    ("x", "y", "visible", "counts"),
    [
        (300, 200, 1, True),
        (300, 200, 0.25, True),
        (300, 200, 0.24, False),
        (0, 200, 1, True),
        (-0.1, 200, 1, False),
        (640, 200, 1, False),
        (300, 50, 1, True),
        (300, 49, 1, False),
        (300, 530, 0.13, True),
        (300, 530, 0.12, False),
        (300, 570, 0.1, False),
    ],
)
def test_someone_is_seen_from_a_quarter_up_with_their_middle_or_close_up_their_head_in_the_picture(
    x: float, y: float, visible: float, counts: bool
) -> None:
    truth = truth_of([(1, 3, x, y)], visible=visible)
    assert seen(truth, WIDTH, HEIGHT).tolist() == [counts]
    assert (mot_text(truth, WIDTH, HEIGHT) != "") == counts


def test_mot_has_left_top_width_and_height_with_two_decimals() -> None:
    truth = truth_of([(1, 3, 30.0, 200.0), (2, 3, 31.257, 200.0)])
    assert mot_text(truth, WIDTH, HEIGHT) == (
        "1,3,10.00,100.00,40.00,100.00,1,-1,-1,-1\n2,3,11.26,100.00,40.00,100.00,1,-1,-1,-1\n"
    )
