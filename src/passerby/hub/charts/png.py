"""A chart as a PNG picture, with its title and legend, as it is put in a message or a report."""

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import resvg_py
from PIL import ImageFont

from passerby.hub.charts.frame import FOOT, TOP
from passerby.hub.charts.legend import legend_entries
from passerby.hub.charts.markup import Markup, element
from passerby.hub.charts.model import WIDE, Chart, ChartSize, TimeChart
from passerby.hub.charts.svg import render_svg
from passerby.hub.charts.themes import LIGHT, Theme, picture_style
from passerby.shapes.errors import ChartError

_MARGIN = 20
_GUTTER = 44
_HEAD = 32
_LINE = 20
_LEGEND = 24
_LETTER = 6.6
_SAMPLE = 28
_SHARPNESS = 2
_LARGEST = 4000


def render_png(chart: Chart, theme: Theme = LIGHT, size: ChartSize = WIDE) -> bytes:
    """The chart as PNG bytes, at two pixels per unit of its size, so that it stays sharp when printed.

    Raises ChartError for a size that no screen or page has.
    """
    if not (160 <= size.width <= _LARGEST and 80 <= size.height <= _LARGEST):
        raise ChartError(
            f"a picture of a chart must be 160 to {_LARGEST} wide and 80 to {_LARGEST} high; "
            f"got {size.width} × {size.height}"
        )
    with TemporaryDirectory(prefix="passerby-font-") as folder:
        # A machine without a single font still writes words, in the letters that Pillow brings.
        font = Path(folder) / "fallback.ttf"
        font.write_bytes(_fallback_font())
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=_sheet(chart, theme, size),
                style_sheet=picture_style(theme),
                zoom=_SHARPNESS,
                font_files=[str(font)],
                sans_serif_family="Aileron",
            )
        )


@lru_cache(maxsize=1)
def _fallback_font() -> bytes:
    font = ImageFont.load_default(size=12)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise ChartError("pictures of charts need Pillow with FreeType; install Pillow from a wheel")
    return font.font_bytes


def _sheet(chart: Chart, theme: Theme, size: ChartSize) -> str:
    legend, legend_height = _legend(chart, size.width)
    when = f"times of {chart.zone.key}" if isinstance(chart, TimeChart) else ""
    head = _HEAD + _LINE * bool(when)
    top = _MARGIN + head + legend_height
    height = top + TOP + size.height + FOOT + _MARGIN
    width = size.width + 2 * _MARGIN
    plot_width = size.width - _GUTTER
    heading = f"{chart.title}, {chart.unit}" if chart.unit else chart.title
    plot = render_svg(chart, ChartSize(plot_width, size.height), fixed=True)
    parts = [
        element("rect", width=width, height=height, fill=theme.surface),
        element("text", heading, class_="heading", x=_MARGIN, y=_MARGIN + 16),
        element("text", when, x=_MARGIN, y=_MARGIN + 36),
        element("g", legend, transform=f"translate({_MARGIN} {_MARGIN + head})"),
        element(
            "svg", [plot], x=_MARGIN + _GUTTER, y=top,
            width=plot_width, height=TOP + size.height + FOOT, overflow="visible",
        ),
    ]  # fmt: skip
    return element(
        "svg", parts, xmlns="http://www.w3.org/2000/svg", width=width, height=height,
        viewBox=f"0 0 {width} {height}",
    )  # fmt: skip


def _legend(chart: Chart, width: int) -> tuple[list[Markup], int]:
    """The legend's pieces from its own upper left corner, and how high it is."""
    entries = legend_entries(chart)
    if len(entries) < 2:
        return [], 0
    parts: list[Markup] = []
    x, line = 0.0, 0
    for entry in entries:
        needed = _SAMPLE + len(entry.name) * _LETTER + 16
        if x > 0 and x + needed > width:
            x, line = 0.0, line + 1
        y = line * _LEGEND
        sample = element("g", [entry.sample], transform=f"translate({x:.1f} {y})")
        parts += [sample, element("text", entry.name, x=x + _SAMPLE, y=y + 9)]
        x += needed
    return parts, (line + 1) * _LEGEND
