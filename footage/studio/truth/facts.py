"""What a clip says of itself: `NAME.json`, written by the renderer and read strictly."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from footage.studio.errors import ClipError
from footage.studio.truth.derive import Derived, Reel
from footage.studio.truth.pinhole import Pinhole

LICENCE = "CC0-1.0"


@dataclass(frozen=True, slots=True)
class Site:
    """The place that a clip pretends to show. time_zone: a name of the IANA database."""

    name: str
    city: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Presentation:
    """The span in which these people's faces are near and turned to a gate's camera, both ends included."""

    people: tuple[int, ...]
    from_frame: int
    to_frame: int


@dataclass(frozen=True, slots=True)
class Facts:
    """A clip's facts but for the figures that are derived from its truth. The camera's size is the reel's."""

    clip: str
    title: str
    site: Site
    reel: Reel
    camera: Pinhole
    members: tuple[int, ...] = ()
    strangers: tuple[int, ...] = ()
    presentations: tuple[Presentation, ...] = ()


def facts_text(facts: Facts, derived: Derived) -> str:
    """The text of `NAME.json`."""
    document: dict[str, object] = {
        "clip": facts.clip,
        "title": facts.title,
        "synthetic": True,
        "licence": LICENCE,
        "site": asdict(facts.site),
        **asdict(facts.reel),
        "camera": {
            "focal_px": facts.camera.focal_px,
            "position_m": facts.camera.position_m.tolist(),
            "rotation": facts.camera.rotation.tolist(),
        },
        "derived": derived.as_facts(),
    }
    if facts.members or facts.strangers:
        document["roles"] = {"members": facts.members, "strangers": facts.strangers}
        document["presentations"] = [asdict(presentation) for presentation in facts.presentations]
    return json.dumps(document, indent=1) + "\n"


def read_facts(path: Path) -> tuple[Facts, object]:
    """The facts of a `NAME.json` and, as JSON gives it, what it says is derived. Raises ClipError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ClipError(f"{path.name} cannot be read as JSON: {error}; render the clip again") from error
    try:
        return _facts(document), document["derived"]
    except (KeyError, TypeError, ValueError) as error:
        raise ClipError(
            f"{path.name} does not hold a clip's facts: {type(error).__name__} {error}"
        ) from error


def _facts(document: Mapping[str, object]) -> Facts:
    if document["synthetic"] is not True or document["licence"] != LICENCE:
        raise ValueError(f"a clip is synthetic and {LICENCE}")
    reel = Reel(
        width=_whole(document, "width"),
        height=_whole(document, "height"),
        fps=_number(document["fps"], "fps"),
        frames=_whole(document, "frames"),
        loops=_flag(document["loops"]),
    )
    site, roles = _table(document["site"]), _table(document.get("roles", {}))
    return Facts(
        clip=_text(document["clip"]),
        title=_text(document["title"]),
        site=Site(*(_text(site[key]) for key in ("name", "city", "time_zone"))),
        reel=reel,
        camera=_camera(_table(document["camera"]), reel),
        members=_cast(roles.get("members", [])),
        strangers=_cast(roles.get("strangers", [])),
        presentations=tuple(map(_presentation, _list(document.get("presentations", [])))),
    )


def _camera(table: Mapping[str, object], reel: Reel) -> Pinhole:
    position, rotation = np.array(table["position_m"], np.float64), np.array(table["rotation"], np.float64)
    if position.shape != (3,) or rotation.shape != (3, 3):
        raise ValueError(
            f"position_m is of 3 numbers and rotation of 3×3; got {position.shape}, {rotation.shape}"
        )
    if not np.allclose(rotation @ rotation.T, np.eye(3), atol=1e-4) or np.linalg.det(rotation) < 0:
        raise ValueError(
            "the rows of rotation must be right, up and backward, at right angles and of length 1"
        )
    return Pinhole(_number(table["focal_px"], "focal_px"), position, rotation, reel.width, reel.height)


def _presentation(value: object) -> Presentation:
    table = _table(value)
    return Presentation(_cast(table["people"]), _whole(table, "from_frame"), _whole(table, "to_frame"))


def _cast(value: object) -> tuple[int, ...]:
    people = _list(value)
    if not all(type(person) is int and person > 0 for person in people):
        raise ValueError(f"people are cast numbers, from 1; got {people}")
    return tuple(int(str(person)) for person in people)


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"wanted an object; got {value!r}")
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError(f"wanted a list; got {value!r}")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"wanted text; got {value!r}")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"wanted true or false; got {value!r}")
    return value


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e6:
        raise ValueError(f"{name} must be a number above 0; got {value!r}")
    return value


def _whole(table: Mapping[str, object], name: str) -> int:
    value = table[name]
    if type(value) is not int or not 0 < value < 1_000_000:
        raise ValueError(f"{name} must be a whole number from 1; got {value!r}")
    return value
