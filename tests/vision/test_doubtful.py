import numpy as np

from passerby.shapes.detections import Detections
from passerby.vision.doubtful import REMEMBERED_S, DoubtfulPlaces


def _seen(*boxes: tuple[float, ...], score: float = 0.3) -> Detections:
    array = np.array(boxes, np.float32).reshape(-1, 4)
    return Detections(array, np.full(len(array), score, np.float32))


def test_an_unsure_place_is_remembered_for_some_seconds_and_covers_what_was_seen() -> None:
    places = DoubtfulPlaces()
    places.add(_seen((101, 53, 139, 190)), 100.0)
    places.add(_seen(), 100.0 + REMEMBERED_S - 0.1)
    ((left, top, right, bottom),) = places.boxes()
    assert left <= 101
    assert top <= 53
    assert right >= 139
    assert bottom >= 190
    places.add(_seen(), 100.0 + REMEMBERED_S + 0.3)
    assert places.boxes().shape == (0, 4)


def test_a_sure_place_is_left_to_the_tracker() -> None:
    places = DoubtfulPlaces()
    places.add(_seen((0, 0, 50, 50), score=0.9), 100.0)
    assert len(places.boxes()) == 0


def test_somebody_who_trembles_in_one_place_is_one_box() -> None:
    places = DoubtfulPlaces()
    for step in range(40):
        places.add(_seen((101 + step % 3, 49, 139 + step % 3, 190)), 100.0 + step / 10)
    assert len(places.boxes()) == 1


def test_a_clock_that_goes_back_forgets() -> None:
    places = DoubtfulPlaces()
    places.add(_seen((0, 0, 50, 50)), 100.0)
    places.add(_seen(), 20.0)
    assert len(places.boxes()) == 0
