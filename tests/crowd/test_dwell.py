from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd.attendance import Attendance
from passerby.crowd.dwell import DwellBook, Stays, summarise
from passerby.shapes.window import DWELL_EDGES_S

IN, OUT, GONE = "in", "out", "gone"
FPS = 10


class _Visitor:
    """One person and one zone, ten frames a second."""

    def __init__(self) -> None:
        self.book = DwellBook(1)
        self.attendance = Attendance(3.0)
        self.now = 0.0
        self.ended: list[float] = []

    def spend(self, *spans: tuple[str, float]) -> "_Visitor":
        for where, seconds in spans:
            for _ in range(round(seconds * FPS)):
                self.frame(where, self.now)
        return self

    def frame(self, where: str, watched_until: float) -> None:
        ids = np.array([] if where == GONE else [1], np.int64)
        inside = np.full((len(ids), 1), where == IN)
        turnout = self.attendance.update(ids, self.now)
        self.ended += self.book.update(inside, turnout, self.now, watched_until).lasted_s.tolist()
        self.now += 1 / FPS


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(OUT, 2), (IN, 5), (OUT, 2)], [5.0]),
        ([(IN, 5), (OUT, 0.5), (IN, 5), (OUT, 2)], [10.5]),
        ([(IN, 5), (OUT, 1.5), (IN, 4), (OUT, 2)], [5.0, 4.0]),
        ([(IN, 5), (GONE, 2), (IN, 5), (OUT, 2)], [12.0]),
        ([(IN, 5), (GONE, 4)], [5.0]),
        ([(IN, 5), (OUT, 0.5), (GONE, 4)], [5.0]),
        ([(IN, 5), (GONE, 2), (OUT, 0.5)], [5.0]),
        ([(IN, 5), (GONE, 4), (IN, 5), (OUT, 2)], [5.0, 5.0]),
        ([(IN, 0.3), (OUT, 2)], []),
        ([(IN, 5), (OUT, 0.8)], []),
        ([(OUT, 5), (GONE, 5)], []),
    ],
    ids=[
        "a visit",
        "a flicker at the edge",
        "two visits",
        "lost for a moment",
        "vanished inside",
        "vanished just outside",
        "lost inside, found outside",
        "a broken track",
        "a brush against the edge",
        "perhaps not gone yet",
        "never inside",
    ],
)
def test_a_stay_runs_from_the_first_frame_inside_to_the_first_without(
    spans: list[tuple[str, float]], expected: list[float]
) -> None:
    assert _Visitor().spend(*spans).ended == pytest.approx(expected)


def test_a_stay_in_progress_is_told_with_its_length_so_far() -> None:
    visitor = _Visitor().spend((IN, 5))
    assert visitor.book.current(visitor.now).lasted_s.tolist() == pytest.approx([5.0])
    visitor.spend((OUT, 0.1))
    assert visitor.book.current(visitor.now).lasted_s.tolist() == []


def test_pictures_that_ended_end_the_stays_of_those_who_are_out() -> None:
    assert _Visitor().spend((IN, 5), (OUT, 0.5)).book.close().lasted_s.tolist() == pytest.approx([5.0])
    assert _Visitor().spend((IN, 5)).book.close().lasted_s.tolist() == []


def test_a_gap_in_the_pictures_is_not_dwell() -> None:
    visitor = _Visitor().spend((IN, 5))
    seen_at, visitor.now = visitor.now - 1 / FPS, visitor.now + 60
    visitor.frame(GONE, seen_at)
    assert visitor.ended == pytest.approx([4.9])


def test_who_vanished_in_a_short_gap_stayed_until_it_began() -> None:
    visitor = _Visitor().spend((IN, 5))
    seen_at, visitor.now = visitor.now - 1 / FPS, visitor.now + 2
    visitor.frame(GONE, seen_at)
    assert visitor.spend((GONE, 4)).ended == pytest.approx([4.9])


@given(st.lists(st.sampled_from([IN, OUT, GONE]), min_size=1, max_size=60))
def test_stays_are_never_shorter_than_the_time_inside(wheres: list[str]) -> None:
    """All time inside is part of a stay; stays may bridge short absences, and brushes are not told."""
    visitor = _Visitor().spend(*[(where, 0.2) for where in wheres])
    visitor.spend((GONE, 5))
    inside_s = 0.2 * wheres.count(IN)
    brushes_s = 0.4 * wheres.count(IN)
    assert sum(visitor.ended) <= 0.2 * len(wheres) + 1e-6
    assert sum(visitor.ended) >= inside_s - brushes_s - 1e-6
    if OUT not in wheres and GONE not in wheres and inside_s > 0.5:
        assert visitor.ended == pytest.approx([inside_s])


def _stays(*seconds: float, zone: int = 0) -> Stays:
    return Stays(np.full(len(seconds), zone), np.array(seconds, np.float64))


@pytest.mark.parametrize("index", range(len(DWELL_EDGES_S)))
def test_a_stay_as_long_as_an_edge_belongs_to_the_bin_above(index: int) -> None:
    dwell = summarise(0, [_stays(DWELL_EDGES_S[index])], Stays.none())
    assert dwell.ended.index(1) == index
    assert sum(dwell.ended) == 1


def test_dwell_is_summed_over_frames_and_kept_apart_by_zone() -> None:
    ended: Sequence[Stays] = [_stays(4, 8), _stays(100, zone=1), _stays(12)]
    dwell = summarise(0, ended, _stays(3, 5))
    assert dwell.ended == (1, 1, 1, 0, 0, 0, 0, 0, 0, 0)
    assert (dwell.ended_mean_s, dwell.ended_max_s) == (8.0, 12.0)
    assert (dwell.current_mean_s, dwell.current_max_s) == (4.0, 5.0)


def test_where_nobody_stayed_every_figure_is_nought() -> None:
    dwell = summarise(0, [], Stays.none())
    assert sum(dwell.ended) == dwell.ended_mean_s == dwell.ended_max_s == 0
    assert dwell.current_mean_s == dwell.current_max_s == 0
