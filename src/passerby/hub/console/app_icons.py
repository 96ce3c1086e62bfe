"""Draws the icons of the installed console; run as a module after the logo changes."""

from pathlib import Path

import resvg_py

ICONS = Path(__file__).parent / "static" / "passerby" / "icons"
SIZES = {"icon-192": (192, False), "icon-512": (512, False), "icon-maskable-512": (512, True)}
"""Name: side in pixels, and whether the platform may cut it to a shape of its own."""

_GROUND = "#f6f5f1"
_CIRCLES = (
    '<circle cx="7.2" cy="8.2" r="4.2" fill="#0f6b5f" opacity=".45"/>'
    '<circle cx="14" cy="7.6" r="4.2" fill="#0f6b5f" opacity=".75"/>'
    '<circle cx="11.2" cy="14.4" r="4.2" fill="#3b5bdb"/>'
)


def icon_png(side: int, maskable: bool) -> bytes:
    """The three circles on the console's ground: with round corners, or, to be cut to shape, without."""
    # A maskable icon keeps what matters within the inner 80 % (W3C, Web Application Manifest).
    scale, corner = (0.62, 0.0) if maskable else (0.82, 4.6)
    inset = 11 * (1 - scale)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 22">'
        f'<rect width="22" height="22" rx="{corner}" fill="{_GROUND}"/>'
        f'<g transform="translate({inset:.2f} {inset:.2f}) scale({scale})">{_CIRCLES}</g></svg>'
    )
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=side, height=side, skip_system_fonts=True))


def draw_icons(folder: Path = ICONS) -> None:
    """Write every icon, over what is there."""
    for name, (side, maskable) in SIZES.items():
        (folder / f"{name}.png").write_bytes(icon_png(side, maskable))


if __name__ == "__main__":
    draw_icons()
