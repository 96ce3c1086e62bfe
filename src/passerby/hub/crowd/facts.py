"""What an event says, or why it is refused. Whatever could harm what is stored is refused here."""

from dataclasses import dataclass

from passerby.events import camera_health, window_record
from passerby.events.camera_health import CameraHealthRecord
from passerby.events.checked import time_text
from passerby.events.envelope import Event
from passerby.shapes.errors import RecordError
from passerby.shapes.scene import MAX_NAME
from passerby.shapes.window import Window

Fact = Window | CameraHealthRecord

AHEAD_S = 3600.0
"""A clock that is ahead of the hub's by more is wrong: its figures would lie in a future that never comes."""

EARLIEST_S = 946_684_800.0
"""The first second of 2000. A clock that was never set stands before it."""

LONGEST_WINDOW_S = 3600.0
MOST = 1_000_000
"""More people, crossings or stays than this are in no window."""

_MOST_FRAMES = 2**31 - 1
_UNTOLD = "agent.untold"
"""Says that an event could not be told as it was."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One numbered event, as far as it was understood. fact: None where it is refused, for `reason`."""

    number: int
    fact: Fact | None
    reason: str = ""


def read_event(event: Event, now_s: float) -> Arrival:
    """The fact that an event tells; a refusal where it tells none."""
    try:
        return Arrival(event.number, _fact(event, now_s))
    except RecordError as error:
        return Arrival(event.number, None, str(error))


def arrival_of(number: int, window: Window, now_s: float) -> Arrival:
    """A window that was read; a refusal where its figures are not to be believed."""
    try:
        _check(window, now_s)
    except RecordError as error:
        return Arrival(number, None, str(error))
    return Arrival(number, window)


def _fact(event: Event, now_s: float) -> Fact:
    if event.kind == window_record.KIND:
        window = window_record.from_record(event.body, packs=True)
        _check(window, now_s)
        return window
    if event.kind == camera_health.KIND:
        health = camera_health.from_record(event.body)
        _check_time(health.camera, health.at, now_s)
        return health
    if event.kind == _UNTOLD:
        raise RecordError(f"the agent could not tell it: {str(event.body.get('reason'))[:300]}")
    raise RecordError(f"wanted an event of a kind that this hub knows; got {event.kind!r}: update the hub")


def _check(window: Window, now_s: float) -> None:
    name = f"the window of camera {window.camera}"
    if not window.final:
        raise RecordError(f"{name} is still filling; only what is final is stored")
    length_s = window.ended_at - window.started_at
    if length_s > LONGEST_WINDOW_S:
        raise RecordError(f"{name} is {length_s:.0f} s long; at most {LONGEST_WINDOW_S:.0f} s are taken")
    _check_time(window.camera, window.started_at, now_s)
    _check_time(window.camera, window.ended_at, now_s)
    if max(window.frames, window.dropped, window.skipped) > _MOST_FRAMES:
        raise RecordError(f"{name} has more than {_MOST_FRAMES} frames")
    if _largest(window) > MOST:
        raise RecordError(f"{name} tells of {_largest(window):.0f} people; no more than {MOST} are believed")
    names = [*(("zone", zone.name) for zone in window.zones), *(("line", line.name) for line in window.lines)]
    if len(set(names)) < len(names):
        raise RecordError(f"{name} has two zones or two lines of one name")
    if any(len(each) > MAX_NAME for _, each in names):
        raise RecordError(f"{name} has a zone or line whose name is longer than {MAX_NAME} characters")


def _largest(window: Window) -> float:
    """The largest number of people, crossings or stays."""
    largest = max(window.people_now, window.people_mean, window.people_peak, window.density.max())
    for zone in window.zones:
        largest = max(largest, zone.people_now, zone.people_mean, zone.people_peak, *zone.dwell.ended)
    for line in window.lines:
        largest = max(largest, line.entered, line.left)
    return float(largest)


def _check_time(camera: str, at: float, now_s: float) -> None:
    if not EARLIEST_S <= at <= now_s + AHEAD_S:
        raise RecordError(
            f"figures of camera {camera} are dated {time_text(at)}, and it is {time_text(now_s)}; "
            "set the clock of the agent's machine"
        )
