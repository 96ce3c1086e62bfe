"""Markup written safely: every attribute and text is escaped where it is written, and nowhere else."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr


class Markup(str):
    """Text that is whole markup already. Templates write it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """The convention by which template engines know markup from text."""
        return self


def element(name: str, children: Iterable[str] | str = (), /, **attributes: object) -> Markup:
    """An element. A child that is Markup is written as it is, other text is escaped.

    Underscores at an attribute's end fall off (`class_`), those inside become dashes; None leaves it out.
    """
    told = "".join(
        f" {_attribute(key)}={quoteattr(_text(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(
        child if isinstance(child, Markup) else escape(child)
        for child in ((children,) if isinstance(children, str) else children)
    )
    return Markup(f"<{name}{told}>{inside}</{name}>" if inside else f"<{name}{told}/>")


def decimal(value: float) -> str:
    """A coordinate to a tenth of a pixel, as short as can be."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def percent(share: float) -> str:
    """A share of the width, 0 to 1, as SVG takes it: 37.5%."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def _attribute(key: str) -> str:
    # SVG's own attributes keep their humps: viewBox, preserveAspectRatio.
    return key.rstrip("_").replace("_", "-")


def _text(value: object) -> str:
    return decimal(value) if isinstance(value, float) else str(value)
