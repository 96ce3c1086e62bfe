from passerby.agent.forward_clock import ForwardClock


class Wall:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_it_goes_with_the_machine() -> None:
    wall = Wall()
    clock = ForwardClock(wall)
    wall.at = 1010.0
    assert (clock.now(), clock.trouble()) == (1010.0, "")


def test_a_clock_set_back_stands_still_and_is_told_once() -> None:
    wall = Wall()
    clock = ForwardClock(wall)
    wall.at = 400.0
    assert clock.now() == 1000.0
    assert "set back by 600 s" in clock.trouble()
    wall.at = 410.0
    assert (clock.now(), clock.trouble()) == (1000.0, "")


def test_a_small_correction_is_not_worth_a_word_and_runs_back_neither() -> None:
    wall = Wall()
    clock = ForwardClock(wall)
    wall.at = 998.0
    assert (clock.now(), clock.trouble()) == (1000.0, "")


def test_a_second_setting_back_is_told_again() -> None:
    wall = Wall()
    clock = ForwardClock(wall)
    wall.at = 900.0
    assert clock.trouble()
    wall.at = 1100.0
    assert (clock.now(), clock.trouble()) == (1100.0, "")
    wall.at = 1000.0
    assert "set back by 100 s" in clock.trouble()
