import numpy as np
import pytest

from passerby.bench.accuracy import count_error, measure
from passerby.shapes.mot import TrackTable

FRAMES = 20


def walkers(ids: list[int], shift: float = 0.0, frames: range = range(1, FRAMES + 1)) -> TrackTable:
    """Two people side by side in every frame, under the ids given."""
    rows = [(frame, identity, 100.0 * place) for frame in frames for place, identity in enumerate(ids)]
    table = np.array(rows, np.float64)
    left = table[:, 2] + shift
    boxes = np.stack([left, np.zeros_like(left), left + 40, np.full_like(left, 100)], axis=1)
    return TrackTable(table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), boxes.astype(np.float32))


def test_perfect_tracks_score_one() -> None:
    found = measure(walkers([1, 2]), walkers([70, 80]), FRAMES)
    assert (found.mota, found.idf1, found.precision, found.recall) == (1, 1, 1, 1)
    assert (found.id_switches, found.count_error) == (0, 0)


def test_tracks_beside_the_people_find_nobody() -> None:
    found = measure(walkers([1, 2]), walkers([1, 2], shift=50), FRAMES)
    assert found.recall == 0
    assert found.mota == -1
    assert found.count_error == 0


def test_people_who_swap_their_ids_halfway_are_two_switches() -> None:
    first, second = walkers([7, 8], frames=range(1, 11)), walkers([8, 7], frames=range(11, FRAMES + 1))
    swapped = TrackTable(
        *(
            np.concatenate([getattr(first, name), getattr(second, name)])
            for name in ("frames", "ids", "boxes_xyxy")
        )
    )
    found = measure(walkers([1, 2]), swapped, FRAMES)
    assert found.id_switches == 2
    assert found.idf1 == pytest.approx(0.5)


def test_a_frame_in_which_nobody_is_seen_counts_as_an_error() -> None:
    assert count_error(walkers([1, 2]), walkers([1, 2], frames=range(1, 11)), FRAMES) == 1.0
