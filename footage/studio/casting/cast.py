"""The cast: twelve people who do not exist, chosen so that no two faces are alike (see `audition.py`)."""

from functools import cache

from footage.studio.bodies.appearance import appearance
from footage.studio.bodies.dressing import Person, dress

SEEDS = (0, 2, 12, 23, 38, 45, 46, 67, 87, 90, 92, 101)
"""What each of the cast was drawn from; cast numbers count from 1."""


@cache
def member(number: int) -> Person:
    """The person of a cast number, 1 to 12."""
    return dress(appearance(SEEDS[number - 1]))
