import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from passerby.hub import console
from passerby.hub.console.app_icons import ICONS, SIZES, icon_png

CONSOLE = Path(console.__file__).parent
TEMPLATES = sorted((CONSOLE / "templates").rglob("*.html"))
SCRIPTS = sorted((CONSOLE / "static").rglob("*.js"))
SHEETS = sorted((CONSOLE / "static").rglob("*.css"))
PAGES = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(CONSOLE)))
MODULES = pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)


@PAGES
def test_a_template_has_nothing_that_the_policy_refuses(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "javascript:" not in text
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script


@PAGES
def test_a_template_asks_nothing_of_other_machines(path: Path) -> None:
    assert not re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", path.read_text())


@PAGES
def test_every_static_file_that_a_template_names_is_there(path: Path) -> None:
    for name in re.findall(r"{%\s*static\s+['\"]([^'\"]+)['\"]\s*%}", path.read_text()):
        assert finders.find(name), name


@PAGES
def test_every_icon_that_a_template_names_is_drawn(path: Path) -> None:
    sprite = (ICONS / "sprite.svg").read_text()
    text = path.read_text()
    names = re.findall(r"{%\s*icon\s+\"([a-z-]+)\"", text) + re.findall(r"\bicon=\"([a-z-]+)\"", text)
    assert [name for name in names if f'id="{name}"' not in sprite] == []


@MODULES
def test_a_script_says_at_its_head_what_it_does(path: Path) -> None:
    assert path.read_text().startswith("// ")


@MODULES
def test_a_script_builds_no_code_and_no_markup_from_text(path: Path) -> None:
    text = path.read_text()
    assert not re.search(
        r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", text
    )


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_uses_only_names_that_are_defined(path: Path) -> None:
    defined = set(re.findall(r"(--[a-z-]+)\s*:", "".join(sheet.read_text() for sheet in SHEETS)))
    assert set(re.findall(r"var\((--[a-z-]+)", path.read_text())) <= defined


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_fetches_nothing(path: Path) -> None:
    assert not re.search(r"url\(|@import", path.read_text())


@pytest.mark.parametrize("name", SIZES)
def test_the_icons_are_those_that_the_script_draws(name: str) -> None:
    assert (ICONS / f"{name}.png").read_bytes() == icon_png(*SIZES[name])


COLOURS = {
    name: both
    for name, *both in re.findall(
        r"--([a-z-]+): light-dark\((#\w{6}), (#\w{6})\)",
        (CONSOLE / "static/passerby/css/tokens.css").read_text(),
    )
}
ON_BOTH = ("ink", "ink-soft", "accent", "pass", "warn", "bad")
TEXT = [
    *((ink, ground) for ink in ON_BOTH for ground in ("ground", "surface")),
    *((ink, f"{ink}-soft") for ink in ("accent", "pass", "warn", "bad")),
    *(("ink", ground) for ground in ("sunken", "accent-wash", "warn-soft", "bad-soft")),
    *(("ink-soft", ground) for ground in ("sunken", "accent-soft")),
    *(("surface", ground) for ground in ("warn", "bad")),
    ("on-accent", "accent"),
    ("on-bad", "bad"),
    ("accent", "accent-wash"),
]
EDGES = [
    *(("line-strong", ground) for ground in ("ground", "surface")),
    *((edge, "sunken") for edge in ("accent", "warn", "bad")),
]


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(ink: str, ground: str, theme: int) -> None:
    assert contrast(COLOURS[ink][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_that_mean_something_stand_out(edge: str, ground: str, theme: int) -> None:
    assert contrast(COLOURS[edge][theme], COLOURS[ground][theme]) >= 3
