"""Crossings, stays and occupancy from exact truth."""

from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footage.studio.errors import ClipError
from footage.studio.truth.derive import Derived, Occupancy, Reel, derive
from footage.studio.truth.rows import Truth
from footage.studio.truth.sketch import Line, Sketch, Zone, read_sketch
from tests.footage.truths import Span, truth_of

TALL = 80.0
"""The people's height in pixels; the band around a line is 10 pixels to each side."""
REEL = Reel(width=400, height=400, fps=10, frames=60, loops=False)
LOOP = replace(REEL, loops=True)
UPWARDS = Line("door", np.array([0.5, 1.0]), np.array([0.5, 0.0]))
MIDDLE = Zone("desk", np.array([[0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75]]))
SKETCH = Sketch((MIDDLE,), (UPWARDS,))

Path2 = list[tuple[float, float]]


def walk(path: Path2, person: int = 3, first: int = 1) -> list[Span]:
    return [(first + step, person, x, y) for step, (x, y) in enumerate(path)]


def across(xs: Sequence[float], y: float = 200.0) -> Path2:
    return [(x, y) for x in xs]


def figures(rows: list[Span], reel: Reel = REEL, sketch: Sketch = SKETCH) -> Derived:
    return derive(truth_of(rows, height=TALL), sketch, reel)


def directions(derived: Derived) -> list[str]:
    return [crossing.direction for crossing in derived.crossings]


positions = st.integers(5, 395).map(float)
paths = st.lists(st.tuples(positions, positions), min_size=1, max_size=REEL.frames)
rounds = st.lists(st.tuples(positions, positions), min_size=REEL.frames, max_size=REEL.frames)


@pytest.mark.parametrize(
    ("xs", "wanted"),
    [
        ([180, 195, 205, 220], ["in"]),
        ([220, 205, 195, 180], ["out"]),
        ([180, 220, 180], ["in", "out"]),
        ([180, 220], ["in"]),
        ([180, 205, 209, 180], []),
        ([180, 205, 195, 205, 195, 205, 220], ["in"]),
        ([195, 205, 220], []),
        ([195, 205, 195], []),
        ([180, 200, 220], ["in"]),
        ([180], []),
    ],
)
def test_a_crossing_is_a_change_of_side_beyond_doubt(xs: list[float], wanted: list[str]) -> None:
    assert directions(figures(walk(across(xs)))) == wanted


def test_a_crossing_has_the_frame_of_the_last_step_over_the_line() -> None:
    crossings = figures(walk(across([180, 205, 195, 202, 208, 230]), first=11)).crossings
    assert [(crossing.line, crossing.person, crossing.frame) for crossing in crossings] == [("door", 3, 14)]


def test_who_walks_round_the_end_of_a_line_does_not_cross_it() -> None:
    short = Sketch((), (Line("door", np.array([0.5, 1.0]), np.array([0.5, 0.6])),))
    assert not figures(walk(across([180, 190, 210, 220], y=200)), sketch=short).crossings
    assert directions(figures(walk(across([180, 190, 210, 220], y=300)), sketch=short)) == ["in"]


def test_who_walks_round_the_start_of_a_line_does_not_cross_it() -> None:
    short = Sketch((), (Line("door", np.array([0.5, 0.4]), np.array([0.5, 0.0])),))
    assert not figures(walk(across([180, 190, 210, 220], y=200)), sketch=short).crossings


def test_who_leaves_the_picture_on_one_side_and_comes_back_on_the_other_crosses_nothing() -> None:
    rows = walk(across([150, 180]), first=1) + walk(across([220, 250]), first=4)
    assert not figures(rows).crossings


@given(paths)
def test_through_a_line_that_spans_the_picture_in_less_out_is_one_none_or_minus_one(path: Path2) -> None:
    found = directions(figures(walk(path)))
    assert found.count("in") - found.count("out") in (-1, 0, 1)
    assert all(one != other for one, other in pairwise(found))


@given(rounds)
def test_in_a_loop_as_many_come_in_as_go_out(path: Path2) -> None:
    found = directions(figures(walk(path), LOOP))
    assert found.count("in") == found.count("out")


@given(paths)
def test_nobody_who_only_wobbles_on_the_line_is_counted(path: Path2) -> None:
    wobbling = [(200 + (x - 200) / 25, y) for x, y in path]
    assert not figures(walk(wobbling)).crossings


@given(paths)
def test_a_line_turned_round_swaps_in_and_out(path: Path2) -> None:
    # On whole pixels a foot can stand on the line itself, which counts as its right.
    path = [(x + 0.5, y) for x, y in path]
    turned = Sketch((), (Line("door", UPWARDS.end, UPWARDS.start),))
    swapped = ["out" if direction == "in" else "in" for direction in directions(figures(walk(path)))]
    assert directions(figures(walk(path), sketch=turned)) == swapped


def turned(truth: Truth, frames: int) -> Truth:
    """The same loop, begun so many frames later."""
    later = (truth.frames - 1 + frames) % LOOP.frames + 1
    order = np.lexsort((truth.persons, later))
    arrays = {field.name: getattr(truth, field.name)[order] for field in fields(Truth)}
    return Truth(**(arrays | {"frames": later[order], "times_s": (later[order] - 1) / LOOP.fps}))


@given(
    st.lists(st.tuples(st.integers(1, LOOP.frames), st.integers(1, 3), positions, positions),
             unique_by=lambda row: row[:2], min_size=1, max_size=120),
    st.integers(0, LOOP.frames - 1),
)  # fmt: skip
def test_where_a_loop_is_cut_changes_nothing_but_the_frames(rows: list[Span], shift: int) -> None:
    truth = truth_of(rows, height=TALL)
    one, other = derive(truth, SKETCH, LOOP), derive(turned(truth, shift), SKETCH, LOOP)
    moved = [((c.frame - 1 + shift) % LOOP.frames + 1, c.person, c.direction) for c in one.crossings]
    assert sorted(moved) == [(c.frame, c.person, c.direction) for c in other.crossings]
    assert sorted((s.person, s.seconds) for s in one.stays) == sorted(
        (s.person, s.seconds) for s in other.stays
    )
    assert one.occupancy == other.occupancy


def test_a_crossing_at_the_seam_of_a_loop_counts_once_and_only_there() -> None:
    rows = walk(across([150, 170, 190]), first=58) + walk(across([210, 230, 250]), first=1)
    crossings = figures(rows, LOOP).crossings
    assert [(crossing.frame, crossing.direction) for crossing in crossings] == [(1, "in")]
    assert not figures(rows, REEL).crossings


def test_a_stay_over_the_seam_of_a_loop_is_one_stay() -> None:
    rows = walk(across([200] * 10), first=51) + walk(across([200] * 7), first=1)
    stays = figures(rows, LOOP).stays
    assert [(stay.from_frame, stay.to_frame, stay.seconds) for stay in stays] == [(51, 7, 1.7)]
    assert [stay.seconds for stay in figures(rows, REEL).stays] == [0.7, 1.0]


def test_who_is_in_a_zone_all_round_a_loop_stays_for_the_whole_of_it() -> None:
    stays = figures(walk(across([200] * 60)), LOOP).stays
    assert [(stay.from_frame, stay.to_frame, stay.seconds) for stay in stays] == [(1, 60, 6.0)]


@pytest.mark.parametrize(
    ("outside", "seconds"),
    [(0, [2.0]), (1, [2.1]), (10, [3.0]), (11, [1.0, 1.0])],
)
def test_an_absence_of_up_to_a_second_is_part_of_a_stay(outside: int, seconds: list[float]) -> None:
    path = across([200] * 10 + [20] * outside + [200] * 10)
    assert [stay.seconds for stay in figures(walk(path)).stays] == seconds


def test_a_brush_against_a_zone_is_no_stay() -> None:
    assert not figures(walk(across([200] * 4))).stays
    assert [stay.seconds for stay in figures(walk(across([200] * 5))).stays] == [0.5]


@given(paths)
def test_a_zone_that_is_the_whole_picture_holds_whoever_is_seen(path: Path2) -> None:
    everywhere = Sketch((Zone("all", np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float64)),), ())
    path = [(x, max(y, 45.0)) for x, y in path]
    view, zone = figures(walk(path), sketch=everywhere).occupancy
    assert (view.mean, view.peak) == (zone.mean, zone.peak)
    assert view.mean == pytest.approx(len(path) / REEL.frames, abs=0.0005)


@pytest.mark.parametrize(
    ("x", "y", "inside"),
    [
        (100, 200, True), (99.9, 200, False), (299.9, 200, True), (300, 200, False),
        (200, 100, True), (200, 300, False), (200, 299.9, True),
    ],
)  # fmt: skip
def test_left_and_upper_edges_belong_to_a_zone(x: float, y: float, inside: bool) -> None:
    assert (figures(walk([(x, y)])).occupancy[1].mean > 0) == inside


@pytest.mark.parametrize(("y", "visible", "inside"), [(420, 0.8, True), (420, 0.1, False), (480, 0.8, False)])
def test_a_foot_below_the_picture_stands_on_its_edge_while_the_person_is_seen(
    y: float, visible: float, inside: bool
) -> None:
    lower = Sketch((Zone("near", np.array([[0, 0.75], [1, 0.75], [1, 1], [0, 1]])),), ())
    truth = truth_of([(1, 3, 200.0, float(y))], height=TALL, visible=visible)
    assert (derive(truth, lower, REEL).occupancy[1].mean > 0) == inside


def test_a_hidden_person_is_in_a_zone_and_not_in_view() -> None:
    truth = truth_of(walk(across([200] * 60)), height=TALL, visible=0.0)
    assert derive(truth, SKETCH, REEL).occupancy == (Occupancy("", 0.0, 0), Occupancy("desk", 1.0, 1))


def test_a_number_that_holds_for_one_frame_alone_is_no_peak() -> None:
    rows = walk(across([200] * 60), person=1) + walk(across([220]), person=2, first=30)
    assert figures(rows).occupancy[0].peak == 1
    assert figures([*rows, (31, 2, 220.0, 200.0)]).occupancy[0].peak == 2


def test_a_peak_may_stand_over_the_seam_of_a_loop() -> None:
    rows = walk(across([200]), first=60) + walk(across([200]), first=1)
    assert (figures(rows, LOOP).occupancy[0].peak, figures(rows, REEL).occupancy[0].peak) == (1, 0)


def test_facts_are_plain_values_for_json() -> None:
    facts = figures(walk(across([180, *[220] * 10]))).as_facts()
    assert facts == {
        "crossings": [{"line": "door", "person": 3, "frame": 2, "direction": "in"}],
        "stays": [{"zone": "desk", "person": 3, "from_frame": 1, "to_frame": 11, "seconds": 1.1}],
        "occupancy": [
            {"zone": "", "mean": 0.183, "peak": 1},
            {"zone": "desk", "mean": 0.183, "peak": 1},
        ],
    }


def test_a_clip_without_people_has_empty_figures() -> None:
    derived = figures([])
    assert (derived.crossings, derived.stays) == ((), ())
    assert derived.occupancy == (Occupancy("", 0.0, 0), Occupancy("desk", 0.0, 0))


def test_zones_and_lines_are_read_from_a_scene_file(tmp_path: Path) -> None:
    (tmp_path / "hall.toml").write_text(
        'time_zone = "Europe/Oslo"\n[[zone]]\nname = "desk"\npoints = [[0, 0], [0.5, 0], [0, 1]]\n'
        '[[line]]\nname = "door"\nfrom = [0.5, 0.9]\nto = [0.5, 0.4]\n'
    )
    sketch = read_sketch(tmp_path / "hall.toml")
    assert [(zone.name, zone.points.tolist()) for zone in sketch.zones] == [
        ("desk", [[0, 0], [0.5, 0], [0, 1]])
    ]
    assert [(line.name, *line.start, *line.end) for line in sketch.lines] == [("door", 0.5, 0.9, 0.5, 0.4)]


@pytest.mark.parametrize(
    "text",
    [
        "[[zone]",
        '[[zone]]\nname = "desk"',
        "[[zone]]\nname = 3\npoints = [[0, 0], [1, 0], [1, 1]]",
        '[[zone]]\nname = "desk"\npoints = [[0, 0], [2, 0], [1, 1]]',
        '[[zone]]\nname = "desk"\npoints = [[0, 0, 1], [1, 1]]',
        '[[line]]\nname = "door"\nfrom = "left"\nto = [1, 1]',
        'zone = "desk"',
    ],
)
def test_a_scene_that_cannot_be_read_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "hall.toml").write_text(text)
    with pytest.raises(ClipError, match=r"hall\.toml"):
        read_sketch(tmp_path / "hall.toml")
