"""Scripts of a few points into tracks on the ground."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footage.studio.motion.choreography import (
    MANNERS,
    RATE,
    Stay,
    Track,
    Turn,
    Walk,
    heading_of,
    moved,
    track_of,
)

STARTS_FROM = (1.0, 2.0)
VISIT = Turn(
    3,
    5.0,
    STARTS_FROM,
    (Stay(3.0, (1.0, -9.0)), Walk(5.0, 2.0), Stay(4.0, (5.0, 9.0), "reading"), Walk(5.0, -1.0, 0.8)),
    speed=1.3,
)

steps = st.tuples(st.floats(1.0, 6.0), st.floats(-math.pi, math.pi), st.floats(0.5, 1.6))
"""How far, which way and how fast somebody goes next."""


def walk_of(way: list[tuple[float, float, float]]) -> Turn:
    here, walks = np.array(STARTS_FROM), []
    for length, direction, speed in way:
        here = here + length * np.array((math.cos(direction), math.sin(direction)))
        walks.append(Walk(float(here[0]), float(here[1]), speed))
    return Turn(1, 0.0, STARTS_FROM, tuple(walks))


def during(track: Track, begin_s: float, end_s: float) -> slice:
    return slice(round(begin_s * RATE), round(end_s * RATE))


def test_somebody_who_stands_first_and_last_starts_and_ends_where_the_script_says() -> None:
    track = track_of(Turn(1, 0.0, (1.0, 2.0), (Stay(2.0, (0, 0)), Walk(4.0, 6.0), Stay(2.0, (0, 0)))))
    np.testing.assert_allclose(track.ground_m[0], (1, 2), atol=1e-6)
    np.testing.assert_allclose(track.ground_m[-1], (4, 6), atol=1e-6)
    assert track.seconds == pytest.approx(2 + 5 / 1.3 + 2, abs=1 / RATE)


@given(st.lists(steps, min_size=1, max_size=5))
def test_whoever_walks_starts_and_ends_a_rounding_away_from_the_script(
    way: list[tuple[float, float, float]],
) -> None:
    turn = walk_of(way)
    track, last = track_of(turn), turn.steps[-1]
    assert isinstance(last, Walk)
    assert math.dist(track.ground_m[0], turn.start) < 0.4
    assert math.dist(track.ground_m[-1], (last.x, last.y)) < 0.4


@given(st.lists(steps, min_size=1, max_size=5))
def test_nobody_goes_faster_than_the_fastest_that_was_asked(way: list[tuple[float, float, float]]) -> None:
    track = track_of(walk_of(way))
    assert track.speeds.max() <= max(speed for *_, speed in way) * 1.03


@given(st.lists(steps, min_size=1, max_size=5))
def test_corners_are_cut_and_never_taken_wide(way: list[tuple[float, float, float]]) -> None:
    turn = walk_of(way)
    corners = [turn.start, *((step.x, step.y) for step in turn.steps if isinstance(step, Walk))]
    track = track_of(turn)
    assert track.travelled_m[-1] <= sum(math.dist(a, b) for a, b in pairwise(corners)) + 1e-9
    assert (track.ground_m >= np.min(corners, axis=0) - 1e-9).all()
    assert (track.ground_m <= np.max(corners, axis=0) + 1e-9).all()


@given(st.lists(steps, min_size=1, max_size=5))
def test_what_was_travelled_is_what_the_speeds_add_up_to(way: list[tuple[float, float, float]]) -> None:
    track = track_of(walk_of(way))
    assert (np.diff(track.travelled_m) >= 0).all()
    assert track.speeds.sum() / RATE == pytest.approx(track.travelled_m[-1], abs=0.1)


def test_a_walk_keeps_its_own_speed_or_that_of_its_turn() -> None:
    track = track_of(Turn(1, 0.0, (0.0, 0.0), (Walk(5.2, 0.0), Walk(9.2, 0.0, 0.8)), speed=1.3))
    assert track.speeds[during(track, 1.5, 2.5)] == pytest.approx(1.3, rel=0.01)
    assert track.speeds[during(track, 6.0, 7.0)] == pytest.approx(0.8, rel=0.01)


def test_somebody_who_stands_keeps_still_and_looks_where_they_are_told() -> None:
    track = track_of(VISIT)
    walked_s = 3.0 + 4.0 / 1.3
    for begin_s, end_s, place, heading in (
        (0.0, 1.5, (1.0, 2.0), 0.0),
        (walked_s + 1.5, walked_s + 2.5, (5.0, 2.0), math.pi),
    ):
        span = during(track, begin_s, end_s)
        assert track.speeds[span].max() < 0.01
        np.testing.assert_allclose(
            track.ground_m[span], np.tile(place, (span.stop - span.start, 1)), atol=0.01
        )
        assert np.cos(track.headings[span] - heading).min() > 0.999
        assert not track.free[span][1:].any()


def test_somebody_who_walks_looks_where_they_go_and_may_give_way() -> None:
    track = track_of(VISIT)
    middle = during(track, 4.0, 5.0)
    assert np.cos(track.headings[middle] - math.pi / 2).min() > 0.99
    assert track.free[middle].all()


@pytest.mark.parametrize(
    ("direction", "heading"),
    [((0, -1), 0), ((1, 0), math.pi / 2), ((0, 1), math.pi), ((-1, 0), -math.pi / 2)],
    ids=["to the camera's side", "right", "away", "left"],
)
def test_a_heading_counts_from_the_cameras_side_counter_clockwise(
    direction: tuple[float, float], heading: float
) -> None:
    assert heading_of(np.array(direction, float)) == pytest.approx(heading)


def test_nobody_spins_the_long_way_round() -> None:
    there_and_back = (Walk(0.1, 6.0), Walk(-0.1, 12.0), Walk(0.0, 18.0))
    track = track_of(Turn(1, 0.0, (0.0, 0.0), there_and_back))
    assert np.ptp(track.headings) < 0.2


def test_the_head_does_what_the_moments_of_its_gaze_say() -> None:
    look = Stay(
        6.0, (0.0, -1.0), gaze=((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (2.0, 30.0, 10.0), (4.0, 30.0, 10.0))
    )
    track = track_of(Turn(1, 0.0, (0.0, 0.0), (look,)))
    assert track.gaze[during(track, 0.0, 0.7)] == pytest.approx(0.0, abs=0.1)
    assert track.gaze[round(1.5 * RATE)] == pytest.approx([15.0, 5.0], abs=1.0)
    at_end = track.gaze[during(track, 2.5, 6.0)]
    assert at_end[:, 0] == pytest.approx(30.0, abs=0.1)
    assert at_end[:, 1] == pytest.approx(10.0, abs=0.1)


def test_without_moments_the_head_looks_straight_on() -> None:
    assert not track_of(VISIT).gaze.any()


def test_people_stand_as_they_were_told_and_walk_with_what_comes_next_in_mind() -> None:
    track = track_of(VISIT)
    assert MANNERS[track.manners[0]] == "at ease"
    assert MANNERS[track.manners[round(8.0 * RATE)]] == "reading"
    assert MANNERS[track.manners[-1]] == "reading"
    before = track_of(Turn(1, 0.0, (0.0, 0.0), (Walk(3.0, 0.0), Stay(1.0, (0, 0), "talking"))))
    assert MANNERS[before.manners[0]] == "talking"


def test_a_moved_track_goes_where_it_was_moved_and_turns_with_its_way() -> None:
    track = track_of(Turn(1, 0.0, (0.0, 0.0), (Walk(10.0, 0.0),)))
    along = np.arange(len(track.ground_m)) / len(track.ground_m)
    shifts = np.stack([np.zeros_like(along), 10 * along], axis=1)
    bent = moved(track, shifts)
    np.testing.assert_allclose(bent.ground_m, track.ground_m + shifts)
    middle = len(along) // 2
    assert bent.headings[middle] == pytest.approx(0.75 * math.pi, abs=0.02)
    assert bent.speeds[middle] == pytest.approx(track.speeds[middle] * 2**0.5, rel=0.02)
    assert bent.travelled_m[-1] > track.travelled_m[-1]
