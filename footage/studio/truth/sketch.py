"""The zones and lines drawn on a clip's picture, read from its `NAME.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from footage.studio.errors import ClipError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Zone:
    """A polygon, (K, 2), in parts of the picture's width and height."""

    name: str
    points: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A directed segment between two points (2,), in parts of the picture's width and height."""

    name: str
    start: Floats
    end: Floats


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is drawn on one clip's picture."""

    zones: tuple[Zone, ...] = ()
    lines: tuple[Line, ...] = ()


def read_sketch(path: Path) -> Sketch:
    """Read the zones and lines of a scene file. Raises ClipError naming the file and what is wrong."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ClipError(f"{path.name} cannot be read as TOML: {error}; render the clip again") from error
    try:
        return Sketch(
            tuple(Zone(_name(table), _points(table, "points")) for table in document.get("zone", [])),
            tuple(
                Line(_name(table), _points(table, "from")[0], _points(table, "to")[0])
                for table in document.get("line", [])
            ),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ClipError(
            f"{path.name}: wanted [[zone]] with name and points, and [[line]] with name, from and to; "
            f"found {type(error).__name__} {error}"
        ) from error


def _name(table: Mapping[str, object]) -> str:
    name = table["name"]
    if not isinstance(name, str) or not name:
        raise ValueError(f"name must be text; got {name!r}")
    return name


def _points(table: Mapping[str, object], key: str) -> Floats:
    points = np.array(table[key], np.float64).reshape(-1, 2)
    if not np.isfinite(points).all() or (points < 0).any() or (points > 1).any():
        raise ValueError(f"{key} must be numbers from 0 to 1; got {table[key]}")
    return points
