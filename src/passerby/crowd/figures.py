"""The tracks of one camera, frame by frame, as windows of figures. Nothing about one person leaves."""

from collections.abc import Callable, Sequence
from math import floor
from typing import TypeVar

import numpy as np

from passerby.crowd.attendance import Attendance
from passerby.crowd.balance import BalanceLedger
from passerby.crowd.calibration import Ground
from passerby.crowd.density import cells_of, per_cell
from passerby.crowd.dwell import DwellBook, summarise
from passerby.crowd.flow import FlowMeter
from passerby.crowd.lines import LineCounter
from passerby.crowd.peak import HeldPeak
from passerby.crowd.standing import stand
from passerby.crowd.totals import Moment, Sums, Totals
from passerby.crowd.watch import FrameWatch
from passerby.crowd.zones import ZoneMap
from passerby.shapes.scene import Line, Scene, Zone
from passerby.shapes.tracks import Tracks
from passerby.shapes.window import Balance, LineFigures, Window, ZoneFigures

FORGET_AFTER_S = 3.0
"""For how long a track may be missing and still come back as the same person."""

MIN_CUT_S = 0.1
"""A window is not cut shorter than this: a change of the scene waits for the next picture instead."""

CLOCK_SET_BACK_S = 60.0
"""Pictures so much older than the last window of an earlier lane come from a clock that was set back. They
are counted, since to wait until time has caught up could take for ever."""

_LEAST_S = 0.001
_Drawn = TypeVar("_Drawn", Zone, Line)


class SceneFigures:
    """The figures of one camera. Give it each analysed frame in order of time; take windows as they close.

    Windows start at whole multiples of `window_s` since 1970-01-01 UTC, unless one is cut in two by a change
    of the scene, or begins where an earlier lane's window ended. A span in which nothing was observed has no
    window. Windows of one camera never overlap.
    """

    def __init__(
        self,
        scene: Scene,
        camera: str,
        detector_name: str,
        window_s: float = 10.0,
        dropped_so_far: int = 0,
        not_before: float = -np.inf,
    ) -> None:
        """not_before: UTC seconds; earlier pictures were counted by an earlier lane, and are passed over."""
        if not 1 <= window_s <= 3600:
            raise ValueError(f"a window lasts from 1 to 3600 seconds; got {window_s}")
        self._camera = camera
        self._detector = detector_name
        self._window_s = window_s
        self._dropped_so_far = dropped_so_far
        self._not_before = not_before
        self._next_scene: Scene | None = None
        self._ledger = BalanceLedger(scene.reset_hour, scene.time_zone)
        self._lay_out(scene)
        self._begin()

    def _lay_out(self, scene: Scene) -> None:
        self._scene = scene
        self._ground = Ground(scene.calibration) if scene.calibration else None
        self._zone_map = ZoneMap(scene.zones)
        self._area_m2 = [self._ground.area_m2(z.polygon) if self._ground else None for z in scene.zones]

    def _begin(self) -> None:
        self._attendance = Attendance(FORGET_AFTER_S)
        self._lines = LineCounter(self._scene.lines)
        self._dwell = DwellBook(len(self._zone_map))
        self._flow = FlowMeter(self._ground)
        self._watch = FrameWatch()
        self._peaks = [HeldPeak() for _ in range(1 + len(self._zone_map))]
        self._moment: Moment | None = None
        self._seen_at = -np.inf
        self._open_window(0)

    def update(
        self, tracks: Tracks, size_wh: tuple[int, int], dropped_so_far: int = 0, skipped: bool = False
    ) -> list[Window]:
        """Count one analysed frame; return the windows that closed before it, oldest first.

        dropped_so_far: frames lost since the camera was opened; a smaller number than before is a new start.
        skipped: the frame was found unchanged, and its tracks are those of the frame before.
        Raises ValueError when the frame is not later than the last one.
        """
        now = tracks.captured_at
        if not self._seen_at < now < np.inf:
            raise ValueError(f"frames must come in order of time; got {now} after {self._seen_at}")
        if self._was_counted(now):
            return []
        closed, watched_until = self._advance(now)
        closed += self._change_scene(now)
        dropped = dropped_so_far - self._dropped_so_far
        self._totals.count_frame(dropped if dropped >= 0 else dropped_so_far, skipped)
        self._dropped_so_far = dropped_so_far
        self._look(tracks, size_wh, watched_until)
        self._seen_at = now
        return closed

    def current(self) -> Window | None:
        """The window that is still filling, as far as it is; None before the first frame. Changes nothing."""
        if self._moment is None:
            return None
        return self._window(self._moment, self._seen_at, self._window_end, final=False)

    @property
    def seen_at(self) -> float:
        """When the last counted frame was taken; -inf before the first."""
        return self._seen_at

    def redraw(self, scene: Scene) -> None:
        """Count by another scene from the next frame on: the window in progress ends there, a new one begins.

        Nothing is lost or counted twice: the people stay known, with their stays in zones that keep their
        name and their way over lines that keep their place; the balance of the lines goes on.
        """
        self._next_scene = scene
        if self._moment is None:
            self._redraw(scene)

    def close(self, *, cut: bool = False) -> Window | None:
        """The pictures have ended: the last window, or None when there was no frame. Forgets everybody.

        cut: end the window at its last picture, so that whoever counts on from there overlaps with nothing.
        """
        if self._moment is None:
            return None
        self._totals.stays.append(self._dwell.close())
        ended_at = max(self._seen_at, self._started_at + _LEAST_S) if cut else self._window_end
        window = self._close_window(self._moment, self._seen_at, ended_at)
        if cut:
            self._not_before = ended_at
        self._begin()
        return window

    def _was_counted(self, now: float) -> bool:
        """Whether an earlier lane had pictures of this time."""
        if self._not_before - now > CLOCK_SET_BACK_S:
            self._not_before = -np.inf
        return now < self._not_before

    def _change_scene(self, now: float) -> list[Window]:
        """Adopt the scene that waits, if any: the window that this cuts off."""
        if self._next_scene is None or self._moment is None or now - self._started_at < MIN_CUT_S:
            return []
        cut = self._close_window(self._moment, now, now)
        self._redraw(self._next_scene)
        self._open_window(self._index, now)
        return [cut]

    def _redraw(self, scene: Scene) -> None:
        before, people = self._scene, len(self._attendance)
        zones = [_place_of(zone, before.zones, _same_name) for zone in scene.zones]
        lines = [_place_of(line, before.lines, _same_place) for line in scene.lines]
        self._lay_out(scene)
        self._dwell = self._dwell.redrawn(zones, people)
        self._lines = self._lines.redrawn(scene.lines, lines, people)
        self._flow.stand_on(self._ground)
        self._ledger = self._ledger.redrawn(scene.reset_hour, scene.time_zone, goes_on=bool(scene.lines))
        self._peaks = [self._peaks[0], *(self._peaks[1 + old] if old >= 0 else HeldPeak() for old in zones)]
        self._next_scene = None
        self._open_window(self._index, self._started_at)

    def _advance(self, now: float) -> tuple[list[Window], float]:
        """Let the last moment hold until `now`; the windows that end on the way, and its last sight."""
        index = floor(now / self._window_s)
        moment = self._moment
        if moment is None:
            self._open_window(index, max(index * self._window_s, self._not_before))
            return [], now
        closed: list[Window] = []
        if self._watch.observed(now - self._seen_at):
            held_from = self._seen_at
            while self._index < index:
                held_from = self._hold(moment, held_from, self._window_end)
                closed.append(self._close_window(moment, self._window_end))
                self._open_window(self._index + 1)
            self._hold(moment, held_from, now)
            return closed, now
        if self._index < index:
            closed.append(self._close_window(moment, self._seen_at))
            self._open_window(index)
        for peak in self._peaks:
            peak.restart()
        return closed, self._seen_at

    def _hold(self, moment: Moment, start: float, end: float) -> float:
        self._totals.hold(moment, max(end - start, 0.0))
        for peak in self._peaks:
            peak.hold(end)
        return max(start, end)

    def _look(self, tracks: Tracks, size_wh: tuple[int, int], watched_until: float) -> None:
        """Take in what the frame shows."""
        now = tracks.captured_at
        turnout = self._attendance.update(tracks.ids, now)
        standing = stand(tracks, size_wh)
        inside = self._zone_map.inside(standing.on_picture)
        cells = cells_of(standing.on_picture)
        self._totals.count_people(
            self._lines.update(standing, turnout),
            self._dwell.update(inside, turnout, now, watched_until),
        )
        self._moment = Moment(
            people=np.array([len(tracks), *inside.sum(axis=0)], np.float64),
            cells=per_cell(cells),
            motion=self._flow.update(standing, cells, turnout, now),
        )
        for peak, people in zip(self._peaks, self._moment.people, strict=True):
            peak.change(int(people), now)

    @property
    def _window_end(self) -> float:
        return (self._index + 1) * self._window_s

    def _open_window(self, index: int, started_at: float | None = None) -> None:
        self._index = index
        self._started_at = index * self._window_s if started_at is None else started_at
        self._totals = Totals(len(self._zone_map), len(self._scene.lines))
        for peak in self._peaks:
            peak.peak = 0

    def _close_window(self, moment: Moment, until: float, ended_at: float | None = None) -> Window:
        window = self._window(moment, until, self._window_end if ended_at is None else ended_at, final=True)
        if window.balance is not None:
            self._ledger.settle(window.balance)
        return window

    def _window(self, moment: Moment, until: float, ended_at: float, *, final: bool) -> Window:
        """The window so far, with the moment at its end, which was observed `until` then."""
        means = self._totals.people_mean(moment)
        # Never below the mean, for the pictures of a slow camera that no time was seen to hold.
        peaks = [max(peak.peak, floor(mean)) for peak, mean in zip(self._peaks, means, strict=True)]
        return Window(
            camera=self._camera,
            started_at=self._started_at,
            ended_at=ended_at,
            detector=self._detector,
            observed_s=self._totals.observed_s,
            frames=self._totals.frames,
            dropped=self._totals.dropped,
            skipped=self._totals.skipped,
            people_now=int(moment.people[0]),
            people_mean=float(means[0]),
            people_peak=peaks[0],
            zones=self._zone_figures(moment, means, peaks, until),
            lines=self._line_figures(),
            balance=self._balance(means, ended_at),
            density=self._totals.density(moment),
            flow=self._totals.flow(),
            final=final,
        )

    def _zone_figures(
        self, moment: Moment, means: Sums, peaks: list[int], until: float
    ) -> tuple[ZoneFigures, ...]:
        stays = self._dwell.current(until)
        return tuple(
            ZoneFigures(
                name=zone.name,
                people_now=int(moment.people[1 + index]),
                people_mean=float(means[1 + index]),
                people_peak=peaks[1 + index],
                dwell=summarise(index, self._totals.stays, stays),
                people_per_m2=float(means[1 + index]) / area if area else None,
            )
            for index, (zone, area) in enumerate(zip(self._scene.zones, self._area_m2, strict=True))
        )

    def _line_figures(self) -> tuple[LineFigures, ...]:
        entered, left = self._totals.entered.tolist(), self._totals.left.tolist()
        return tuple(
            LineFigures(line.name, entered[index], left[index])
            for index, line in enumerate(self._scene.lines)
        )

    def _balance(self, means: Sums, ended_at: float) -> Balance | None:
        if not self._scene.lines:
            return None
        names = [zone.name for zone in self._scene.zones]
        presence = 1 + names.index(self._scene.presence_zone) if self._scene.presence_zone else 0
        return self._ledger.after(
            self._started_at,
            ended_at,
            net=int(self._totals.entered.sum() - self._totals.left.sum()),
            seen=float(means[presence]),
        )


def _place_of(drawn: _Drawn, before: Sequence[_Drawn], same: Callable[[_Drawn, _Drawn], bool]) -> int:
    """Where among those before the same one stood; -1 for none."""
    return next((place for place, old in enumerate(before) if same(old, drawn)), -1)


def _same_name(old: Zone, new: Zone) -> bool:
    # Whoever stands in a zone whose corner was moved, and is still in it, goes on with the same stay.
    return old.name == new.name


def _same_place(old: Line, new: Line) -> bool:
    return np.array_equal(old.start, new.start) and np.array_equal(old.end, new.end)
