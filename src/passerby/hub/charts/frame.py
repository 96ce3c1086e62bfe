"""What every chart is drawn on: the outer picture with its words, the value axis, the field of the plot.

The plot takes the width it is given: what lies along it is placed in shares of the width, letters and heights
in pixels, so that text stays readable. Curves live in a field of 1,000 units that is stretched to fit.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from passerby.hub.charts.markup import Markup, element, percent
from passerby.hub.charts.model import ChartSize
from passerby.hub.charts.value_axis import ValueAxis
from passerby.hub.charts.words import short_number_text

FIELD_WIDTH = 1000.0
TOP = 8
FOOT = 26
_LABEL_GAP = 8
_LETTER_WIDTH = 7.0
_LABEL_SPACE = 12
_LEANING = 0.97


@dataclass(frozen=True, slots=True)
class Label:
    """A word under the plot. share: where along it, 0 to 1. style: its classes."""

    share: float
    text: str
    style: str = ""


TIERS = {"at-narrow": 270, "at-wide": 460, "at-broad": 820}
"""How wide a plot is at least, by the class of the labels that it shows; charts.css has the same steps."""


def labels_by_tier(labels_for: Callable[[int], Sequence[Label]]) -> list[Label]:
    """The labels of every tier, each once, with the classes of the tiers that show it."""
    tiers: dict[Label, list[str]] = {}
    for name, width in TIERS.items():
        for label in labels_for(width):
            tiers.setdefault(label, []).append(name)
    labels = [replace(label, style=" ".join((label.style, *names)).strip()) for label, names in tiers.items()]
    return sorted(labels, key=lambda label: label.share)


def fit(labels: Sequence[Label], width: int) -> bool:
    """Whether the labels stand side by side in a plot of that width, none over another."""
    edges = [_edges(label, width) for label in labels]
    return all(before[1] + _LABEL_SPACE <= after[0] for before, after in pairwise(edges))


def _edges(label: Label, width: int) -> tuple[float, float]:
    length = len(label.text) * _LETTER_WIDTH
    middle = label.share * width
    return (middle - length, middle) if _leans(label) else (middle - length / 2, middle + length / 2)


def _leans(label: Label) -> bool:
    """Whether the label leans inwards, because it would leave the picture otherwise."""
    return label.share > _LEANING


def picture(chart_id: str, title: str, description: str, height: int, parts: Iterable[Markup]) -> Markup:
    """The whole chart. It can be focused, so that the arrow keys of the read-out reach it."""
    named = (
        element("title", title, id=f"{chart_id}-title"),
        element("desc", description, id=f"{chart_id}-desc"),
    )
    return element(
        "svg",
        (*named, *parts),
        class_="chart-svg",
        id=f"{chart_id}-svg",
        width="100%",
        height=TOP + height + FOOT,
        overflow="visible",
        role="img",
        tabindex=0,
        aria_labelledby=f"{chart_id}-title",
        aria_describedby=f"{chart_id}-desc",
    )


def stretched_field(height: int, parts: Iterable[Markup]) -> Markup:
    """The field of curves: 1,000 units wide whatever its width."""
    return element(
        "svg", parts, class_="chart-field", x=0, y=TOP, width="100%", height=height,
        viewBox=f"0 0 {FIELD_WIDTH:g} {height}", preserveAspectRatio="none", overflow="visible",
    )  # fmt: skip


def plain_field(height: int, parts: Iterable[Markup]) -> Markup:
    """The field of rectangles, which are placed in shares of its width and so keep their round corners."""
    return element(
        "svg", parts, class_="chart-field", x=0, y=TOP, width="100%", height=height, overflow="visible"
    )


def value_lines(axis: ValueAxis, height: int) -> list[Markup]:
    """A line and a number for each tick of the value axis; the line at zero is the stronger."""
    parts = []
    for tick in axis.ticks:
        y = TOP + height * (1 - axis.share(tick))
        style = "chart-base" if tick == 0 else "chart-grid"
        parts.append(element("line", class_=style, x1=0, x2="100%", y1=y, y2=y))
        parts.append(element("text", short_number_text(tick), x=-_LABEL_GAP, y=y + 4, text_anchor="end"))
    return parts


def limit_line(axis: ValueAxis, height: int, limit: float) -> Markup:
    """A rule across the plot at a value that matters, such as a capacity."""
    y = TOP + height * (1 - axis.share(limit))
    return element("line", class_="chart-limit", x1=0, x2="100%", y1=y, y2=y)


def axis_words(labels_for: Callable[[int], Sequence[Label]], size: ChartSize, fixed: bool) -> list[Markup]:
    """The words under a plot of just that size, or, unless fixed, those for every width it may get."""
    return word_line(labels_for(size.width) if fixed else labels_by_tier(labels_for), size.height)


def word_line(labels: Sequence[Label], height: int) -> list[Markup]:
    """The words under the plot."""
    return [
        element(
            "text", label.text, class_=label.style or None, x=percent(label.share), y=TOP + height + 18,
            text_anchor="end" if _leans(label) else "middle",
        )
        for label in labels
    ]  # fmt: skip


def hatch(chart_id: str) -> Markup:
    """The pattern of what was not observed: fill="url(#ID-hatch)"."""
    stroke = element("path", class_="chart-hatch", d="M0 0v6")
    pattern = element(
        "pattern", [stroke], id=f"{chart_id}-hatch", width=6, height=6, patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )  # fmt: skip
    return element("defs", [pattern])


def rule(height: int) -> Markup:
    """The rule of the read-out, which a script places and shows."""
    return element("line", class_="chart-rule", visibility="hidden", x1=0, x2=0, y1=TOP, y2=TOP + height)
