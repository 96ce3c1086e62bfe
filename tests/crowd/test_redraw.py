"""A scene that is drawn anew while people are counted: nothing is lost, nothing counts twice."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerby.crowd.figures import CLOCK_SET_BACK_S, SceneFigures
from passerby.shapes.scene import Line, Scene, Zone
from passerby.shapes.tracks import Tracks
from passerby.shapes.window import Window
from tests.crowd.walkers import SIZE_WH, tracks_at

QUEUE = Zone("queue", np.array([[0, 0.5], [1, 0.5], [1, 1], [0, 1]]))
SHOP = Zone("shop", np.array([[0, 0], [0.5, 0], [0.5, 1], [0, 1]]))
DOOR = Line("door", np.array([0.5, 1.0]), np.array([0.5, 0.0]))
GATE = Line("gate", np.array([0.8, 1.0]), np.array([0.8, 0.0]))
BEFORE = Scene(zones=(QUEUE,), lines=(DOOR,))
AFTER = Scene(zones=(SHOP, QUEUE), lines=(GATE, DOOR))
FPS = 10


def _figures(scene: Scene = BEFORE, *, not_before: float = 0.0) -> SceneFigures:
    return SceneFigures(scene, "east", "test", 10.0, not_before=not_before)


def _walk(seconds: float, way: tuple[float, float] = (0.2, 0.9)) -> list[Tracks]:
    """One person walks to and fro between two places, a way in five seconds; another stands."""
    middle, reach = sum(way) / 2, (way[1] - way[0]) / 2
    return [
        tracks_at(frame / FPS, [(middle - reach * np.cos(frame / FPS / 5 * np.pi), 0.7), (0.1, 0.7)])
        for frame in range(round(seconds * FPS))
    ]


def _count(figures: SceneFigures, frames: list[Tracks], scenes: dict[int, Scene]) -> list[Window]:
    windows = []
    for number, tracks in enumerate(frames):
        if number in scenes:
            figures.redraw(scenes[number])
        windows += figures.update(tracks, SIZE_WH)
    last = figures.close(cut=True)
    return windows if last is None else [*windows, last]


def _crossings(windows: list[Window]) -> tuple[int, int]:
    lines = [line for window in windows for line in window.lines if line.name == "door"]
    return sum(line.entered for line in lines), sum(line.left for line in lines)


def _check_adjoining(windows: list[Window]) -> None:
    for earlier, later in pairwise(windows):
        assert earlier.ended_at <= later.started_at


def test_the_window_in_progress_ends_at_the_next_picture_and_another_begins_there() -> None:
    windows = _count(_figures(), _walk(8), {33: AFTER})
    assert [(w.started_at, w.ended_at) for w in windows] == [(0, 3.3), (3.3, pytest.approx(7.9))]
    assert [w.observed_s for w in windows] == pytest.approx([3.3, 4.6])
    assert [w.frames for w in windows] == [33, 47]
    assert [zone.name for zone in windows[0].zones] == ["queue"]
    assert [zone.name for zone in windows[1].zones] == ["shop", "queue"]


@settings(max_examples=15)
@given(cuts=st.sets(st.integers(0, 238), max_size=6))
def test_whenever_scenes_change_time_people_and_crossings_add_up_as_if_they_had_not(cuts: set[int]) -> None:
    frames = _walk(24)
    scenes = {cut: AFTER if place % 2 == 0 else BEFORE for place, cut in enumerate(sorted(cuts))}
    plain, redrawn = _count(_figures(), frames, {}), _count(_figures(), frames, scenes)
    _check_adjoining(redrawn)
    assert _crossings(redrawn) == _crossings(plain)
    for figure in ("frames", "observed_s"):
        assert sum(getattr(w, figure) for w in redrawn) == pytest.approx(
            sum(getattr(w, figure) for w in plain)
        )
    people_s = [sum(w.people_mean * w.observed_s for w in ws) for ws in (plain, redrawn)]
    assert people_s[1] == pytest.approx(people_s[0])


def test_a_stay_goes_on_in_a_zone_that_keeps_its_name_and_begins_in_a_new_one() -> None:
    windows = _count(_figures(), _walk(20), {103: AFTER})
    dwell = {zone.name: zone.dwell.current_max_s for zone in windows[-1].zones}
    assert dwell["queue"] == pytest.approx(19.9)
    assert dwell["shop"] == pytest.approx(9.6)


def test_the_balance_of_the_lines_goes_on() -> None:
    through = [tracks_at(n / FPS, [(0.2 + 0.01 * n, 0.7)]) for n in range(70)]
    windows = _count(_figures(), through, {60: replace(BEFORE, zones=())})
    assert [window.balance.by_lines for window in windows if window.balance] == [1, 1]


def test_a_scene_that_is_drawn_before_the_first_picture_cuts_nothing() -> None:
    (window,) = _count(_figures(), _walk(5), {0: AFTER})
    assert [zone.name for zone in window.zones] == ["shop", "queue"]
    assert window.started_at == 0


def test_zones_and_lines_may_all_go_and_come_back() -> None:
    windows = _count(_figures(Scene()), _walk(9), {20: AFTER, 40: Scene(), 60: BEFORE})
    assert [len(window.zones) for window in windows] == [0, 2, 0, 1]


def test_pictures_that_an_earlier_lane_counted_are_passed_over() -> None:
    windows = _count(_figures(not_before=2.5), _walk(5), {})
    assert (windows[0].started_at, windows[0].frames) == (2.5, 25)


def test_a_clock_that_was_set_back_far_does_not_stop_the_counting() -> None:
    windows = _count(_figures(not_before=CLOCK_SET_BACK_S + 1), _walk(5), {})
    assert windows[0].frames == 50


def test_after_a_cut_counting_goes_on_without_overlap() -> None:
    figures = _figures()
    frames = _walk(9)
    first = _count(figures, frames[:50], {})
    second = _count(figures, frames[50:], {})
    _check_adjoining([*first, *second])
    assert first[-1].ended_at == pytest.approx(4.9)
    assert second[0].started_at == first[-1].ended_at
