"""Windows and events for tests of the hub: small, and each figure told from the others."""

from collections.abc import Sequence

import numpy as np

from passerby.events.envelope import Event
from passerby.events.window_record import KIND, to_record
from passerby.hub.crowd.facts import Arrival
from passerby.shapes.window import GRID_COLS, GRID_ROWS, Dwell, Flow, LineFigures, Window, ZoneFigures

NOON_S = 1_780_315_200
"""2026-06-01 12:00 UTC, a Monday."""


def window(camera: str, started_at: float = NOON_S, length_s: float = 10.0) -> Window:
    """A window wholly watched, with two people, the zone `square` and the line `gate`."""
    return Window(
        camera=camera,
        started_at=started_at,
        ended_at=started_at + length_s,
        detector="test",
        observed_s=length_s,
        frames=50,
        dropped=1,
        skipped=2,
        people_now=2,
        people_mean=2.0,
        people_peak=3,
        zones=(ZoneFigures("square", 1, 1.0, 2, Dwell((0, 1, 0, 0, 0, 0, 0, 0, 0, 0), 8.0, 8.0, 4.0, 6.0)),),
        lines=(LineFigures("gate", 3, 1),),
        balance=None,
        density=np.full((GRID_ROWS, GRID_COLS), 0.5, np.float32),
        flow=Flow((4.0, 0, 0, 0, 2.0, 0, 0, 0), 14.0, np.full((GRID_ROWS, GRID_COLS, 2), 0.25, np.float32)),
    )


def windows(camera: str, count: int, started_at: float = NOON_S, length_s: float = 10.0) -> list[Window]:
    """Windows one after another."""
    return [window(camera, started_at + index * length_s, length_s) for index in range(count)]


def arrivals(facts: Sequence[Window], first: int = 1) -> list[Arrival]:
    """The windows as numbered events that were read."""
    return [Arrival(number, fact) for number, fact in enumerate(facts, first)]


def event(fact: Window, number: int, agent: str = "local") -> Event:
    """The window as an event."""
    return Event(agent, number, KIND, fact.ended_at, to_record(fact, packs=True))
