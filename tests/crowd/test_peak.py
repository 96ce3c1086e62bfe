import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd.peak import HOLD_S, HeldPeak


def _peak(counts: list[int], interval_s: float) -> int:
    peak = HeldPeak()
    for frame, count in enumerate(counts):
        peak.hold(frame * interval_s)
        peak.change(count, frame * interval_s)
    peak.hold(len(counts) * interval_s)
    return peak.peak


@pytest.mark.parametrize(
    ("counts", "interval_s", "expected"),
    [
        ([2, 2, 3, 2], 0.04, 0),
        ([2] * 5, 0.04, 2),
        ([2] * 10 + [3] + [2] * 10, 0.04, 2),
        ([2] * 10 + [3] * 5 + [2] * 10, 0.04, 3),
        ([2] * 10 + [3, 4, 3, 5, 3] + [2] * 10, 0.04, 3),
        ([1, 4, 1], 0.2, 4),
        ([], 0.04, 0),
    ],
    ids=["too short", "held", "one frame more", "held more", "at least three", "a slow camera", "no frame"],
)
def test_a_number_that_held_is_the_peak(counts: list[int], interval_s: float, expected: int) -> None:
    assert _peak(counts, interval_s) == expected


@given(st.lists(st.integers(0, 6), max_size=40))
def test_the_peak_is_the_largest_number_that_no_frame_of_a_hold_fell_below(counts: list[int]) -> None:
    frames = round(HOLD_S / 0.04)
    runs = [counts[start : start + frames] for start in range(len(counts) - frames + 1)]
    assert _peak(counts, 0.04) == max((min(run) for run in runs), default=0)


def test_missing_pictures_hold_nothing() -> None:
    peak = HeldPeak()
    peak.change(3, 0.0)
    peak.restart()
    peak.change(3, 10.0)
    peak.hold(10.1)
    assert peak.peak == 0
    peak.hold(10.2)
    assert peak.peak == 3
