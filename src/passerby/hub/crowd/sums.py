"""The windows of a batch, summed by minute, hour and day in memory, so that each row is written once.

A window that lies over the edge of a bucket is split: its durations (observed, person-seconds, movement) in
proportion to time, while its counts (crossings, stays that ended) go to the bucket of its end, whole, for a
person crosses once. Its peak, of which nobody knows when it was, counts for each bucket that it touches. So
minutes add up to their hour and hours to their day, and nothing is counted in two buckets.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from passerby.hub.crowd.buckets import MINUTE_S, day_start, hour_start
from passerby.hub.crowd.strips import People
from passerby.shapes.window import DIRECTIONS, DWELL_EDGES_S, LineFigures, Window, ZoneFigures

ADDED = (
    "observed_s",
    "people_s",
    *(f"moving_{index}" for index in range(len(DIRECTIONS))),
    "still_s",
    "entered",
    "left",
    *(f"dwell_{index}" for index in range(len(DWELL_EDGES_S))),
    "dwell_sum_s",
)
LARGEST = ("people_peak", "dwell_max_s")
COLUMNS = (*ADDED, *LARGEST)
"""The columns of a roll-up in the order of `Sums.values`: first what is added, then what is the largest."""

_PEOPLE = tuple(COLUMNS.index(name) for name in ("observed_s", "people_s", "people_peak"))

_DURATIONS = 11
"""So many of ADDED, the first, are split in proportion to time."""

_NO_MOVEMENT = (0.0,) * (len(DIRECTIONS) + 1)
_NO_CROSSINGS = (0.0,) * 2
_NO_STAYS = (0.0,) * (len(DWELL_EDGES_S) + 1)

Row = tuple[float, ...]
Floats = npt.NDArray[np.float64]
Float32s = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
GridKey = tuple[int, int]
"""A series and the start of an hour."""


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sums of series over buckets: parallel arrays. values: (N, len(COLUMNS))."""

    series: Ints
    starts_s: Ints
    values: Floats

    def into(self, starts_s: Ints) -> "Sums":
        """These sums, summed again over larger buckets: the one of each row, (N,)."""
        order = np.lexsort((starts_s, self.series))
        series, starts = self.series[order], starts_s[order]
        is_first = np.ones(len(order), np.bool_)
        is_first[1:] = (series[1:] != series[:-1]) | (starts[1:] != starts[:-1])
        first, values = np.flatnonzero(is_first), self.values[order]
        added = np.add.reduceat(values[:, : len(ADDED)], first, axis=0)
        largest = np.maximum.reduceat(values[:, len(ADDED) :], first, axis=0)
        return Sums(series[first], starts[first], np.concatenate([added, largest], axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class GridSums:
    """What HourGrid holds: see there. density_s (9, 16), flow_s (9, 16, 2)."""

    observed_s: float
    density_s: Float32s
    flow_s: Float32s


@dataclass(slots=True)
class _Grids:
    observed_s: list[float] = field(default_factory=list)
    density: list[Float32s] = field(default_factory=list)
    flow: list[Float32s] = field(default_factory=list)

    def sums(self) -> GridSums:
        observed_s = np.array(self.observed_s, np.float32)
        density_s = np.stack(self.density) * observed_s[:, None, None]
        flow_s = (np.stack(self.flow) * density_s[..., None]).sum(axis=0)
        return GridSums(sum(self.observed_s), density_s.sum(axis=0), flow_s)


class Tally:
    """Takes in windows and sums them up."""

    def __init__(self) -> None:
        self._series: list[int] = []
        self._minutes_s: list[int] = []
        self._rows: list[Row] = []
        self._zones: dict[int, ZoneInfo] = {}
        self._grids: dict[GridKey, _Grids] = {}
        self._views: set[int] = set()

    def add(self, window: Window, view: int, items: list[int], zone: ZoneInfo) -> None:
        """Count one window. view, items: the series of the camera, and of its zones and then its lines."""
        self._views.add(view)
        figures = [view_row(window)]
        figures += [zone_row(each, window.observed_s) for each in window.zones]
        figures += [line_row(each, window.observed_s) for each in window.lines]
        pieces = split(round(window.started_at * 1000), round(window.ended_at * 1000))
        for series, row in zip((view, *items), figures, strict=True):
            self._zones[series] = zone
            for number, (minute_s, share) in enumerate(pieces, 1):
                self._series.append(series)
                self._minutes_s.append(minute_s)
                self._rows.append(row if share == 1 else _part(row, share, is_last=number == len(pieces)))
        for minute_s, share in pieces:
            grids = self._grids.setdefault((view, hour_start(minute_s, zone)), _Grids())
            grids.observed_s.append(window.observed_s * share)
            grids.density.append(window.density)
            grids.flow.append(window.flow.grid)

    def minutes(self) -> Sums:
        """Sums by minute."""
        shape = (len(self._rows), len(COLUMNS))
        rows = Sums(
            np.array(self._series, np.int64),
            np.array(self._minutes_s, np.int64),
            np.array(self._rows, np.float64).reshape(shape),
        )
        return rows.into(rows.starts_s) if len(self._rows) else rows

    def hours(self, minutes: Sums) -> Sums:
        """Sums by hour, of those by minute."""
        return minutes.into(self._starts(minutes, hour_start)) if len(minutes.series) else minutes

    def days(self, hours: Sums) -> Sums:
        """Sums by day, of those by hour."""
        return hours.into(self._starts(hours, day_start)) if len(hours.series) else hours

    def people(self, sums: Sums) -> People:
        """People in whole views, of such sums."""
        of_views = np.isin(sums.series, list(self._views))
        observed_s, people_s, peak = (sums.values[of_views, column] for column in _PEOPLE)
        series, starts_s = sums.series[of_views], sums.starts_s[of_views]
        return People(series, starts_s, peak.astype(np.int64), people_s, observed_s)

    def grids(self) -> dict[GridKey, GridSums]:
        """Grids by hour, of whole views."""
        return {key: grids.sums() for key, grids in self._grids.items()}

    def _starts(self, sums: Sums, start_of: Callable[[int, ZoneInfo], int]) -> Ints:
        each = zip(sums.series.tolist(), sums.starts_s.tolist(), strict=True)
        return np.array([start_of(at_s, self._zones[series]) for series, at_s in each], np.int64)


def split(started_ms: int, ended_ms: int) -> list[tuple[int, float]]:
    """The minutes that a window touches, in order, each with its share, 0..1, of the window's time."""
    first_s, last_s = (at_ms // 1000 // MINUTE_S * MINUTE_S for at_ms in (started_ms, ended_ms - 1))
    if first_s == last_s:
        return [(first_s, 1.0)]
    length_ms = ended_ms - started_ms
    pieces = []
    for minute_s in range(first_s, last_s + 1, MINUTE_S):
        shared_ms = min(ended_ms, (minute_s + MINUTE_S) * 1000) - max(started_ms, minute_s * 1000)
        pieces.append((minute_s, shared_ms / length_ms))
    return pieces


def view_row(window: Window) -> Row:
    """The figures of the whole view, in the order of COLUMNS."""
    people_s, flow = window.people_mean * window.observed_s, window.flow
    durations = (window.observed_s, people_s, *flow.moving_s, flow.still_s)
    return (*durations, *_NO_CROSSINGS, *_NO_STAYS, window.people_peak, 0.0)


def zone_row(zone: ZoneFigures, observed_s: float) -> Row:
    """The figures of a zone, in the order of COLUMNS."""
    dwell = zone.dwell
    stays = (*dwell.ended, dwell.ended_mean_s * sum(dwell.ended))
    durations = (observed_s, zone.people_mean * observed_s, *_NO_MOVEMENT)
    return (*durations, *_NO_CROSSINGS, *stays, zone.people_peak, dwell.ended_max_s)


def line_row(line: LineFigures, observed_s: float) -> Row:
    """The figures of a line, in the order of COLUMNS."""
    return (observed_s, 0.0, *_NO_MOVEMENT, line.entered, line.left, *_NO_STAYS, 0.0, 0.0)


def _part(row: Row, share: float, *, is_last: bool) -> Row:
    durations = tuple(duration * share for duration in row[:_DURATIONS])
    if is_last:
        return (*durations, *row[_DURATIONS:])
    return (*durations, *_NO_CROSSINGS, *_NO_STAYS, row[len(ADDED)], 0.0)
