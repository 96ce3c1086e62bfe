import pytest

from passerby.cameras.camera_clock import CameraClock


class Machine:
    """A machine's two clocks, set by hand."""

    def __init__(self) -> None:
        self.up, self.wall = 1000.0, 1_800_000_000.0

    def passes(self, seconds: float) -> None:
        self.up += seconds
        self.wall += seconds


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def clock(machine: Machine) -> CameraClock:
    return CameraClock(lambda: machine.up, lambda: machine.wall)


def test_pictures_go_on_in_time_when_the_wall_clock_is_set_back(machine: Machine, clock: CameraClock) -> None:
    before = clock.stamp(0.0, machine.up)
    machine.passes(1.0)
    machine.wall -= 3600
    assert clock.stamp(1.0, machine.up) == pytest.approx(before + 1, abs=1e-3)
    machine.passes(1.0)
    assert clock.stamp(2.0, machine.up) == pytest.approx(before + 2, abs=1e-3)
    assert clock.jumps == 1


def test_pictures_follow_when_the_wall_clock_is_set_forward(machine: Machine, clock: CameraClock) -> None:
    clock.stamp(0.0, machine.up)
    machine.passes(1.0)
    machine.wall += 3600
    assert clock.stamp(1.0, machine.up) == pytest.approx(machine.wall, abs=1e-3)
    machine.passes(1.0)
    assert clock.stamp(2.0, machine.up) == pytest.approx(machine.wall, abs=1e-3)
    assert clock.jumps == 1


def test_a_picture_is_dated_by_its_arrival_not_by_when_it_is_handled(
    machine: Machine, clock: CameraClock
) -> None:
    arrived, came_at = machine.up, machine.wall
    machine.passes(0.5)
    assert clock.stamp(None, arrived) == pytest.approx(came_at, abs=1e-3)
