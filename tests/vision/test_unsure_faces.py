"""What a detector takes for a face and is far less sure of than of another."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from passerby.shapes.faces import Faces
from passerby.vision.faces import nearly_as_sure_as_the_best


def scored(*scores: float) -> Faces:
    """Faces of these scores."""
    count = len(scores)
    return Faces(
        np.zeros((count, 4), np.float32), np.array(scores, np.float32), np.zeros((count, 5, 2), np.float32)
    )


def test_what_is_far_less_sure_than_the_best_is_left_out() -> None:
    left = nearly_as_sure_as_the_best(scored(0.94, 0.71, 0.9, 0.62))
    assert left.scores.tolist() == [np.float32(0.94), np.float32(0.9)]


def test_where_none_is_sure_the_best_stays() -> None:
    assert len(nearly_as_sure_as_the_best(scored(0.55))) == 1


def test_of_nobody_nobody_is_left() -> None:
    assert len(nearly_as_sure_as_the_best(Faces.empty())) == 0


@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=20))
def test_the_best_always_stays_and_so_does_who_is_surer_than_one_who_stays(scores: list[float]) -> None:
    left = nearly_as_sure_as_the_best(scored(*scores)).scores
    assert left.max() == max(scores)
    assert sorted(left.tolist(), reverse=True) == sorted(scores, reverse=True)[: len(left)]
