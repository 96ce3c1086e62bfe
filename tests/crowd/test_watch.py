import pytest

from passerby.crowd.watch import FrameWatch


@pytest.mark.parametrize(
    ("intervals", "last", "expected"),
    [
        ([0.04] * 40, 0.04, True),
        ([0.04] * 40, 0.9, True),
        ([0.04] * 40, 1.5, False),
        ([0.04], 5.0, False),
        ([1.0] * 5, 2.9, True),
        ([1.0] * 5, 3.1, False),
        ([5.0] * 5, 14.0, True),
        ([5.0] * 5, 16.0, False),
        ([60.0] * 5, 60.0, True),
        ([3600.0] * 5, 3600.0, False),
        ([], 5.0, False),
        ([5.0], 5.0, False),
        ([5.0, 5.0], 5.0, True),
        ([0.04] * 40 + [5.0] * 20, 5.0, True),
    ],
    ids=[
        "as ever",
        "a hiccup",
        "a gap",
        "a gap after one frame",
        "one frame a second, one lost",
        "one frame a second, three lost",
        "one frame in five seconds",
        "that camera, with a gap",
        "one frame a minute",
        "time-lapse",
        "nothing known yet",
        "one interval known",
        "enough known",
        "a camera that became slow",
    ],
)
def test_a_pause_is_a_gap_by_what_the_camera_usually_does(
    intervals: list[float], last: float, expected: bool
) -> None:
    watch = FrameWatch()
    for interval in intervals:
        watch.observed(interval)
    assert watch.observed(last) is expected
