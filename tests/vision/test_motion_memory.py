"""What adds up to a person over time, and what is forgotten."""

import numpy as np

from passerby.vision.motion_memory import Memory, Presence, score
from passerby.vision.motion_shapes import Candidates

NOTHING = Candidates(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.bool_))


def one(x: float) -> Candidates:
    box = np.array([[x, 100, x + 30, 180]], np.float32)
    return Candidates(box, np.ones(1, np.float32), np.ones(1, np.bool_))


def followed(memory: Memory, *, seconds: float, speed: float, margin: float) -> Presence:
    for tick in range(round(seconds * 5)):
        (presence,), _ = memory.follow(one(50 + speed * tick / 5), tick / 5)
        presence.judge(margin, tick / 5)
    return presence


def test_a_confirmed_walker_scores_high_even_when_once_not_confirmed() -> None:
    presence = followed(Memory(120), seconds=3, speed=60, margin=1.0)
    assert score(presence, 1.0, 0.5, 3) >= 0.7
    assert score(presence, -1.0, 0.5, 3) >= 0.6


def test_what_came_along_unconfirmed_stays_below_the_confirmed() -> None:
    presence = followed(Memory(120), seconds=3, speed=60, margin=-1.0)
    assert 0.5 <= score(presence, -1.0, 1.0, 3) <= 0.6


def test_what_stays_and_is_not_confirmed_scores_low() -> None:
    presence = followed(Memory(120), seconds=3, speed=0, margin=-1.0)
    assert 0.1 <= score(presence, -1.0, 1.0, 3) <= 0.5


def test_somebody_is_kept_from_the_background_until_they_stood_still_for_long() -> None:
    memory = Memory(still_s=10)
    followed(memory, seconds=9, speed=0, margin=1.0)
    assert len(memory.to_keep(9)) == 1
    assert len(memory.to_keep(10.5)) == 0


def test_a_person_is_waited_for_longer_than_a_guess() -> None:
    for margin, remembered in ((1.0, 1), (-1.0, 0)):
        memory = Memory(120)
        followed(memory, seconds=3, speed=0, margin=margin)
        memory.follow(NOTHING, 5.0)
        assert len(memory.presences) == remembered


def test_a_clock_set_back_forgets_everybody() -> None:
    memory = Memory(120)
    followed(memory, seconds=3, speed=60, margin=1.0)
    memory.follow(NOTHING, -3600.0)
    assert memory.presences == []
