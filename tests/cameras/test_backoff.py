from hypothesis import given
from hypothesis import strategies as st

from passerby.cameras.backoff import Backoff


def highest(low: float, high: float) -> float:
    assert low == 0.0
    return high


def test_waits_double_up_to_the_limit() -> None:
    backoff = Backoff(1.0, 30.0, draw=highest)
    assert [backoff.next_delay_s() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_a_healthy_period_starts_again_from_the_first_wait() -> None:
    backoff = Backoff(1.0, 30.0, draw=highest)
    backoff.next_delay_s()
    backoff.next_delay_s()
    backoff.reset()
    assert backoff.next_delay_s() == 1.0


@given(first=st.floats(0.001, 100), limit=st.floats(100, 10000), failures=st.integers(1, 3000))
def test_no_wait_is_beyond_the_limit_however_often_it_fails(
    first: float, limit: float, failures: int
) -> None:
    backoff = Backoff(first, limit)
    assert all(0 <= backoff.next_delay_s() <= limit for _ in range(failures))
