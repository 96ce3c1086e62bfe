"""People who would walk through one another give way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from footage.studio.errors import ChoreographyError
from footage.studio.motion.choreography import RATE, Stay, Track, Turn, Walk, track_of
from footage.studio.motion.clearance import Obstacle, with_clearance

CLEAR_M = 0.7


def cleared(*turns: Turn, loop_s: float | None = None, obstacles: tuple[Obstacle, ...] = ()) -> list[Track]:
    return with_clearance([track_of(turn) for turn in turns], loop_s, CLEAR_M, obstacles)


def gaps(one: Track, other: Track, loop_s: float | None = None) -> NDArray[np.float64]:
    """How far apart two people are at each moment at which both are on."""
    times = np.arange(0, (loop_s or 60.0), 1 / RATE)

    def spots(track: Track) -> NDArray[np.float64]:
        since = times - track.turn.starts_s
        samples = np.rint((since % loop_s if loop_s else since) * RATE).astype(int)
        on = (samples >= 0) & (samples < len(track.ground_m))
        inside = np.clip(samples, 0, len(track.ground_m) - 1)
        return np.where(on[:, None], track.ground_m[inside], np.nan)

    apart = np.linalg.norm(spots(one) - spots(other), axis=1)
    return np.asarray(apart[~np.isnan(apart)])


RIGHTWARDS = Turn(1, 0.0, (-6.0, 0.0), (Walk(6.0, 0.0),))
LEFTWARDS = Turn(2, 0.0, (6.0, 0.0), (Walk(-6.0, 0.0),))


def test_two_who_meet_head_on_pass_apart_and_each_keeps_to_the_right() -> None:
    one, other = cleared(RIGHTWARDS, LEFTWARDS)
    assert gaps(one, other).min() >= CLEAR_M
    middle = len(one.ground_m) // 2
    assert one.ground_m[middle, 1] < -0.2
    assert other.ground_m[middle, 1] > 0.2


def test_whoever_gives_way_comes_back_to_their_way() -> None:
    one, other = cleared(RIGHTWARDS, LEFTWARDS)
    for track, straight in ((one, RIGHTWARDS), (other, LEFTWARDS)):
        unbent = track_of(straight)
        np.testing.assert_allclose(track.ground_m[[0, -1]], unbent.ground_m[[0, -1]], atol=0.01)
        assert track.speeds.max() < 1.6


@given(st.floats(-0.6, 0.6), st.floats(0.9, 1.6), st.floats(-1.0, 1.0))
def test_people_who_meet_pass_apart_however_they_meet(offset: float, speed: float, late_s: float) -> None:
    other = Turn(2, late_s, (6.0, offset), (Walk(-6.0, -offset),), speed=speed)
    one, other_track = cleared(RIGHTWARDS, other)
    assert gaps(one, other_track).min() >= CLEAR_M


def test_people_far_apart_are_not_moved() -> None:
    far = Turn(2, 0.0, (6.0, 3.0), (Walk(-6.0, 3.0),))
    tracks = cleared(RIGHTWARDS, far)
    for track, turn in zip(tracks, (RIGHTWARDS, far), strict=True):
        np.testing.assert_array_equal(track.ground_m, track_of(turn).ground_m)


def test_people_who_pass_the_same_place_at_other_times_are_not_moved() -> None:
    later = Turn(2, 30.0, (6.0, 0.0), (Walk(-6.0, 0.0),))
    one, other = cleared(RIGHTWARDS, later)
    np.testing.assert_array_equal(one.ground_m, track_of(RIGHTWARDS).ground_m)
    np.testing.assert_array_equal(other.ground_m, track_of(later).ground_m)


def test_whoever_stands_is_not_moved_and_whoever_walks_goes_round() -> None:
    standing = Turn(2, 0.0, (0.0, 0.1), (Stay(12.0, (0.0, -5.0)),))
    walker, stander = cleared(RIGHTWARDS, standing)
    np.testing.assert_array_equal(stander.ground_m, track_of(standing).ground_m)
    assert gaps(walker, stander).min() >= CLEAR_M


def test_obstacles_are_walked_round() -> None:
    pillar = Obstacle(0.0, 0.15, 0.4)
    (track,) = cleared(RIGHTWARDS, obstacles=(pillar,))
    assert np.linalg.norm(track.ground_m - (pillar.x, pillar.y), axis=1).min() >= pillar.radius_m + 0.4


def test_somebody_who_walks_over_the_seam_of_a_loop_is_met_at_its_beginning() -> None:
    over_the_seam = Turn(1, 16.0, (-6.0, 0.0), (Walk(6.0, 0.0),))
    at_the_beginning = Turn(2, 0.0, (2.0, 0.0), (Walk(-6.0, 0.0),))
    unbent = [track_of(over_the_seam), track_of(at_the_beginning)]
    assert gaps(unbent[0], unbent[1], loop_s=20.0).min() < 0.1
    one, other = cleared(over_the_seam, at_the_beginning, loop_s=20.0)
    assert gaps(one, other, loop_s=20.0).min() >= CLEAR_M
    for track, straight in zip(cleared(over_the_seam, at_the_beginning), unbent, strict=True):
        np.testing.assert_array_equal(track.ground_m, straight.ground_m)


def test_three_in_one_place_find_their_ways() -> None:
    across = Turn(3, 0.0, (0.0, -6.0), (Walk(0.0, 6.0),))
    tracks = cleared(RIGHTWARDS, LEFTWARDS, across)
    assert min(gaps(tracks[a], tracks[b]).min() for a, b in ((0, 1), (0, 2), (1, 2))) >= CLEAR_M


def test_where_there_is_no_way_it_says_who_and_when() -> None:
    into_a_pillar = Turn(7, 3.0, (-3.0, 0.0), (Walk(0.0, 0.0), Stay(3.0, (5.0, 0.0))))
    with pytest.raises(ChoreographyError, match=r"closer than 0\.7 m .*: cast 7 at \d+\.\d s; change where"):
        cleared(into_a_pillar, obstacles=(Obstacle(0.1, 0.05, 0.4),))
