"""Series as SVG path data, broken where nothing was observed."""

from collections.abc import Iterable, Sequence

from passerby.hub.charts.markup import decimal
from passerby.hub.charts.model import Point

Run = list[tuple[float, float]]
"""Points with values, one after the other, without a gap between them."""

_APART = 1.5


def runs(points: Iterable[Point], step_s: float | None = None) -> list[Run]:
    """The points cut where a value is missing, or where two points are more than 1.5 steps apart."""
    found: list[Run] = []
    open_run: Run = []
    for at, value in points:
        too_far = bool(open_run) and step_s is not None and at - open_run[-1][0] > _APART * step_s
        if open_run and (value is None or too_far):
            found.append(open_run)
            open_run = []
        if value is not None:
            open_run.append((at, value))
    return [*found, open_run] if open_run else found


def line_path(points: Sequence[tuple[float, float]]) -> str:
    """Path data through points of x, y. One point alone is a line without length: a dot by round caps."""
    moves = " ".join(f"{decimal(x)} {decimal(y)}" for x, y in points)
    return f"M{moves}" + ("h0" if len(points) == 1 else "")


def area_path(upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]]) -> str:
    """Path data of the surface between two lines of the same x."""
    return f"{line_path([*upper, *reversed(lower)])}Z"
