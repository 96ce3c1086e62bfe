"""Following faces from frame to frame by where they are."""

import numpy as np
import pytest

from passerby.gate.face_tracks import LOST_AFTER_S, FaceTracks
from passerby.shapes.faces import Faces


def faces(*places: tuple[float, float, float]) -> Faces:
    """Faces by middle x, middle y and side, pixels."""
    boxes = np.array([[x - s / 2, y - s / 2, x + s / 2, y + s / 2] for x, y, s in places], np.float32)
    boxes = boxes.reshape(-1, 4)
    return Faces(boxes, np.ones(len(boxes), np.float32), np.zeros((len(boxes), 5, 2), np.float32))


def test_a_face_that_moves_keeps_its_track() -> None:
    tracks = FaceTracks()
    numbers = {tracks.follow(faces((100 + 20 * n, 200, 60 + n)), n / 10).numbers for n in range(20)}
    assert numbers == {(1,)}


@pytest.mark.parametrize("fps", [5, 10, 30])
def test_two_who_stand_side_by_side_keep_their_tracks_in_any_order(fps: int) -> None:
    tracks = FaceTracks()
    first, second = tracks.follow(faces((200, 200, 80), (300, 200, 80)), 0).numbers
    for n in range(1, 10):
        sway = 20 * (n % 2)
        seen = tracks.follow(faces((300 - sway, 200, 80), (200 + sway, 200, 80)), n / fps)
        assert seen.numbers == (second, first)


def test_a_face_unseen_for_a_moment_is_found_again_and_later_is_somebody_else() -> None:
    tracks = FaceTracks()
    here = faces((200, 200, 80))
    assert tracks.follow(here, 0).numbers == (1,)
    assert tracks.follow(faces(), 0.2).ended == ()
    assert tracks.follow(here, LOST_AFTER_S).numbers == (1,)
    again = tracks.follow(here, 2 * LOST_AFTER_S + 0.1)
    assert (again.numbers, again.ended) == ((2,), (1,))


@pytest.mark.parametrize("place", [(200, 300, 80), (420, 200, 80), (200, 200, 180), (200, 200, 35)])
def test_a_face_elsewhere_or_of_another_size_is_another(place: tuple[float, float, float]) -> None:
    tracks = FaceTracks()
    tracks.follow(faces((200, 200, 80)), 0)
    assert tracks.follow(faces(place), 0.1).numbers == (2,)


def test_at_the_end_all_are_forgotten_and_told() -> None:
    tracks = FaceTracks()
    tracks.follow(faces((100, 100, 50), (300, 100, 50)), 0)
    assert tracks.end() == (1, 2)
    assert tracks.end() == ()
    assert tracks.follow(faces((100, 100, 50)), 0.1).numbers == (3,)


def test_a_box_without_any_size_stops_nothing() -> None:
    tracks = FaceTracks()
    for n in range(3):
        assert len(tracks.follow(faces((100, 100, 0)), n / 10).numbers) == 1
