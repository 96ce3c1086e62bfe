"""A synthetic year of a camera network, as rows of the hub's tables: nobody was counted for it.

Days have a morning, a noon and an evening, weekends are quieter, cameras differ, and no minute is quite like
the one before: what matters to a database is how many rows there are and how they lie. What the tables are
called and how their keys are made is told from outside, for this package does not know the hub.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

DAY_S, HOUR_S, MINUTE_S, WINDOW_S = 86_400, 3600, 60, 10

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
ItemTexts = tuple[str, str]
"""The texts of a window's zones, and of its lines."""

Column = Ints | Floats | int | float | str | bytes | Sequence[str] | Sequence[bytes]
"""One value for each row, or one for all of them."""


@dataclass(frozen=True, slots=True)
class CameraSeries:
    """The numbers of a camera's series: whole view, zones and lines."""

    view: int
    zones: tuple[int, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much history there is up to end_s: hours and days of so many days, minutes and windows of fewer."""

    end_s: int
    days: int
    window_days: int


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of one kind and series, in order of time. columns: each as long as starts_s, or one for all."""

    kind: str
    series: int
    starts_s: Ints
    columns: dict[str, Column]


def history(
    cameras: Sequence[CameraSeries], extent: Extent, item_texts: Sequence[ItemTexts], seed: int = 4
) -> Iterator[Rows]:
    """All rows, a series at a time: kinds window, minute, hour, day and grid.

    item_texts: what windows draw from.
    """
    generator = np.random.default_rng(seed)
    for camera in cameras:
        people = _Curve(float(generator.uniform(2, 20)), generator)
        yield _windows(camera.view, extent, people, item_texts)
        yield _grids(camera.view, extent, generator)
        for kind, step_s, days in (
            ("minute", MINUTE_S, extent.window_days),
            ("hour", HOUR_S, extent.days),
            ("day", DAY_S, extent.days),
        ):
            starts_s = _starts(extent, step_s, days)
            yield Rows(kind, camera.view, starts_s, _view(people(starts_s), step_s))
            for zone in camera.zones:
                yield Rows(kind, zone, starts_s, _zone(people(starts_s) / 2, step_s, generator))
            for line in camera.lines:
                yield Rows(kind, line, starts_s, _line(people(starts_s), step_s, generator))


class _Curve:
    """How many people a camera sees at a time."""

    def __init__(self, busy: float, generator: np.random.Generator) -> None:
        self._busy = busy
        self._generator = generator

    def __call__(self, at_s: Ints) -> Floats:
        hour = at_s % DAY_S / HOUR_S
        peaks = ((8.5, 1.5, 1.0), (13.0, 2.5, 0.7), (18.0, 2.0, 0.9))
        day = sum(height * np.exp(-(((hour - middle) / width) ** 2)) for middle, width, height in peaks)
        # 1970 began on a Thursday.
        weekend = np.where((at_s // DAY_S + 3) % 7 >= 5, 0.5, 1.0)
        noise = self._generator.uniform(0.7, 1.3, len(at_s))
        return np.round(self._busy * (0.05 + day) * weekend * noise, 3)


def _starts(extent: Extent, step_s: int, days: int) -> Ints:
    first_s = (extent.end_s - days * DAY_S) // step_s * step_s
    return np.arange(first_s, extent.end_s, step_s, dtype=np.int64)


def _windows(
    series: int, extent: Extent, people: Callable[[Ints], Floats], texts: Sequence[ItemTexts]
) -> Rows:
    starts_s = _starts(extent, WINDOW_S, extent.window_days)
    mean = people(starts_s)
    columns: dict[str, Column] = {
        "ended_ms": (starts_s + WINDOW_S) * 1000,
        "observed_s": 9.96,
        "frames": 100,
        "dropped": 0,
        "skipped": 0,
        "people_now": mean.astype(np.int64),
        "people_mean": mean,
        "people_peak": np.ceil(mean * 1.3).astype(np.int64),
        "zones": [texts[index % len(texts)][0] for index in range(len(starts_s))],
        "lines": [texts[index % len(texts)][1] for index in range(len(starts_s))],
    }
    return Rows("window", series, starts_s, columns)


def _view(mean: Floats, step_s: int) -> dict[str, Column]:
    moving = {f"moving_{index}": mean * step_s / 16 for index in range(8)}
    return {**_people(mean, step_s), **moving, "still_s": mean * step_s / 2}


def _zone(mean: Floats, step_s: int, generator: np.random.Generator) -> dict[str, Column]:
    stays = {f"dwell_{index}": generator.poisson(mean * step_s / 600 / (1 + index)) for index in range(10)}
    return {**_people(mean, step_s), **stays, "dwell_sum_s": mean * step_s / 10, "dwell_max_s": 300.0}


def _line(mean: Floats, step_s: int, generator: np.random.Generator) -> dict[str, Column]:
    entered, left = (generator.poisson(mean * step_s / 120) for _ in range(2))
    return {"observed_s": float(step_s), "entered": entered, "left": left}


def _people(mean: Floats, step_s: int) -> dict[str, Column]:
    peak = np.ceil(mean * 1.5).astype(np.int64)
    return {"observed_s": float(step_s), "people_s": mean * step_s, "people_peak": peak}


def _grids(series: int, extent: Extent, generator: np.random.Generator) -> Rows:
    starts_s = _starts(extent, HOUR_S, extent.days)
    pool = [generator.exponential(100, 144).astype(np.float32).tobytes() for _ in range(50)]
    flows = [generator.normal(0, 5, 288).astype(np.float32).tobytes() for _ in range(50)]
    columns: dict[str, Column] = {
        "observed_s": float(HOUR_S),
        "density_s": [pool[index % 50] for index in range(len(starts_s))],
        "flow_s": [flows[index % 50] for index in range(len(starts_s))],
    }
    return Rows("grid", series, starts_s, columns)
