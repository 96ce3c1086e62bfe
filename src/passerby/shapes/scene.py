"""What an operator draws on a camera's picture, in normalised points: 0,0 top left, 1,1 bottom right."""

from dataclasses import dataclass
from datetime import UTC, tzinfo

import numpy as np
import numpy.typing as npt

from passerby.shapes import polygons
from passerby.shapes.boxes import Points
from passerby.shapes.errors import SceneError

MAX_POINTS = 64
MAX_ITEMS = 64
MAX_NAME = 80

DEFAULT_RESET_HOUR = 4
"""The quietest hour of most places: when the in/out balance starts again unless a scene says otherwise."""


def _points(points: Points, what: str) -> Points:
    array = np.array(points, np.float64)
    if array.ndim != 2 or array.shape[1] != 2:
        raise SceneError(f"{what}: a point is two numbers, x and y; got an array of shape {array.shape}")
    if len(array) > MAX_POINTS:
        raise SceneError(f"{what}: at most {MAX_POINTS} points; got {len(array)}")
    outside = ~np.isfinite(array).all(axis=1) | (array < 0).any(axis=1) | (array > 1).any(axis=1)
    if outside.any():
        x, y = array[outside][0]
        raise SceneError(
            f"{what}: the point {x:g},{y:g} is off the picture; points run from 0,0 (top left) to 1,1 "
            "(bottom right), so divide pixels by the picture's width and height"
        )
    array.setflags(write=False)
    return array


def _without_repeats(polygon: Points) -> Points:
    kept: Points = polygon[(polygon != np.roll(polygon, 1, axis=0)).any(axis=1)]
    kept.setflags(write=False)
    return kept


def _check_name(name: str, what: str) -> None:
    if not name.strip() or len(name) > MAX_NAME or not name.isprintable():
        raise SceneError(f"a {what} needs a printable name of 1 to {MAX_NAME} characters; got {name!r}")


@dataclass(frozen=True, slots=True, eq=False)
class Zone:
    """A polygon (K, 2) on the picture, K ≥ 3, that does not cross itself.

    A point that repeats the one before it is dropped, so a polygon may be closed by its first point.
    """

    name: str
    polygon: Points

    def __post_init__(self) -> None:
        _check_name(self.name, "zone")
        polygon = _without_repeats(_points(self.polygon, f"zone {self.name!r}"))
        object.__setattr__(self, "polygon", polygon)
        if len(polygon) < 3:
            raise SceneError(
                f"zone {self.name!r} has {len(polygon)} different points; an area needs at least 3"
            )
        if polygons.crosses_itself(polygon):
            raise SceneError(
                f"zone {self.name!r} crosses, touches or folds back on itself; "
                "list its corners in order around the edge"
            )
        if polygons.area(polygon) < 1e-6:
            raise SceneError(f"zone {self.name!r} is too small to stand in; draw it larger")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A directed segment. Who walks from its left to its right, seen along start→end, comes in."""

    name: str
    start: Points
    end: Points

    def __post_init__(self) -> None:
        _check_name(self.name, "line")
        both = _points(np.array([self.start, self.end]), f"line {self.name!r}")
        object.__setattr__(self, "start", both[0])
        object.__setattr__(self, "end", both[1])
        if np.linalg.norm(both[1] - both[0]) < 1e-3:
            raise SceneError(f"line {self.name!r} has no length; it needs two points that differ")


def _turns(corners: Points, unit: str) -> npt.NDArray[np.float64]:
    """The sense, -1 or 1, in which each three of the four corners run; SceneError if one three has none."""
    triples = np.array([np.delete(corners, left_out, axis=0) for left_out in range(4)])
    signed = polygons.signed_area(triples)
    spread = float(np.ptp(corners, axis=0).max()) ** 2
    if np.abs(signed).min() <= 1e-3 * spread:
        raise SceneError(
            f"three of the calibration's four points lie on one line {unit}; "
            "use the corners of a rectangle on the ground"
        )
    return np.asarray(np.sign(signed))


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Four points of the ground on the picture, and where they lie in metres, in the same order.

    picture: (4, 2) normalised. ground_m: (4, 2) metres, any origin. No three may lie on one line.
    """

    picture: Points
    ground_m: Points

    def __post_init__(self) -> None:
        picture = _points(self.picture, "calibration")
        ground = np.array(self.ground_m, np.float64)
        if picture.shape != (4, 2) or ground.shape != (4, 2):
            raise SceneError(
                f"a calibration needs 4 points on the picture and the same 4 in metres; "
                f"got {len(picture)} and {len(ground)}"
            )
        if not np.isfinite(ground).all():
            raise SceneError("a calibration's metres must be finite numbers")
        turns = [
            _turns(corners, unit) for corners, unit in ((picture, "on the picture"), (ground, "in metres"))
        ]
        # A camera sees all of a plane from one side, so every three corners keep, or all swap, their sense.
        if abs((turns[0] * turns[1]).sum()) != 4:
            raise SceneError(
                "the calibration's four points run in a different order on the picture and in metres; "
                "give the same corner first, second, third and fourth in both lists"
            )
        object.__setattr__(self, "picture", picture)
        object.__setattr__(self, "ground_m", ground)
        ground.setflags(write=False)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything drawn on one camera's picture; empty means: count the whole view.

    presence_zone: the zone whose people the in/out balance is held against; empty: the whole view.
    reset_hour, time_zone: the local hour, 0..23, at which that balance starts again from what is seen.
    """

    zones: tuple[Zone, ...] = ()
    lines: tuple[Line, ...] = ()
    calibration: Calibration | None = None
    presence_zone: str = ""
    reset_hour: int = DEFAULT_RESET_HOUR
    time_zone: tzinfo = UTC

    def __post_init__(self) -> None:
        for what, names in (("zone", [z.name for z in self.zones]), ("line", [x.name for x in self.lines])):
            if len(names) > MAX_ITEMS:
                raise SceneError(f"at most {MAX_ITEMS} {what}s on one camera; got {len(names)}")
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise SceneError(f"two {what}s are called {twice!r}; each needs its own name")
        if self.presence_zone and self.presence_zone not in [zone.name for zone in self.zones]:
            raise SceneError(f"the presence zone {self.presence_zone!r} is not among the zones of this scene")
        if not 0 <= self.reset_hour <= 23:
            raise SceneError(f"the reset hour must be a whole hour from 0 to 23; got {self.reset_hour}")
