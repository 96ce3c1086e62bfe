"""The value that a rule watches, from what the cameras tell just now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from passerby.events.live import LiveCamera
from passerby.hub.alerts.models import AlertRule

LIVE = "live"


class Live(Protocol):
    """Where the live figures are; see `hub.live.board`."""

    def camera(self, camera_id: str) -> LiveCamera | None:
        """The camera's last word, None when it is too old to be true."""
        ...


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule is about. cameras: those of the rule, or of its whole site; zone "" is the whole view."""

    kind: str
    cameras: tuple[str, ...]
    zone: str


def reading(subject: Subject, live: Live, last_live_at: Mapping[str, float], at: float) -> float | None:
    """The value, None when nothing is known. A site's people are the sum of the cameras that are known.

    last_live_at: when each camera last gave pictures, seconds since 1970-01-01 UTC.
    """
    if subject.kind == AlertRule.Kind.CAMERA_DOWN:
        silent = [at - last_live_at[camera] for camera in subject.cameras if camera in last_live_at]
        return max(silent, default=None)
    known = [told for camera in subject.cameras if (told := live.camera(camera)) and told.state == LIVE]
    if not known:
        return None
    if subject.kind == AlertRule.Kind.OCCUPANCY:
        return _people(known, subject.zone)
    return _worst_of_zones(known, subject)


def _people(known: Iterable[LiveCamera], zone: str) -> float | None:
    if not zone:
        return float(sum(camera.people_now for camera in known))
    people = [found.people_now for camera in known for found in camera.zones if found.name == zone]
    return float(sum(people)) if people else None


def _worst_of_zones(known: Iterable[LiveCamera], subject: Subject) -> float | None:
    """The densest zone, or the longest wait: of the rule's zone, or of any."""
    zones = [zone for camera in known for zone in camera.zones if subject.zone in ("", zone.name)]
    if subject.kind == AlertRule.Kind.DENSITY:
        return max((zone.people_per_m2 for zone in zones if zone.people_per_m2 is not None), default=None)
    return max((zone.dwell_mean_s for zone in zones), default=None)
