"""The console's colours for pictures that leave it: those of tokens.css, by the same names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as #rrggbb; the fields are named as the custom properties of tokens.css."""

    surface: str
    sunken: str
    line: str
    line_strong: str
    ink: str
    ink_soft: str
    accent: str
    accent_soft: str
    warn: str


LIGHT = Theme(
    surface="#ffffff",
    sunken="#eceae3",
    line="#dedbd1",
    line_strong="#85898c",
    ink="#1d2329",
    ink_soft="#5d666e",
    accent="#0f6b5f",
    accent_soft="#d5ebe5",
    warn="#935000",
)
DARK = Theme(
    surface="#171d23",
    sunken="#0c1014",
    line="#28313a",
    line_strong="#6d7882",
    ink="#e9edf0",
    ink_soft="#97a3ad",
    accent="#4fd1b8",
    accent_soft="#15392f",
    warn="#f0b354",
)


def picture_style(theme: Theme) -> str:
    """The rules of charts.css that a picture needs, with the theme's colours in place."""
    return f"""
text {{ fill: {theme.ink_soft}; font: 12px "Inter", "DejaVu Sans", "Noto Sans", "Aileron" }}
text.strong {{ fill: {theme.ink}; font-weight: 600 }}
text.heading {{ fill: {theme.ink}; font-size: 16px; font-weight: 600 }}
.chart-grid {{ stroke: {theme.line} }}
.chart-base {{ stroke: {theme.line_strong} }}
.chart-day {{ stroke: {theme.line_strong}; stroke-dasharray: 1 3 }}
.chart-line {{ fill: none; stroke: {theme.accent}; stroke-width: 2; stroke-linejoin: round }}
.chart-line.second {{ stroke: {theme.warn} }}
.chart-line.comparison {{ stroke: {theme.ink_soft}; stroke-width: 1.5; stroke-dasharray: 4 4 }}
.chart-dot {{ fill: none; stroke: {theme.accent}; stroke-width: 5; stroke-linecap: round }}
.chart-dot.second {{ stroke: {theme.warn} }}
.chart-dot.comparison {{ stroke: {theme.ink_soft} }}
.chart-area {{ fill: {theme.accent_soft} }}
.chart-band {{ fill: {theme.ink_soft}; opacity: 0.22 }}
.chart-bar {{ fill: {theme.accent} }}
.chart-bar.second {{ fill: {theme.ink_soft} }}
.chart-bar.comparison {{ fill: {theme.line_strong} }}
.chart-limit {{ stroke: {theme.warn}; stroke-width: 1.5; stroke-dasharray: 6 4 }}
.chart-hatch {{ stroke: {theme.line_strong} }}
.chart-heat-none {{ fill: none; stroke: {theme.line} }}
.chart-heat {{ fill: {theme.accent} }}
"""
