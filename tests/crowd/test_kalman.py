import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd import kalman

WALKER = np.array([[300.0, 100.0, 40.0, 100.0]])
coordinates = st.floats(-1000, 1000)
sizes = st.floats(4, 400)
measured = st.lists(st.tuples(coordinates, coordinates, sizes, sizes), min_size=1, max_size=6)


def walk(rate: float, seconds: float, speed: float) -> kalman.Motion:
    """A walker measured without error at some frame rate."""
    motion = kalman.start(WALKER)
    for step in range(1, round(rate * seconds) + 1):
        motion = kalman.predict(motion, 1 / rate)
        here = WALKER + np.array([[speed * step / rate, 0, 0, 0]])
        motion = kalman.correct(motion, here, 1.0)
    return motion


@given(measured)
def test_boxes_come_back_from_what_is_measured(rows: list[tuple[float, ...]]) -> None:
    given_rows = np.array(rows)
    boxes = kalman.start(given_rows).boxes_xyxy()
    assert np.allclose(kalman.measure(boxes), given_rows, atol=1e-3)


@pytest.mark.parametrize("rate", [5.0, 10.0, 30.0])
def test_the_speed_of_a_walker_is_learnt_within_two_seconds_at_any_frame_rate(rate: float) -> None:
    assert walk(rate, 2.0, speed=80.0).velocity[0, 0] == pytest.approx(80.0, abs=4.0)


@given(measured, st.floats(0.01, 3))
def test_waiting_in_two_steps_is_waiting_in_one(rows: list[tuple[float, ...]], seconds: float) -> None:
    motion = kalman.predict(kalman.correct(kalman.start(np.array(rows)), np.array(rows), 1.0), 0.1)
    once = kalman.predict(motion, seconds)
    twice = kalman.predict(kalman.predict(motion, seconds / 2), seconds / 2)
    assert np.allclose(once.parts, twice.parts, rtol=1e-6)


@given(measured, st.integers(0, 5))
def test_each_motion_is_filtered_as_if_it_were_alone(rows: list[tuple[float, ...]], which: int) -> None:
    which %= len(rows)
    everybody = np.array(rows)
    together = kalman.correct(kalman.predict(kalman.start(everybody), 0.2), everybody + 3, 1.0)
    alone_at = everybody[which : which + 1]
    alone = kalman.correct(kalman.predict(kalman.start(alone_at), 0.2), alone_at + 3, 1.0)
    assert np.allclose(together.position[which], alone.position[0])


def test_an_unsure_detection_moves_a_track_less_than_a_sure_one() -> None:
    motion = kalman.predict(walk(10.0, 1.0, 0.0), 0.1)
    aside = WALKER + 10
    sure = kalman.correct(motion, aside, 1.0).position[0, 0]
    unsure = kalman.correct(motion, aside, 3.0).position[0, 0]
    assert WALKER[0, 0] < unsure < sure
