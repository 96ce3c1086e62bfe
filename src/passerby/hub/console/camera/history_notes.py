"""What becomes of the history of a zone or line that is given another name or taken away.

Figures are kept by name, so what is counted under another name begins another series. Who is about to save
that is told before.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from passerby.hub.crowd.models import Series
from passerby.hub.sites.models import Camera
from passerby.shapes.scene import MAX_ITEMS, MAX_NAME

_Shape = Mapping[str, Any]
_Kept = frozenset[str]
_WORDS: dict[Literal["zones", "lines"], tuple[str, str]] = {
    "zones": (Series.Kind.ZONE, "zone"),
    "lines": (Series.Kind.LINE, "line"),
}


def history_notes(camera: Camera, document: Mapping[str, Any]) -> list[str]:
    """A sentence for each stored zone and line with figures whose name the document does not have any more.

    document: a scene from outside, of which nothing needs to be right.
    """
    series = list(Series.objects.filter(camera=camera).values_list("kind", "name"))
    notes: list[str] = []
    for key, (kind, word) in _WORDS.items():
        stored = list(getattr(camera, key).values("name", "points"))
        kept = frozenset(name for of, name in series if of == kind)
        notes += _notes(stored, _shapes(document.get(key)), kept, word)
    return notes


def _notes(stored: Sequence[_Shape], drawn: Sequence[_Shape], kept: _Kept, word: str) -> Iterator[str]:
    names = {shape["name"] for shape in drawn}
    for shape in stored:
        if shape["name"] in kept and shape["name"] not in names:
            yield _note(shape["name"], _new_name(shape, stored, drawn), kept, word)


def _note(old: str, new: str, kept: _Kept, word: str) -> str:
    if not new:
        return f'History of "{old}" stays under that name, and goes on should a {word} be called so again.'
    if new in kept:
        return f'History stays under the old name "{old}"; counting goes on with the one of "{new}".'
    return f'History stays under the old name "{old}"; "{new}" begins a new one.'


def _new_name(shape: _Shape, stored: Sequence[_Shape], drawn: Sequence[_Shape]) -> str:
    """What the same points are called now; "" where they are not drawn any more."""
    taken = {other["name"] for other in stored}
    found = (other["name"] for other in drawn if other.get("points") == shape["points"])
    return next((name[:MAX_NAME] for name in found if name not in taken), "")


def _shapes(value: object) -> list[_Shape]:
    shapes = value[:MAX_ITEMS] if isinstance(value, list) else []
    return [shape for shape in shapes if isinstance(shape, dict) and isinstance(shape.get("name"), str)]
