"""What somebody who looks at a camera is shown: redacted before it leaves the worker that made it."""

from dataclasses import dataclass, field
from enum import StrEnum

from passerby.shapes.window import Window


class PreviewMode(StrEnum):
    """How people are kept from being known."""

    GHOST = "ghost"
    """The scene with nobody in it, and marks."""
    PIXELATED = "pixelated"
    """The picture with people in coarse blocks."""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """One person: a box (left, top, right, bottom) and the last foot points (K, 2), newest last; all as parts
    of the picture's width and height. Nothing in it tells who it was a moment ago.
    """

    box: tuple[float, ...]
    trail: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """One look at a camera, redacted.

    size_wh: of the picture that is shown, in pixels. picture: JPEG, left out of `repr`; None in ghost mode
    where the scene is that of `scene_revision`, sent before. known_share: how much of the scene has been seen
    with nobody in it, 0..1. note: what to say beside it, "" for nothing.
    """

    camera: str
    mode: PreviewMode
    captured_at: float
    size_wh: tuple[int, int]
    marks: tuple[Mark, ...]
    current: Window | None
    known_share: float
    note: str
    scene_revision: int
    picture: bytes | None = field(repr=False)
