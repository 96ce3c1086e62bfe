"""What a camera sees now: overwritten several times a second, kept nowhere."""

from dataclasses import dataclass

from passerby.cameras.health import CameraState
from passerby.events.checked import Record, fitting_text
from passerby.events.json_text import read_object, write_object
from passerby.shapes.errors import RecordError
from passerby.shapes.scene import MAX_ITEMS

VERSION = 1
KIND = "camera.live"
MAX_LIVE_BYTES = 128 * 1024


@dataclass(frozen=True, slots=True)
class LiveZone:
    """One zone now. dwell_mean_s: how long those in it have been there; 0 when nobody is."""

    name: str
    people_now: int
    dwell_mean_s: float
    people_per_m2: float | None = None


@dataclass(frozen=True, slots=True)
class LiveLine:
    """Crossings of one line in the window that is filling."""

    name: str
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class LiveCamera:
    """One camera now. All times are UTC seconds.

    at: when this was said. captured_at: when the newest counted picture was taken; None before the first.
    state, reason: as in cameras.health. lag_s: from capture to figures; None before the first picture.
    people_now: in the whole view. window_started_at: of the window that is filling; None when none is.
    """

    camera: str
    at: float
    captured_at: float | None
    state: CameraState
    reason: str
    fps: float
    lag_s: float | None
    people_now: int
    zones: tuple[LiveZone, ...]
    lines: tuple[LiveLine, ...]
    window_started_at: float | None


def to_bytes(live: LiveCamera) -> bytes:
    """The figures as UTF-8 JSON."""
    return write_object(
        {
            "version": VERSION,
            "kind": KIND,
            "camera": live.camera,
            "at": live.at,
            "captured_at": live.captured_at,
            "state": live.state.value,
            "reason": fitting_text(live.reason),
            "fps": live.fps,
            "lag_s": live.lag_s,
            "people_now": live.people_now,
            "zones": [
                {
                    "name": zone.name,
                    "people_now": zone.people_now,
                    "dwell_mean_s": zone.dwell_mean_s,
                    "people_per_m2": zone.people_per_m2,
                }
                for zone in live.zones
            ],
            "lines": [{"name": line.name, "entered": line.entered, "left": line.left} for line in live.lines],
            "window_started_at": live.window_started_at,
        }
    )


def from_bytes(raw: bytes) -> LiveCamera:
    """The figures that `to_bytes` wrote. Raises RecordError, naming the field."""
    fields = Record(read_object(raw, MAX_LIVE_BYTES, "live"), "live")
    if (fields.take("version"), fields.take("kind")) != (VERSION, KIND):
        raise RecordError(
            f"wanted live figures of version {VERSION}; got another: update the older of hub and agent"
        )
    live = LiveCamera(
        camera=fields.text("camera"),
        at=fields.number("at"),
        captured_at=fields.optional_number("captured_at"),
        state=CameraState(fields.one_of("state", tuple(CameraState))),
        reason=fields.any_text("reason"),
        fps=fields.number("fps"),
        lag_s=fields.optional_number("lag_s"),
        people_now=fields.count("people_now"),
        zones=tuple(map(_read_zone, fields.records("zones", MAX_ITEMS))),
        lines=tuple(map(_read_line, fields.records("lines", MAX_ITEMS))),
        window_started_at=fields.optional_number("window_started_at"),
    )
    fields.finish()
    return live


def _read_zone(zone: Record) -> LiveZone:
    figures = LiveZone(
        name=zone.text("name"),
        people_now=zone.count("people_now"),
        dwell_mean_s=zone.number("dwell_mean_s"),
        people_per_m2=zone.optional_number("people_per_m2"),
    )
    zone.finish()
    return figures


def _read_line(line: Record) -> LiveLine:
    figures = LiveLine(line.text("name"), line.count("entered"), line.count("left"))
    line.finish()
    return figures
