"""A check-in, as a record: what a gate tells of a member whom it let in. There is none of anybody else."""

from collections.abc import Mapping

from passerby.events.checked import Record, time_text
from passerby.shapes.check_in import CheckIn
from passerby.shapes.errors import RecordError
from passerby.shapes.identity import is_id
from passerby.shapes.presentation import GateMode

VERSION = 1
KIND = "gate.check_in"


def to_record(check_in: CheckIn) -> dict[str, object]:
    """The check-in as a JSON-safe record; its time to the millisecond."""
    return {
        "version": VERSION,
        "kind": KIND,
        "pass": check_in.pass_id,
        "site": check_in.site,
        "camera": check_in.camera,
        "at": time_text(check_in.at),
        "mode": check_in.mode.value,
    }


def from_record(record: Mapping[str, object]) -> CheckIn:
    """The check-in that a record tells. Raises RecordError, naming the field."""
    fields = Record(record, "check_in")
    if fields.take("version") != VERSION or fields.take("kind") != KIND:
        raise RecordError(
            f"wanted a record of kind {KIND!r}, version {VERSION}; got kind {record.get('kind')!r}, version "
            f"{record.get('version')!r}: update the older of hub and agent"
        )
    check_in = CheckIn(
        pass_id=_id(fields, "pass"),
        site=_id(fields, "site"),
        camera=fields.text("camera"),
        at=fields.time("at"),
        mode=GateMode(fields.one_of("mode", tuple(GateMode))),
    )
    fields.finish()
    return check_in


def _id(fields: Record, key: str) -> str:
    text = fields.text(key)
    if not is_id(text):
        raise RecordError(f"check_in.{key} must be an id, 12 of a-z and 0-9; got {text[:80]!r}")
    return text
