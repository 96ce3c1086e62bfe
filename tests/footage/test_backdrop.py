"""What differs from a place without its people."""

import numpy as np
import pytest

from footage.studio.checks.backdrop import Backdrop, change, learn

GROUND = np.full((60, 80, 3), 150, np.uint8)
PLACE = Backdrop(GROUND, np.ones((60, 80), bool))


@pytest.mark.parametrize(
    ("colour", "differs", "solid"),
    [((150, 150, 150), False, False), ((90, 90, 90), True, False), ((40, 40, 190), True, True)],
    ids=["nothing", "a shadow", "a person"],
)
def test_a_shadow_is_a_change_that_is_not_solid(
    colour: tuple[int, int, int], differs: bool, solid: bool
) -> None:
    now = GROUND.copy()
    now[20:40, 20:60] = colour
    seen = change(now, PLACE)
    assert (bool(seen.any[30, 40]), bool(seen.solid[30, 40])) == (differs, solid)
    assert not seen.any[5, 5]


def test_where_people_always_stand_there_is_no_backdrop_and_no_change() -> None:
    cover = np.zeros((60, 80), bool)
    cover[20:40, 20:60] = True
    place = learn([(GROUND, cover)] * 5)
    assert (place.known == ~cover).all()
    assert not change(GROUND // 3, place).any[30, 40]
    assert change(GROUND // 3, place).any[5, 5]
