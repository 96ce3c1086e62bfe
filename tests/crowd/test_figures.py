from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd.figures import SceneFigures
from passerby.events.window_record import to_record
from passerby.shapes.scene import Calibration, Line, Scene, Zone
from passerby.shapes.tracks import Tracks
from passerby.shapes.window import Window
from tests.crowd.walkers import SIZE_WH, tracks_at

HALL = Zone("hall", np.array([[0, 0.5], [1, 0.5], [1, 1], [0, 1]]))
LEFT = Zone("left", np.array([[0, 0], [0.5, 0], [0.5, 1], [0, 1]]))
DOOR = Line("door", np.array([0.5, 1.0]), np.array([0.5, 0.0]))
SCENE = Scene(zones=(HALL, LEFT), lines=(DOOR,))
NOBODY: list[tuple[float, float]] = []


def _figures(scene: Scene = SCENE, window_s: float = 10.0) -> SceneFigures:
    return SceneFigures(scene, camera="east", detector_name="test", window_s=window_s)


def _run(figures: SceneFigures, frames: list[Tracks]) -> list[Window]:
    """All windows of the frames, to the last."""
    windows = [window for tracks in frames for window in figures.update(tracks, SIZE_WH)]
    last = figures.close()
    return windows if last is None else [*windows, last]


def _standing(seconds: float, start: float = 0.0, fps: float = 10.0, people: int = 1) -> list[Tracks]:
    return [
        tracks_at(start + frame / fps, [(0.2 + 0.1 * n, 0.7) for n in range(people)])
        for frame in range(round(seconds * fps))
    ]


def test_windows_start_at_whole_multiples_of_their_length() -> None:
    windows = _run(_figures(), _standing(25, start=1_700_000_003.0))
    assert [window.started_at % 10 for window in windows] == [0, 0, 0]
    assert [window.ended_at - window.started_at for window in windows] == [10, 10, 10]
    assert [window.observed_s for window in windows] == pytest.approx([7, 10, 7.9], abs=1e-5)
    assert [window.frames for window in windows] == [70, 100, 80]
    assert all(window.final for window in windows)


def test_a_window_says_what_counted_and_where() -> None:
    (window,) = _run(_figures(), _standing(5))
    assert (window.camera, window.detector) == ("east", "test")
    assert [zone.name for zone in window.zones] == ["hall", "left"]
    assert [line.name for line in window.lines] == ["door"]


def test_occupancy_is_weighted_by_time_not_by_frames() -> None:
    slow = [tracks_at(at, [(0.2, 0.7)]) for at in (0.0, 1.0, 2.0, 3.0, 4.0)]
    fast = [tracks_at(5 + frame / 20, NOBODY) for frame in range(101)]
    (*_, window) = _run(_figures(), [*slow, *fast][:-1])
    assert window.people_mean == pytest.approx(5 / 9.95)
    assert window.zones[0].people_mean == pytest.approx(5 / 9.95)
    assert (window.people_peak, window.people_now) == (1, 0)


def test_a_gap_is_not_observed_and_not_counted() -> None:
    frames = [*_standing(3, people=2), *_standing(2, start=7.0, people=1)]
    (window,) = _run(_figures(), frames)
    assert window.observed_s == pytest.approx(2.9 + 1.9)
    assert window.people_mean == pytest.approx((2 * 2.9 + 1.9) / 4.8)


def test_a_silent_span_has_no_window() -> None:
    figures = _figures()
    windows = _run(figures, [*_standing(5), *_standing(5, start=42.0)])
    assert [window.started_at for window in windows] == [0, 40]
    assert [window.observed_s for window in windows] == pytest.approx([4.9, 4.9])


def test_a_camera_slower_than_the_window_still_has_every_window() -> None:
    windows = _run(_figures(), [tracks_at(15.0 * frame, [(0.2, 0.7)]) for frame in range(6)])
    assert [window.started_at for window in windows] == [0, 10, 30, 40, 50, 60, 70]
    assert [window.frames for window in windows] == [1, 1, 1, 1, 0, 1, 1]
    assert [window.people_mean for window in windows] == [1.0] * 7


def test_a_single_picture_is_counted() -> None:
    (window,) = _run(_figures(), [tracks_at(3.0, [(0.2, 0.7), (0.8, 0.2)])])
    assert (window.frames, window.observed_s) == (1, 0)
    assert (window.people_now, window.people_mean, window.people_peak) == (2, 2.0, 2)
    assert [zone.people_mean for zone in window.zones] == [1.0, 1.0]
    assert window.density.sum() == 2


def test_no_picture_no_window() -> None:
    assert _figures().close() is None
    assert _figures().current() is None


def test_drops_and_skips_are_counted_where_they_happened() -> None:
    figures = _figures()
    windows: list[Window] = []
    for frame, tracks in enumerate(_standing(15, fps=1)):
        windows += figures.update(tracks, SIZE_WH, dropped_so_far=3 + 2 * frame, skipped=frame % 2 == 1)
    last = figures.close()
    assert last is not None
    assert [window.dropped for window in (*windows, last)] == [3 + 9 * 2, 10]
    assert [window.skipped for window in (*windows, last)] == [5, 2]


def test_a_drop_count_that_starts_again_is_no_negative_drop() -> None:
    figures = _figures()
    for tracks, dropped in zip(_standing(4, fps=1), [5, 6, 2, 3], strict=True):
        figures.update(tracks, SIZE_WH, dropped_so_far=dropped)
    last = figures.close()
    assert last is not None
    assert last.dropped == 9


@pytest.mark.parametrize("captured_at", [1.0, 0.5, float("nan"), float("inf")])
def test_a_frame_that_is_not_later_is_refused_and_spoils_nothing(captured_at: float) -> None:
    figures = _figures()
    figures.update(tracks_at(1.0, [(0.2, 0.7)]), SIZE_WH)
    with pytest.raises(ValueError, match="in order of time"):
        figures.update(tracks_at(captured_at, [(0.2, 0.7)]), SIZE_WH)
    figures.update(tracks_at(1.5, [(0.2, 0.7)]), SIZE_WH)
    window = figures.close()
    assert window is not None
    assert (window.frames, window.observed_s) == (2, 0.5)


@pytest.mark.parametrize("window_s", [0.0, -1.0, 0.5, 3601.0, float("nan")])
def test_a_window_of_no_sensible_length_is_refused(window_s: float) -> None:
    with pytest.raises(ValueError, match="from 1 to 3600 seconds"):
        _figures(window_s=window_s)


def test_looking_at_the_window_so_far_changes_nothing() -> None:
    watched, unwatched = _figures(), _figures()
    ends = []
    for tracks in _standing(25):
        windows = watched.update(tracks, SIZE_WH)
        so_far = watched.current()
        assert so_far is not None
        assert not so_far.final
        ends += windows
    for window, same in zip(ends, _run(unwatched, _standing(25)), strict=False):
        assert to_record(window) == to_record(same)


def test_after_the_end_counting_starts_anew() -> None:
    figures = _figures()
    first = _run(figures, _standing(5))
    again = _run(figures, _standing(5, start=1.0))
    assert [window.frames for window in (*first, *again)] == [50, 50]


def test_people_who_cross_are_balanced_against_people_who_are_seen() -> None:
    walk = [tracks_at(frame / 10, [(0.1 + 0.8 * frame / 150, 0.7)]) for frame in range(150)]
    first, second = _run(_figures(replace(SCENE, presence_zone="left")), walk)
    assert [(line.entered, line.left) for line in (*first.lines, *second.lines)] == [(1, 0), (0, 0)]
    assert first.balance is not None
    assert second.balance is not None
    assert first.balance.seen == pytest.approx(first.zones[1].people_mean)
    assert second.balance.by_lines == first.balance.by_lines
    assert second.balance.difference == pytest.approx(second.balance.by_lines - second.zones[1].people_mean)


def test_without_lines_there_is_no_balance() -> None:
    (window,) = _run(_figures(Scene(zones=(HALL,))), _standing(5))
    assert window.balance is None


def test_without_calibration_there_is_no_figure_in_metres() -> None:
    (window,) = _run(_figures(), _standing(5))
    assert window.zones[0].people_per_m2 is None
    assert window.flow.speed_m_s is None


def test_with_calibration_people_are_told_per_square_metre() -> None:
    square = np.array([[0.0, 0.0], [1, 0], [1, 1], [0, 1]])
    scene = replace(SCENE, calibration=Calibration(square, square * (10, 8)))
    (window,) = _run(_figures(scene), _standing(5, people=2))
    assert window.zones[0].people_per_m2 == pytest.approx(2 / 40)


def test_dwell_is_told_in_the_window_in_which_the_stay_ended() -> None:
    frames = [*_standing(12), *[tracks_at(12 + frame / 10, NOBODY) for frame in range(60)]]
    first, second = _run(_figures(), frames)
    assert first.zones[0].dwell.current_max_s == pytest.approx(10.0)
    assert sum(first.zones[0].dwell.ended) == 0
    assert second.zones[0].dwell.ended_max_s == pytest.approx(12.0)
    assert second.zones[0].dwell.ended == (0, 0, 1, 0, 0, 0, 0, 0, 0, 0)
    assert second.zones[0].dwell.current_max_s == 0


def _leaves(value: object) -> Iterator[object]:
    """Every plain value anywhere in a window."""
    if is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _leaves(getattr(value, each.name))
    elif isinstance(value, np.ndarray):
        yield from value.ravel().tolist()
    elif isinstance(value, Mapping):
        yield from _leaves(list(value.items()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _leaves(each)
    else:
        yield value


def test_no_track_id_is_anywhere_in_a_window() -> None:
    ids = [7_000_000_000_000_000_001, 7_000_000_000_000_000_002, 7_000_000_000_000_000_003]
    walk = [
        tracks_at(frame / 10, [(0.1 + frame / 200, 0.7), (0.9 - frame / 200, 0.2), (0.5, 0.6)], ids=ids)
        for frame in range(150)
    ]
    figures = _figures()
    windows = _run(figures, walk)
    told = [leaf for window in windows for leaf in (*_leaves(window), *_leaves(to_record(window)))]
    assert len(told) > 1000
    assert not set(ids) & {leaf for leaf in told if isinstance(leaf, int | float)}
    assert not [leaf for leaf in told if isinstance(leaf, str) and any(str(track) in leaf for track in ids)]


def _kept(value: object, depth: int = 6) -> Iterator[object]:
    """Everything reachable from an object's attributes, arrays taken apart."""
    if depth == 0:
        return
    if isinstance(value, np.ndarray):
        yield from value.ravel().tolist()
    elif isinstance(value, Mapping):
        yield from _kept([*value.keys(), *value.values()], depth - 1)
    elif isinstance(value, list | tuple | deque):
        for each in value:
            yield from _kept(each, depth - 1)
    elif hasattr(value, "__dict__"):
        for each in vars(value).values():
            yield from _kept(each, depth - 1)
    elif isinstance(value, int | float):
        yield value


def test_a_track_is_forgotten_after_its_death() -> None:
    figures = _figures()
    track = 7_000_000_000_000_000_001
    for frame in range(20):
        figures.update(tracks_at(frame / 10, [(0.1 + frame / 30, 0.7)], ids=[track]), SIZE_WH)
    assert track in set(_kept(figures))
    for frame in range(20, 60):
        figures.update(tracks_at(frame / 10, NOBODY), SIZE_WH)
    assert track not in set(_kept(figures))


PLACE = st.tuples(st.floats(-0.1, 1.1), st.floats(-0.1, 1.1))
FRAMES = st.lists(
    st.tuples(st.floats(0.01, 1.6), st.dictionaries(st.integers(1, 5), PLACE, max_size=5)),
    min_size=1,
    max_size=40,
)


def _tracks(frames: list[tuple[float, dict[int, tuple[float, float]]]]) -> list[Tracks]:
    times = 100.0 + np.cumsum([later_s for later_s, _ in frames])
    return [
        tracks_at(float(at), list(people.values()), ids=list(people))
        for at, (_, people) in zip(times, frames, strict=True)
    ]


@given(FRAMES)
def test_what_a_window_tells_agrees_with_itself(
    frames: list[tuple[float, dict[int, tuple[float, float]]]],
) -> None:
    windows = _run(_figures(window_s=5.0), _tracks(frames))
    assert sum(window.frames for window in windows) == len(frames)
    for window in windows:
        assert window.density.sum() == pytest.approx(window.people_mean, abs=1e-4)
        assert 0 <= window.observed_s <= 5.0 + 1e-9
        assert 0 <= window.people_mean < window.people_peak + 1
        walked_s = sum(window.flow.moving_s) + window.flow.still_s
        assert walked_s <= window.people_mean * window.observed_s + 1e-6
        for zone in window.zones:
            assert 0 <= zone.people_mean <= window.people_mean + 1e-9
            assert zone.people_peak <= window.people_peak


@given(FRAMES)
def test_the_length_of_the_window_changes_no_sum(
    frames: list[tuple[float, dict[int, tuple[float, float]]]],
) -> None:
    def sums(window_s: float) -> list[float]:
        windows = _run(_figures(window_s=window_s), _tracks(frames))
        return [
            sum(window.observed_s for window in windows),
            sum(window.people_mean * window.observed_s for window in windows),
            sum(window.lines[0].entered for window in windows),
            sum(window.lines[0].left for window in windows),
            sum(sum(zone.dwell.ended) for window in windows for zone in window.zones),
            sum(sum(window.flow.moving_s) for window in windows),
            sum(window.flow.still_s for window in windows),
        ]

    assert sums(3.0) == pytest.approx(sums(60.0), abs=1e-6)
