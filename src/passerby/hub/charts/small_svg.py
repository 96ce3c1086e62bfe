"""Small charts that stand beside a number: a sparkline, and a bar of parts of a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from passerby.hub.charts.markup import Markup, decimal, element
from passerby.hub.charts.paths import line_path, runs
from passerby.hub.charts.words import number_text
from passerby.shapes.errors import ChartError

_WIDTH, _HEIGHT, _AIR = 200.0, 34, 3


def sparkline_svg(values: Sequence[float | None]) -> Markup:
    """How a figure went, without axes, broken where a value is None. Read out is the number beside it."""
    known = [value for value in values if value is not None]
    top = max([0.0, *known]) or 1.0
    low = min([0.0, *known])
    step = _WIDTH / max(len(values) - 1, 1)

    def place(run: list[tuple[float, float]]) -> list[tuple[float, float]]:
        room = _HEIGHT - 2 * _AIR
        return [(index * step, _AIR + room * (top - value) / (top - low)) for index, value in run]

    lines = [
        element("path", class_="chart-line" if len(run) > 1 else "chart-dot", d=line_path(place(run)))
        for run in runs([(float(index), value) for index, value in enumerate(values)])
    ]
    return element(
        "svg",
        lines,
        class_="spark",
        viewBox=f"0 0 {_WIDTH:g} {_HEIGHT}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole. kind: its colour on the page."""

    name: str
    value: float
    kind: Literal["people", "second", "pass", "warn", "bad"] = "people"

    def __post_init__(self) -> None:
        if not self.value >= 0:
            raise ChartError(f"{self.name}: a part of a whole must be 0 or more; got {self.value!r}")


def ratio_svg(parts: Sequence[Part]) -> Markup:
    """Parts of a whole as one bar, named for a screen reader: "in 214, out 187"."""
    whole = sum(part.value for part in parts) or 1.0
    left = 0.0
    bars = []
    for part in parts:
        width = 100 * part.value / whole
        bars.append(
            element(
                "rect", class_=f"ratio-part {part.kind}", x=decimal(left), width=decimal(width), height=10
            )
        )
        left += width
    told = ", ".join(f"{part.name} {number_text(part.value)}" for part in parts)
    picture = element("svg", bars, viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true")
    return element("div", [picture], class_="ratio", role="img", aria_label=told)
