import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.agent.health_book import EVERY_S, HealthBook
from passerby.cameras.health import CameraState
from passerby.events.camera_health import from_record, to_record
from tests.agent.reports import report

LIVE, FAILED = CameraState.LIVE, CameraState.FAILED


@given(states=st.lists(st.sampled_from(CameraState), min_size=1, max_size=300))
def test_every_change_of_state_is_told_and_otherwise_one_word_a_minute(states: list[CameraState]) -> None:
    book = HealthBook()
    told_at, told_state = -EVERY_S, None
    for second, state in enumerate(states):
        told = book.due([report(state=state)], 1000.0 + second)
        assert bool(told) == (state is not told_state or second - told_at >= EVERY_S)
        if told:
            told_at, told_state = second, state
            assert told[0].state is state


def test_lags_are_told_as_their_middle_and_their_high_end_and_begin_anew_each_minute() -> None:
    book = HealthBook()
    (first,) = book.due([report()], 0.0)
    assert (first.lag_p50_s, first.lag_p95_s) == (None, None)
    book.note_lags([report(lags_s=tuple(n / 100 for n in range(101)))])
    (second,) = book.due([report()], EVERY_S)
    assert second.lag_p50_s == pytest.approx(0.5)
    assert second.lag_p95_s == pytest.approx(0.95)
    (third,) = book.due([report()], 2 * EVERY_S)
    assert third.lag_p95_s is None


def test_a_change_of_state_takes_no_lags_from_the_minute() -> None:
    book = HealthBook()
    book.due([report()], 0.0)
    book.note_lags([report(lags_s=(0.2,))])
    book.due([report(state=FAILED, reason="gone")], 10.0)
    book.due([report()], 20.0)
    (minute,) = book.due([report()], 20.0 + EVERY_S)
    assert minute.lag_p50_s == pytest.approx(0.2)


def test_a_camera_that_is_gone_is_forgotten_and_told_anew_when_it_is_back() -> None:
    book = HealthBook()
    assert len(book.due([report("north0000000"), report("south0000000")], 0.0)) == 2
    assert book.due([report("north0000000")], 1.0) == []
    assert [record.camera for record in book.due([report("north0000000"), report("south0000000")], 2.0)] == [
        "south0000000"
    ]


def test_what_is_told_can_be_read() -> None:
    (record,) = HealthBook().due([report(state=FAILED, reason="the camera said no")], 1000.0)
    assert from_record(to_record(record)).reason == "the camera said no"
