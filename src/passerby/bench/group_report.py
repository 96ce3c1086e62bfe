"""What `passerby bench groups` tells: who is in each photo, and how near."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from passerby.bench.face_reader import Spent
from passerby.gate.quality import Fault


class Decision(StrEnum):
    """What is said of a face. unusable: no template can be made of it."""

    ACCEPTED = "accepted"
    AMBIGUOUS = "ambiguous"
    STRANGER = "stranger"
    TOO_SMALL = "too small"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Nearest:
    """The enrolled person with the nearest template, and the next other one; "" and infinite for none."""

    best: str = ""
    distance: float = math.inf
    second_best: str = ""
    second_distance: float = math.inf


@dataclass(frozen=True, slots=True)
class SeenFace:
    """A face in a photo. box_xyxy: pixels. size_px: see Quality. faults: why a gate would not take it."""

    box_xyxy: tuple[float, float, float, float]
    size_px: float
    faults: tuple[Fault, ...]
    decision: Decision
    nearest: Nearest = Nearest()

    @property
    def name(self) -> str:
        """Who it is; "" unless accepted."""
        return self.nearest.best if self.decision is Decision.ACCEPTED else ""

    def as_record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "box": [round(edge, 1) for edge in self.box_xyxy],
            "size_px": round(self.size_px),
            "decision": self.decision.value,
            "name": self.name,
            "best": self.nearest.best,
            "distance": _told(self.nearest.distance),
            "second_best": self.nearest.second_best,
            "second_distance": _told(self.nearest.second_distance),
            "faults": list(self.faults),
        }


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo and the faces in it, from left to right. failure: why none could be looked for, or ""."""

    file: str
    faces: tuple[SeenFace, ...] = ()
    failure: str = ""

    def as_record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "file": self.file,
            "faces": [face.as_record() for face in self.faces],
            "failure": self.failure,
        }


@dataclass(frozen=True, slots=True)
class GroupsReport:
    """Everybody who was looked for, and everybody who was found.

    enrolled: how many templates each person gave. skipped: pictures of the folder that name nobody. failures:
    pictures of which no template was made, and why. threshold, margin: by which the photos were decided.
    """

    detector: str
    network: str
    false_accepts: float
    threshold: float
    margin: float
    enrolled: dict[str, int]
    skipped: tuple[str, ...]
    failures: dict[str, str]
    photos: tuple[Photo, ...]
    spent: Spent

    def as_record(self) -> dict[str, Any]:
        """The report as one JSON object."""
        return {
            "detector": self.detector,
            "network": self.network,
            "enrolled": self.enrolled,
            "skipped": list(self.skipped),
            "failures": [{"file": file, "reason": reason} for file, reason in self.failures.items()],
            "false_accepts": self.false_accepts,
            "threshold": round(self.threshold, 4),
            "margin": round(self.margin, 4),
            "photos": [photo.as_record() for photo in self.photos],
            "detect_ms": round(self.spent.detect_ms, 3),
            "template_ms": round(self.spent.template_ms, 3),
        }


def _told(apart: float) -> float | None:
    """JSON has no infinity."""
    return round(apart, 4) if math.isfinite(apart) else None
