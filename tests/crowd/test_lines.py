from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd.attendance import Attendance
from passerby.crowd.lines import BAND, LineCounter
from passerby.crowd.standing import stand
from passerby.shapes.scene import Line
from tests.crowd.walkers import SIZE_WH, TALL, tracks_at

Place = tuple[float, float] | None

# Upwards through the middle of the picture: right of it is x > 0.5, so walking right is coming in.
DOOR = Line("door", np.array([0.5, 0.8]), np.array([0.5, 0.2]))
BAND_WIDTH = BAND * TALL / SIZE_WH[0]


def _count(line: Line, paths: Sequence[Sequence[Place]], hidden: Sequence[set[int]] = ()) -> tuple[int, int]:
    """How many came in and went out, of people each of whom walks a path, one place (or none) a frame."""
    counter, attendance = LineCounter([line]), Attendance(3.0)
    entered = left = 0
    for frame in range(max(map(len, paths))):
        here = [(track, path[frame]) for track, path in enumerate(paths) if frame < len(path) and path[frame]]
        tracks = tracks_at(
            frame / 10,
            [place for _, place in here if place is not None],
            ids=[track + 1 for track, _ in here],
            observed=[not hidden or frame not in hidden[track] for track, _ in here],
        )
        crossings = counter.update(stand(tracks, SIZE_WH), attendance.update(tracks.ids, tracks.captured_at))
        entered += int(crossings.entered[0])
        left += int(crossings.left[0])
    return entered, left


def _along(*xs: float | None, y: float = 0.5) -> list[Place]:
    return [None if x is None else (x, y) for x in xs]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (_along(0.3, 0.4, 0.45, 0.55, 0.6), (1, 0)),
        (_along(0.6, 0.55, 0.45, 0.4), (0, 1)),
        (_along(0.3, 0.7), (1, 0)),
        (_along(0.4, 0.6, 0.4, 0.6), (2, 1)),
        (_along(0.4, 0.495, 0.505, 0.495, 0.505, 0.4), (0, 0)),
        (_along(0.505, 0.52, 0.6), (0, 0)),
        (_along(0.495, 0.505, 0.6, 0.4), (0, 1)),
        (_along(0.45, 0.499, 0.5, 0.501), (0, 0)),
        (_along(0.45, 0.5, 0.55), (1, 0)),
        (_along(0.45, *[None] * 20, 0.55), (1, 0)),
        (_along(0.45, *[None] * 40, 0.55), (0, 0)),
        (_along(0.4, 0.6, y=0.1), (0, 0)),
        (_along(0.4, 0.6, y=0.9), (0, 0)),
        ([(0.4, 0.5), (0.4, 0.1), (0.6, 0.1), (0.6, 0.5)], (0, 0)),
        ([(0.4, 0.5), (0.4, 0.1), (0.6, 0.1), (0.6, 0.5), (0.4, 0.5)], (0, 1)),
        ([(0.48, 0.25), (0.505, 0.15), (0.48, 0.15), (0.505, 0.3), (0.52, 0.3)], (1, 0)),
    ],
    ids=[
        "in",
        "out",
        "in one stride",
        "to and fro",
        "turned back in the band",
        "first seen in the band",
        "first seen in the band, then out",
        "stopped on the line",
        "a foot exactly on the line",
        "lost, and found on the other side",
        "forgotten, and another on the other side",
        "past the upper end",
        "past the lower end",
        "round the end",
        "round the end, and back through",
        "through, after trembling past the end",
    ],
)
def test_a_crossing_is_counted_once(path: list[Place], expected: tuple[int, int]) -> None:
    assert _count(DOOR, [path]) == expected


def test_a_hidden_person_is_counted_when_seen_again() -> None:
    path = _along(0.4, 0.45, 0.55, 0.6, 0.65)
    assert _count(DOOR, [path[:-1]], hidden=[{1, 2, 3}]) == (0, 0)
    assert _count(DOOR, [path], hidden=[{1, 2, 3}]) == (1, 0)


def test_a_guessed_way_over_the_line_and_back_counts_nothing() -> None:
    assert _count(DOOR, [_along(0.4, 0.6, 0.7, 0.4, 0.4)], hidden=[{1, 2}]) == (0, 0)


def test_an_id_that_changes_on_the_line_is_not_counted_twice() -> None:
    before, after = _along(0.4, 0.45, 0.49, None, None), _along(None, None, None, 0.51, 0.6)
    assert _count(DOOR, [before, after]) == (0, 0)
    late_before, late_after = _along(0.4, 0.45, 0.55, None), _along(None, None, None, 0.6)
    assert _count(DOOR, [late_before, late_after]) == (1, 0)


def test_somebody_who_stands_on_the_line_and_trembles_is_not_counted() -> None:
    rng = np.random.default_rng(4)
    trembling = 0.5 + rng.normal(0, 0.03 * TALL / SIZE_WH[0], 5000)
    assert _count(DOOR, [_along(0.4, *trembling, 0.4)]) == (0, 0)


def test_the_band_grows_with_the_person() -> None:
    path = _along(0.4, 0.515, 0.4)
    assert _count(DOOR, [path]) == (1, 1)
    near = LineCounter([DOOR])
    attendance = Attendance(3.0)
    for frame, place in enumerate(path):
        assert place is not None
        tracks = tracks_at(frame / 10, [place])
        tracks.boxes_xyxy[:, 1] -= TALL
        crossings = near.update(stand(tracks, SIZE_WH), attendance.update(tracks.ids, tracks.captured_at))
        assert crossings.entered.tolist() == [0]


def test_the_band_is_as_wide_on_a_wide_picture() -> None:
    # On a picture 2000 pixels wide the line stands at pixel 1000, and the band is 12.5 pixels to each side.
    counter, attendance, entered = LineCounter([DOOR]), Attendance(3.0), []
    for frame, x in enumerate([950, 1010, 990, 1014]):
        tracks = tracks_at(frame / 10, [(x / SIZE_WH[0], 0.5)])
        turnout = attendance.update(tracks.ids, tracks.captured_at)
        entered += counter.update(stand(tracks, (2000, 1000)), turnout).entered.tolist()
    assert entered == [0, 0, 0, 1]


def test_a_change_of_resolution_is_no_crossing() -> None:
    counter, attendance = LineCounter([DOOR]), Attendance(3.0)
    for frame, scale in enumerate([1.0, 0.25, 2.0]):
        tracks = tracks_at(frame / 10, [(0.4, 0.5)])
        tracks.boxes_xyxy[:] *= scale
        size_wh = (int(SIZE_WH[0] * scale), int(SIZE_WH[1] * scale))
        crossings = counter.update(stand(tracks, size_wh), attendance.update(tracks.ids, tracks.captured_at))
        assert crossings.entered.tolist() == crossings.left.tolist() == [0]


@given(
    st.lists(st.sampled_from([-1, 1]), min_size=1, max_size=6),
    st.lists(st.floats(-BAND_WIDTH * 0.99, BAND_WIDTH * 0.99), min_size=1, max_size=40),
)
def test_whatever_the_tremble_the_count_is_the_truth(sides: list[int], trembles: list[float]) -> None:
    """Somebody walks from one side to the next; sides that repeat are a walk to the line and back."""
    xs = [0.5 + sides[0] * 0.1]
    for before, side in pairwise(sides):
        near = 0.5 - 0.0001 * side if before != side else 0.5 + side * 2.1 * BAND_WIDTH
        xs += [*np.linspace(xs[-1], near, 6), *np.linspace(near, 0.5 + side * 0.1, 6)]
    trembling = [x + trembles[index % len(trembles)] for index, x in enumerate(xs)]
    truth_in = sum(before < side for before, side in pairwise(sides))
    truth_out = sum(before > side for before, side in pairwise(sides))
    assert _count(DOOR, [_along(*trembling)]) == (truth_in, truth_out)


PLACES = st.tuples(st.integers(0, 100).map(lambda n: n / 100), st.integers(0, 100).map(lambda n: n / 100))
PATHS = st.lists(st.one_of(PLACES, st.none()), min_size=1, max_size=25)


@given(PATHS)
def test_turning_the_line_round_swaps_in_and_out(path: list[Place]) -> None:
    turned = Line("door", DOOR.end, DOOR.start)
    assert _count(turned, [path]) == _count(DOOR, [path])[::-1]


@given(PATHS)
def test_a_mirrored_picture_swaps_in_and_out(path: list[Place]) -> None:
    mirrored: list[Place] = [None if place is None else (1 - place[0], place[1]) for place in path]
    assert _count(DOOR, [mirrored]) == _count(DOOR, [path])[::-1]


@given(st.lists(PATHS, min_size=1, max_size=5))
def test_people_are_counted_together_as_they_are_alone(paths: list[list[Place]]) -> None:
    alone = [_count(DOOR, [path]) for path in paths]
    assert _count(DOOR, paths) == (sum(entered for entered, _ in alone), sum(left for _, left in alone))


@given(st.lists(PLACES, min_size=1, max_size=40))
def test_in_minus_out_is_where_everybody_ended_less_where_they_began(path: list[tuple[float, float]]) -> None:
    whole = Line("whole", np.array([0.5, 1.0]), np.array([0.5, 0.0]))
    entered, left = _count(whole, [path])
    beyond = [x > 0.5 for x, _ in path if abs(x - 0.5) > BAND_WIDTH]
    assert entered - left == (int(beyond[-1]) - int(beyond[0]) if beyond else 0)


def test_a_scene_without_lines_counts_none() -> None:
    tracks = tracks_at(0.0, [(0.5, 0.5)])
    crossings = LineCounter([]).update(stand(tracks, SIZE_WH), Attendance(3.0).update(tracks.ids, 0.0))
    assert crossings.entered.shape == crossings.left.shape == (0,)
