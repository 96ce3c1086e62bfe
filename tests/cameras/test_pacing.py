from passerby.cameras.pacing import Pacer


class Sleeper:
    """A clock that passes only by sleeping, and oversleeps each time."""

    def __init__(self, oversleeps_s: float) -> None:
        self.now, self.oversleeps_s, self.slept = 1000.0, oversleeps_s, 0

    def read(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds + self.oversleeps_s
        self.slept += 1


def test_late_wake_ups_do_not_add_up() -> None:
    clock = Sleeper(oversleeps_s=0.02)
    pacer = Pacer(clock.read, clock.wait)
    for number in range(1000):
        pacer.await_due(number * 0.1)
    assert abs(clock.now - (1000.0 + 99.9)) < 0.05


def test_a_frame_that_is_overdue_comes_at_once_and_says_how_late_it_is() -> None:
    clock = Sleeper(oversleeps_s=0.0)
    pacer = Pacer(clock.read, clock.wait)
    assert pacer.await_due(0.0) == 0.0
    clock.now += 5.0
    assert pacer.await_due(1.0) == 4.0
    assert clock.slept == 0


def test_the_first_frame_is_due_at_once_wherever_the_file_starts() -> None:
    clock = Sleeper(oversleeps_s=0.0)
    pacer = Pacer(clock.read, clock.wait)
    pacer.await_due(500.0)
    assert clock.now == 1000.0
