from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.cameras.clock import MIN_STEP_S, MediaClock, SteadyClock, StreamClock

NOON = 1_800_000_000.0


def test_a_steady_clock_counts_on_when_the_wall_clock_is_set_back() -> None:
    clock = SteadyClock(100.0, NOON)
    assert clock.at(110.0, NOON + 10 - 3600) == NOON + 10
    assert clock.at(111.0, NOON + 11 - 3600) == NOON + 11
    assert clock.jumps == 1


def test_a_steady_clock_follows_the_wall_clock_forward() -> None:
    clock = SteadyClock(100.0, 0.0)
    assert clock.at(110.0, NOON) == NOON
    assert clock.at(111.0, NOON + 1) == NOON + 1
    assert clock.jumps == 1


def test_a_steady_clock_leaves_small_corrections_alone() -> None:
    clock = SteadyClock(100.0, NOON)
    assert clock.at(110.0, NOON + 10.5) == NOON + 10
    assert clock.at(111.0, NOON + 10.5) == NOON + 11
    assert clock.jumps == 0


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(-1e5, 1e5)), max_size=50))
def test_a_steady_clock_never_goes_back(steps: list[tuple[float, float]]) -> None:
    monotonic, clock, last = 0.0, SteadyClock(0.0, NOON), NOON
    for elapsed, wall_error in steps:
        monotonic += elapsed
        now = clock.at(monotonic, NOON + monotonic + wall_error)
        assert now >= last
        last = now


def media_times(stamps: list[float | None], frame_s: float = 0.1) -> list[float]:
    clock = MediaClock(frame_s)
    return [clock.advance(stamp) for stamp in stamps]


@pytest.mark.parametrize(
    ("why", "stamps", "wanted"),
    [
        ("starts at zero", [7.0, 7.1, 7.2], [0.0, 0.1, 0.2]),
        ("varying rate", [0.0, 0.1, 0.5, 0.6, 60.6], [0.0, 0.1, 0.5, 0.6, 60.6]),
        ("no stamps", [None, None, None], [0.0, 0.1, 0.2]),
        ("one missing", [1.0, None, 1.2], [0.0, 0.1, 0.2]),
        ("repeated", [0.0, 0.1, 0.1, 0.2], [0.0, 0.1, 0.101, 0.2]),
        ("a little back", [0.0, 0.5, 0.4, 0.6], [0.0, 0.5, 0.501, 0.6]),
        ("starts over", [100.0, 100.1, 0.0, 0.1], [0.0, 0.1, 0.2, 0.3]),
        ("leaps a day", [0.0, 0.1, 86400.0, 86400.1], [0.0, 0.1, 0.2, 0.3]),
    ],
)
def test_media_time(why: str, stamps: list[float | None], wanted: list[float]) -> None:
    assert media_times(stamps) == pytest.approx(wanted), why


def test_a_file_played_again_goes_on_one_frame_later() -> None:
    clock = MediaClock(0.1)
    first = [clock.advance(stamp) for stamp in (0.0, 0.1, 0.2)]
    clock.restart()
    again = [clock.advance(stamp) for stamp in (0.0, 0.1, 0.2)]
    assert [*first, *again] == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert clock.jumps == 0


@given(st.lists(st.none() | st.floats(-1e9, 1e9), max_size=80))
def test_media_time_always_grows(stamps: list[float | None]) -> None:
    times = media_times(stamps)
    assert all(later > earlier for earlier, later in pairwise(times))


def test_frames_keep_the_spacing_of_the_camera_whatever_the_network_does() -> None:
    clock = StreamClock()
    late = [0.0, 0.3, 0.05, 0.6, 0.2, 0.0, 1.5, 1.4, 1.3, 0.1]
    times = [clock.stamp(5000 + i * 0.1, NOON + i * 0.1 + delay) for i, delay in enumerate(late)]
    assert times == pytest.approx([NOON + i * 0.1 for i in range(len(late))], abs=0.01)
    assert clock.jumps == 0


def test_frames_that_piled_up_get_the_time_when_they_were_taken() -> None:
    clock = StreamClock()
    clock.reconnect()
    clock.anchor(8.0, NOON)
    assert clock.stamp(7.0, NOON) == pytest.approx(NOON - 1, abs=1e-3)
    assert clock.stamp(7.5, NOON) == pytest.approx(NOON - 0.5, abs=1e-3)
    assert clock.jumps == 0


def test_a_frame_without_a_timestamp_takes_its_time_of_arrival() -> None:
    clock = StreamClock()
    assert clock.stamp(None, NOON) == NOON
    assert clock.stamp(None, NOON + 0.4) == NOON + 0.4


@pytest.mark.parametrize("leap_s", [-5000.0, -3.0, 3.0, 5000.0])
def test_a_camera_that_sets_its_clock_is_followed_and_the_jump_counted(leap_s: float) -> None:
    clock = StreamClock()
    times = [clock.stamp(9000 + i * 0.1 + (leap_s if i >= 20 else 0), NOON + i * 0.1) for i in range(400)]
    assert times == pytest.approx([NOON + i * 0.1 for i in range(400)], abs=0.05)
    assert clock.jumps == 1


def test_a_stream_that_paused_is_back_on_time_after_a_while() -> None:
    clock = StreamClock()
    times = [clock.stamp(i * 0.1, NOON + i * 0.1 + (60 if i >= 10 else 0)) for i in range(400)]
    assert times[-1] == pytest.approx(NOON + 39.9 + 60, abs=0.05)
    assert clock.jumps == 1


@pytest.mark.parametrize("rate", [0.999, 1.001])
def test_a_camera_whose_clock_runs_fast_or_slow_stays_on_time_without_jumps(rate: float) -> None:
    clock = StreamClock()
    seconds = 3000
    times = [clock.stamp(i * rate, NOON + i) for i in range(seconds)]
    assert times[-1] == pytest.approx(NOON + seconds - 1, abs=0.1)
    assert clock.jumps == 0


def test_a_reconnect_starts_a_new_count_but_never_goes_back() -> None:
    clock = StreamClock()
    before = [clock.stamp(i * 0.1, NOON + i * 0.1) for i in range(10)]
    clock.reconnect()
    after = [clock.stamp(i * 0.1, NOON + 5 + i * 0.1) for i in range(10)]
    assert after == pytest.approx([NOON + 5 + i * 0.1 for i in range(10)], abs=1e-3)
    assert clock.jumps == 0
    clock.reconnect()
    assert clock.stamp(0.0, NOON) == pytest.approx(after[-1] + MIN_STEP_S, abs=1e-5)
    assert before[-1] < after[0]


@given(
    st.lists(
        st.tuples(
            st.none() | st.floats(-1e6, 1e6), st.floats(0, 100), st.sampled_from(["", "", "reconnect"])
        ),
        max_size=80,
    )
)
def test_captured_at_always_grows(frames: list[tuple[float | None, float, str]]) -> None:
    clock, arrived_at, last = StreamClock(), NOON, 0.0
    for stream_s, waited, event in frames:
        arrived_at += waited
        if event:
            clock.reconnect()
        captured_at = clock.stamp(stream_s, arrived_at)
        assert captured_at > last
        last = captured_at


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0, 3)), min_size=1, max_size=200))
def test_captured_at_is_never_far_in_the_future(frames: list[tuple[float, float]]) -> None:
    clock, arrived_at = StreamClock(bound_s=2.0), NOON
    for number, (stream_s, waited) in enumerate(frames):
        arrived_at += waited
        assert clock.stamp(stream_s, arrived_at) <= arrived_at + 2.0 + (number + 1) * MIN_STEP_S + 1e-6
