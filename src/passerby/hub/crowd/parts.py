"""Windows of one camera that lie over one another, and what to make of them.

An agent that is started anew goes on counting in the window that it had cut short: both parts carry the same
edges, and together watched no longer than the window lasts. They are one window and are put together. Where
both watched the same time, as after a clock was set back, or when two agents read one camera, the figures
that came first stay, and the later window is refused: its people are counted already.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from passerby.hub.crowd.answers import StoredWindow
from passerby.hub.crowd.window_items import WindowItems
from passerby.shapes.window import Dwell, LineFigures, Window, ZoneFigures

SLACK_S = 0.5
"""Seconds by which parts may watch longer than their window lasts, for frames at their edges."""


@dataclass(slots=True)
class Shelf:
    """Windows of a camera that are stored or about to be, by their starts; and which of them changed."""

    windows: dict[int, StoredWindow]
    changed: set[int]

    @classmethod
    def of(cls, stored: Iterable[StoredWindow]) -> "Shelf":
        """With these windows stored."""
        return cls({window.started_ms: window for window in stored}, set())

    def put(self, window: StoredWindow) -> bool:
        """Place one more; False where its time has been watched already."""
        others = [each for each in self.windows.values() if _overlap(each, window)]
        if others and not _fits(window, others):
            return False
        before = self.windows.get(window.started_ms)
        self.windows[window.started_ms] = window if before is None else joined(before, window)
        self.changed.add(window.started_ms)
        return True


def as_stored(window: Window) -> StoredWindow:
    """The window without its grids."""
    return StoredWindow(
        started_ms=round(window.started_at * 1000),
        ended_ms=round(window.ended_at * 1000),
        observed_s=window.observed_s,
        frames=window.frames,
        dropped=window.dropped,
        skipped=window.skipped,
        people_now=window.people_now,
        people_mean=window.people_mean,
        people_peak=window.people_peak,
        items=WindowItems(window.zones, window.lines),
    )


def joined(first: StoredWindow, second: StoredWindow) -> StoredWindow:
    """Two parts of one window as the whole."""
    observed_s = first.observed_s + second.observed_s
    share = second.observed_s / observed_s if observed_s else 0.5
    return StoredWindow(
        started_ms=first.started_ms,
        ended_ms=max(first.ended_ms, second.ended_ms),
        observed_s=observed_s,
        frames=first.frames + second.frames,
        dropped=first.dropped + second.dropped,
        skipped=first.skipped + second.skipped,
        people_now=second.people_now,
        people_mean=_mean(first.people_mean, second.people_mean, share),
        people_peak=max(first.people_peak, second.people_peak),
        items=WindowItems(
            _joined_zones(first.items.zones, second.items.zones, share),
            _joined_lines(first.items.lines, second.items.lines),
        ),
    )


def _overlap(one: StoredWindow, other: StoredWindow) -> bool:
    return one.started_ms < other.ended_ms and other.started_ms < one.ended_ms


def _fits(window: StoredWindow, others: Sequence[StoredWindow]) -> bool:
    """Whether all of them together watched no longer than the time that they cover."""
    started_ms = min(window.started_ms, *(each.started_ms for each in others))
    ended_ms = max(window.ended_ms, *(each.ended_ms for each in others))
    watched_s = window.observed_s + sum(each.observed_s for each in others)
    return watched_s <= (ended_ms - started_ms) / 1000 + SLACK_S


def _mean(first: float, second: float, share: float) -> float:
    return first * (1 - share) + second * share


def _joined_zones(
    first: Sequence[ZoneFigures], second: Sequence[ZoneFigures], share: float
) -> tuple[ZoneFigures, ...]:
    zones = {zone.name: zone for zone in first}
    for zone in second:
        before = zones.get(zone.name)
        zones[zone.name] = zone if before is None else _joined_zone(before, zone, share)
    return tuple(zones.values())


def _joined_zone(first: ZoneFigures, second: ZoneFigures, share: float) -> ZoneFigures:
    return replace(
        second,
        people_mean=_mean(first.people_mean, second.people_mean, share),
        people_peak=max(first.people_peak, second.people_peak),
        dwell=_joined_dwell(first.dwell, second.dwell),
    )


def _joined_dwell(first: Dwell, second: Dwell) -> Dwell:
    stays = sum(first.ended), sum(second.ended)
    sum_s = first.ended_mean_s * stays[0] + second.ended_mean_s * stays[1]
    return replace(
        second,
        ended=tuple(a + b for a, b in zip(first.ended, second.ended, strict=True)),
        ended_mean_s=sum_s / max(1, sum(stays)),
        ended_max_s=max(first.ended_max_s, second.ended_max_s),
    )


def _joined_lines(first: Sequence[LineFigures], second: Sequence[LineFigures]) -> tuple[LineFigures, ...]:
    lines = {line.name: line for line in first}
    for line in second:
        before = lines.get(line.name, LineFigures(line.name, 0, 0))
        lines[line.name] = LineFigures(line.name, before.entered + line.entered, before.left + line.left)
    return tuple(lines.values())
