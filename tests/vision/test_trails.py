"""The trails of the people followed."""

import numpy as np

from passerby.shapes.tracks import Tracks
from passerby.vision.trails import Trails


def tracks(at: float, *ids: int) -> Tracks:
    boxes = np.array([[at, identity, at + 1, identity + 2] for identity in ids], np.float32).reshape(-1, 4)
    return Tracks(at, np.array(ids, np.int64), boxes, np.ones(len(ids), np.bool_))


def test_a_trail_is_as_long_as_its_seconds_at_any_frame_rate() -> None:
    for rate in (5, 30):
        trails = Trails(length_s=1.0, step_s=0.25)
        for frame in range(rate * 4):
            trails.follow(tracks(frame / rate, 7))
        walked = trails.by_id()[7]
        assert 2 <= len(walked) <= 4
        assert walked[0, 0] >= 4 - 1 / rate - 1.0
        assert (np.diff(walked[:, 0]) > 0).all()


def test_a_trail_ends_with_its_track() -> None:
    trails = Trails()
    trails.follow(tracks(0.0, 7, 8))
    trails.follow(tracks(0.1, 8))
    assert set(trails.by_id()) == {8}
    trails.follow(tracks(0.2, 7, 8))
    assert len(trails.by_id()[7]) == 1


def test_without_tracks_there_are_no_trails() -> None:
    trails = Trails()
    trails.follow(tracks(0.0))
    assert trails.by_id() == {}


def test_a_clock_set_back_starts_the_trail_again() -> None:
    trails = Trails()
    for at in (100.0, 10.0, 10.5):
        trails.follow(tracks(at, 7))
    assert trails.by_id()[7][:, 0].tolist() == [10.0, 10.5]
