"""Windows made for tests: any that Hypothesis can think of, and one that has everything."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from passerby.shapes.window import (
    DIRECTIONS,
    DWELL_EDGES_S,
    GRID_COLS,
    GRID_ROWS,
    Balance,
    Dwell,
    Flow,
    LineFigures,
    Window,
    ZoneFigures,
)

AMOUNTS = st.floats(0, 1e6)
COUNTS = st.integers(0, 10**6)
NAMES = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=20)
TIMES = st.floats(0, 4e9)

DWELLS = st.builds(
    Dwell,
    ended=st.tuples(*[COUNTS] * len(DWELL_EDGES_S)),
    ended_mean_s=AMOUNTS,
    ended_max_s=AMOUNTS,
    current_mean_s=AMOUNTS,
    current_max_s=AMOUNTS,
)
ZONES = st.builds(
    ZoneFigures,
    name=NAMES,
    people_now=COUNTS,
    people_mean=AMOUNTS,
    people_peak=COUNTS,
    dwell=DWELLS,
    people_per_m2=st.none() | AMOUNTS,
)
BALANCES = st.builds(
    Balance,
    by_lines=st.integers(-(10**6), 10**6),
    seen=AMOUNTS,
    difference=st.floats(-1e6, 1e6),
    reconciled=AMOUNTS,
    reset_at=TIMES,
)
FLOWS = st.builds(
    Flow,
    moving_s=st.tuples(*[AMOUNTS] * len(DIRECTIONS)),
    still_s=AMOUNTS,
    grid=arrays.arrays(np.float32, (GRID_ROWS, GRID_COLS, 2), elements=st.floats(-10, 10, width=32)),
    speed_m_s=st.none() | AMOUNTS,
)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Any window that a camera may give."""
    started_at = draw(TIMES)
    return Window(
        camera=draw(NAMES),
        started_at=started_at,
        ended_at=started_at + draw(st.floats(1, 3600)),
        detector=draw(NAMES),
        observed_s=draw(AMOUNTS),
        frames=draw(COUNTS),
        dropped=draw(COUNTS),
        skipped=draw(COUNTS),
        people_now=draw(COUNTS),
        people_mean=draw(AMOUNTS),
        people_peak=draw(COUNTS),
        zones=tuple(draw(st.lists(ZONES, max_size=3))),
        lines=tuple(draw(st.lists(st.builds(LineFigures, NAMES, COUNTS, COUNTS), max_size=3))),
        balance=draw(st.none() | BALANCES),
        density=draw(arrays.arrays(np.float32, (GRID_ROWS, GRID_COLS), elements=st.floats(0, 100, width=32))),
        flow=draw(FLOWS),
        final=draw(st.booleans()),
    )


def full_window() -> Window:
    """A window with one zone, one line, a balance and a calibration."""
    return Window(
        camera="east",
        started_at=1_777_636_800.0,
        ended_at=1_777_636_810.0,
        detector="test",
        observed_s=9.857142,
        frames=70,
        dropped=1,
        skipped=2,
        people_now=3,
        people_mean=2.71828,
        people_peak=4,
        zones=(
            ZoneFigures(
                name="hall",
                people_now=2,
                people_mean=1.5,
                people_peak=2,
                dwell=Dwell((1, 0, 2, 0, 0, 0, 0, 0, 0, 1), 501.25, 1900.0, 4.5, 6.0),
                people_per_m2=0.04166,
            ),
        ),
        lines=(LineFigures("door", 7, 9),),
        balance=Balance(by_lines=-2, seen=2.71828, difference=-4.71828, reconciled=2.71828, reset_at=1.7e9),
        density=np.full((GRID_ROWS, GRID_COLS), 0.018877, np.float32),
        flow=Flow((1.0, 0.0, 0.0, 0.0, 2.5, 0.0, 0.0, 0.0), 12.0, speed_m_s=1.21),
    )
