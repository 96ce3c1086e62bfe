"""What the hub would refuse of a scene that somebody is drawing, shape by shape, in its own words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from passerby.hub.sites.scenes import read_document
from passerby.shapes.errors import SceneError
from passerby.shapes.scene import MAX_ITEMS

Kind = Literal["zones", "lines", "calibration", ""]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. kind, index: of which shape; "" and 0 for the scene as a whole."""

    kind: Kind
    index: int
    text: str


def problems_of(document: Mapping[str, Any]) -> list[Problem]:
    """Everything that stands against storing the document; nothing where it can be stored."""
    found = list(_shapes(document))
    if found:
        return found
    whole = _refusal(document)
    return [Problem("", 0, whole)] if whole else []


def _shapes(document: Mapping[str, Any]) -> Iterator[Problem]:
    kinds: tuple[Literal["zones", "lines"], ...] = ("zones", "lines")
    for kind in kinds:
        shapes = document.get(kind)
        # What is no list, or too long a one, is told of the whole.
        for index, shape in enumerate(shapes[:MAX_ITEMS] if isinstance(shapes, list) else []):
            text = _refusal({kind: [shape]})
            if text:
                yield Problem(kind, index, text)
    text = _refusal({"calibration": document.get("calibration")})
    if text:
        yield Problem("calibration", 0, text)


def _refusal(document: Mapping[str, Any]) -> str:
    try:
        read_document(document)
    except SceneError as error:
        return str(error)
    return ""
