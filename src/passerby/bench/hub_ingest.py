"""How many windows a second a hub stores: from bytes off the bus to a committed transaction."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from passerby.events.envelope import Event, encode
from passerby.events.window_record import KIND, to_record
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

WINDOW_S = 10
_KINDS = 64
"""So many different windows are drawn, and used over and over."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """windows_per_s: decoded, checked, stored and summed up, in committed transactions of `batch` events."""

    windows_per_s: float
    windows: int
    cameras: int
    batch: int

    def as_record(self) -> dict[str, Any]:
        """The report as one flat JSON object."""
        return {**asdict(self), "windows_per_s": round(self.windows_per_s, 1)}


def measure_ingest(
    take: Callable[[Sequence[bytes]], None],
    events: Sequence[bytes],
    cameras: int,
    batch: int,
) -> IngestReport:
    """Let a hub take the encoded events in batches."""
    began = time.perf_counter()
    for first in range(0, len(events), batch):
        take(events[first : first + batch])
    took_s = time.perf_counter() - began
    return IngestReport(len(events) / took_s, len(events), cameras, batch)


def events_of(
    agent: str, camera_ids: Sequence[str], rounds: int, started_s: int, first: int = 1, seed: int = 4
) -> Iterator[bytes]:
    """Encoded windows, each with grids, two zones and a line: all cameras in turn, `rounds` times.

    first: the number of the first event.
    """
    generator = np.random.default_rng(seed)
    drawn = [to_record(_window(generator), packs=True) for _ in range(_KINDS)]
    number = first - 1
    for index in range(rounds):
        edges = {"started_at": _time(started_s, index), "ended_at": _time(started_s, index + 1)}
        for camera_id in camera_ids:
            number += 1
            body = {**drawn[number % _KINDS], "camera": camera_id, **edges}
            yield encode(Event(agent, number, KIND, started_s + (index + 1) * WINDOW_S, body))


def _time(started_s: int, index: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(started_s + index * WINDOW_S))


def _window(generator: np.random.Generator) -> Window:
    """People in a fifth of the picture's cells, as a busy place has them."""
    taken = generator.random((GRID_ROWS, GRID_COLS)) < 0.2
    density = np.where(taken, generator.random((GRID_ROWS, GRID_COLS)), 0).astype(np.float32)
    velocity = generator.normal(0, 0.05, (GRID_ROWS, GRID_COLS, 2)) * taken[..., None]
    return Window(
        camera="synthetic",
        started_at=0.0,
        ended_at=float(WINDOW_S),
        detector="synthetic",
        observed_s=9.96,
        frames=100,
        dropped=0,
        skipped=0,
        people_now=3,
        people_mean=float(density.sum()),
        people_peak=int(density.sum()) + 2,
        zones=tuple(_zone(name, generator) for name in ("square", "queue")),
        lines=(LineFigures("gate", int(generator.integers(4)), int(generator.integers(4))),),
        balance=Balance(3, 2.5, 0.5, 3.0, 0.0),
        density=density,
        flow=Flow(tuple(generator.random(len(DIRECTIONS)).tolist()), 3.3, velocity.astype(np.float32), 1.2),
    )


def _zone(name: str, generator: np.random.Generator) -> ZoneFigures:
    ended = [0] * len(DWELL_EDGES_S)
    ended[int(generator.integers(len(ended)))] = int(generator.integers(2))
    stays = Dwell(tuple(ended), 12.3 * sum(ended), 14.2 * sum(ended), 5.1, 8.8)
    return ZoneFigures(name, 3, 2.345, 5, stays)
