"""How a camera is doing, as a record: published when its state changes, and once a minute."""

from collections.abc import Mapping
from dataclasses import dataclass

from passerby.cameras.health import CameraState
from passerby.events.checked import Record, fitting_text, time_text
from passerby.shapes.errors import RecordError

VERSION = 1
KIND = "camera.health"


@dataclass(frozen=True, slots=True)
class CameraHealthRecord:
    """One camera at one moment; holds no address and no password.

    at, since, next_try_at: UTC seconds, to the millisecond. reason: why the camera is stalled, failed or
    ended; else empty. received, dropped, damaged, reconnects: as in cameras.health. fps: measured; 0 before
    there are two frames. width, height: pixels, 0 before the first frame. analysed, skipped: frames looked
    at, and those of them that a motion gate found unchanged. lag_p50_s, lag_p95_s: from a frame's capture to
    its figures, over the last minute; None when there were none. note: more that an operator should know.
    """

    camera: str
    at: float
    state: CameraState
    reason: str
    since: float
    next_try_at: float | None
    received: int
    dropped: int
    damaged: int
    reconnects: int
    fps: float
    codec: str
    width: int
    height: int
    analysed: int
    skipped: int
    lag_p50_s: float | None
    lag_p95_s: float | None
    note: str


def to_record(health: CameraHealthRecord) -> dict[str, object]:
    """The health as a JSON-safe record. Text that would not be read again is cut to what is."""
    return {
        "version": VERSION,
        "kind": KIND,
        "camera": health.camera,
        "at": time_text(health.at),
        "state": health.state.value,
        "reason": fitting_text(health.reason),
        "since": time_text(health.since),
        "next_try_at": None if health.next_try_at is None else time_text(health.next_try_at),
        "received": health.received,
        "dropped": health.dropped,
        "damaged": health.damaged,
        "reconnects": health.reconnects,
        "fps": _rounded(health.fps),
        "codec": fitting_text(health.codec),
        "width": health.width,
        "height": health.height,
        "analysed": health.analysed,
        "skipped": health.skipped,
        "lag_p50_s": _rounded_if_any(health.lag_p50_s),
        "lag_p95_s": _rounded_if_any(health.lag_p95_s),
        "note": fitting_text(health.note),
    }


def from_record(record: Mapping[str, object]) -> CameraHealthRecord:
    """The health that a record tells. Raises RecordError, naming the field."""
    fields = Record(record, "health")
    if fields.take("version") != VERSION or fields.take("kind") != KIND:
        raise RecordError(
            f"wanted a record of kind {KIND!r}, version {VERSION}; got kind {record.get('kind')!r}, version "
            f"{record.get('version')!r}: update the older of hub and agent"
        )
    health = CameraHealthRecord(
        camera=fields.text("camera"),
        at=fields.time("at"),
        state=CameraState(fields.one_of("state", tuple(CameraState))),
        reason=fields.any_text("reason"),
        since=fields.time("since"),
        next_try_at=fields.optional_time("next_try_at"),
        received=fields.count("received"),
        dropped=fields.count("dropped"),
        damaged=fields.count("damaged"),
        reconnects=fields.count("reconnects"),
        fps=fields.number("fps"),
        codec=fields.any_text("codec"),
        width=fields.count("width"),
        height=fields.count("height"),
        analysed=fields.count("analysed"),
        skipped=fields.count("skipped"),
        lag_p50_s=fields.optional_number("lag_p50_s"),
        lag_p95_s=fields.optional_number("lag_p95_s"),
        note=fields.any_text("note"),
    )
    fields.finish()
    return health


def _rounded(value: float) -> float:
    return round(float(value), 3)


def _rounded_if_any(value: float | None) -> float | None:
    return None if value is None else _rounded(value)
