"""How a camera is doing, and how it did over the last day, from what its agent told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Literal

from passerby.cameras.health import CameraState
from passerby.events.camera_health import CameraHealthRecord, from_record
from passerby.hub.sites.models import Camera, CameraStatus
from passerby.shapes.errors import RecordError

SILENT_AFTER_S = 150
"""Agents tell once a minute; after so long without a word nothing is known."""

MOST_WORDS = 5000
"""A day has 1,440 minutes; of a camera that changes all the time the latest changes are told."""

UNKNOWN = "unknown"

Tone = Literal["", "warn", "bad", "off"]

_WORDS: dict[str, tuple[str, Tone]] = {
    CameraState.CONNECTING: ("being opened", "warn"),
    CameraState.LIVE: ("live", ""),
    CameraState.STALLED: ("no pictures", "warn"),
    CameraState.FAILED: ("cannot be opened", "bad"),
    CameraState.ENDED: ("played to its end", "off"),
    CameraState.STOPPED: ("switched off", "off"),
    UNKNOWN: ("nothing was heard", "off"),
}


@dataclass(frozen=True, slots=True)
class Health:
    """The last word on a camera. is_old: nothing was heard since for longer than is usual."""

    told: CameraHealthRecord
    is_old: bool

    @property
    def words(self) -> str:
        """Its state in words."""
        return _WORDS[self.told.state][0]

    @property
    def tone(self) -> Tone:
        """How urgent that is."""
        return _WORDS[self.told.state][1]

    @property
    def lag(self) -> str:
        """From a picture to its figures, in milliseconds: the median, and what 95 of 100 do not exceed."""
        if self.told.lag_p50_s is None or self.told.lag_p95_s is None:
            return "not measured yet"
        return f"{self.told.lag_p50_s * 1000:.0f} ms, 95 of 100 within {self.told.lag_p95_s * 1000:.0f} ms"

    @property
    def at(self) -> datetime:
        """When this was told."""
        return datetime.fromtimestamp(self.told.at, UTC)

    @property
    def since(self) -> datetime:
        """Since when it is in this state."""
        return datetime.fromtimestamp(self.told.since, UTC)

    @property
    def next_try_at(self) -> datetime | None:
        """When it is opened again."""
        at = self.told.next_try_at
        return None if at is None else datetime.fromtimestamp(at, UTC)


@dataclass(frozen=True, slots=True)
class Spell:
    """A span of time in one state, UTC seconds. state: of cameras.health, or UNKNOWN."""

    started_at: float
    ended_at: float
    state: str
    reason: str = ""

    @property
    def words(self) -> str:
        """The state in words."""
        return _WORDS[self.state][0]

    @property
    def tone(self) -> Tone:
        """How urgent it was."""
        return _WORDS[self.state][1]

    @property
    def began(self) -> datetime:
        """When it began."""
        return datetime.fromtimestamp(self.started_at, UTC)

    @property
    def length_s(self) -> float:
        """How long it lasted."""
        return self.ended_at - self.started_at


def latest_health(camera: Camera, now_s: float | None = None) -> Health | None:
    """The last word on the camera, or None where none is kept or it cannot be read."""
    row = CameraStatus.objects.filter(camera=camera).first()
    if row is None:
        return None
    try:
        told = from_record(row.figures)
    except RecordError:
        return None
    return Health(told, is_old=now_s is not None and now_s - told.at > SILENT_AFTER_S)


def spells(camera: Camera, start_s: float, end_s: float) -> list[Spell]:
    """The states between two times, in order and without gaps; UNKNOWN where nobody told."""
    rows = CameraStatus.objects.filter(
        camera=camera, at__gte=int((start_s - SILENT_AFTER_S) * 1000), at__lt=int(end_s * 1000)
    )
    words = [
        (at / 1000, state, reason)
        for at, state, reason in rows.values_list("at", "state", "reason")[:MOST_WORDS]
    ]
    return merged(words[::-1], start_s, end_s)


def merged(words: Iterable[tuple[float, str, str]], start_s: float, end_s: float) -> list[Spell]:
    """Spells from words (when, state, reason) in order of time. A word holds until the next, but not long."""
    found: list[Spell] = []
    told_until = start_s
    for (at, state, reason), (after, _, _) in pairwise([*words, (end_s, "", "")]):
        begins, ends = max(at, start_s), min(after, at + SILENT_AFTER_S, end_s)
        if ends <= begins:
            continue
        if begins > told_until:
            found.append(Spell(told_until, begins, UNKNOWN))
        _lengthen(found, Spell(begins, ends, state if state in _WORDS else UNKNOWN, reason))
        told_until = ends
    if told_until < end_s:
        _lengthen(found, Spell(told_until, end_s, UNKNOWN))
    return found


def _lengthen(found: list[Spell], spell: Spell) -> None:
    """Append the spell, or let the last one go on where nothing changed."""
    last = found[-1] if found else None
    if last and (last.state, last.reason) == (spell.state, spell.reason):
        found[-1] = Spell(last.started_at, spell.ended_at, last.state, last.reason)
    else:
        found.append(spell)
