import io
import re
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PIL import Image

from passerby.hub import console
from passerby.hub.charts.model import BarChart, BarSeries, Chart, ChartSize, HeatChart, Series, TimeChart
from passerby.hub.charts.png import render_png
from passerby.hub.charts.themes import DARK, LIGHT, Theme
from passerby.shapes.errors import ChartError

OSLO = ZoneInfo("Europe/Oslo")
TOKENS = Path(console.__file__).parent / "static" / "passerby" / "css" / "tokens.css"
SERIES = Series("now", tuple((at, 5.0) for at in range(0, 43200, 600)))
CHART = TimeChart("People", "people", OSLO, (0, 86400), (SERIES,))
CHARTS: Iterable[Chart] = (
    CHART,
    BarChart("In", "people", "hour", ("00", "01"), (BarSeries("in", (2.0, 1.0)),)),
    HeatChart("Week", "people", ((1.0,) * 24,) * 7),
)


def pixels(png: bytes) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def has_colour(png: bytes, colour: str) -> bool:
    rgb = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return bool((pixels(png) == rgb).all(axis=2).any())


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_picture_has_the_colours_of_its_theme(chart: Chart, theme: Theme) -> None:
    png = render_png(chart, theme)
    assert has_colour(png, theme.surface)
    assert has_colour(png, theme.accent)


def test_a_line_ends_where_its_figures_end() -> None:
    inked = (pixels(render_png(CHART, LIGHT)) == [0x0F, 0x6B, 0x5F]).all(axis=2)
    columns = np.flatnonzero(inked.any(axis=0))
    # Half of the day, in a plot that begins after the margin and the gutter.
    assert columns.min() == pytest.approx(2 * 64, abs=4)
    assert columns.max() == pytest.approx(2 * (64 + 676 / 2), abs=12)


def test_words_are_written_without_any_font_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    import resvg_py

    real = resvg_py.svg_to_bytes
    monkeypatch.setattr(resvg_py, "svg_to_bytes", lambda **asked: real(**asked, skip_system_fonts=True))
    head = pixels(render_png(CHART, LIGHT))[:90]
    assert (head < 128).any()


def test_a_size_that_no_screen_has_is_refused() -> None:
    with pytest.raises(ChartError, match="got 20 × 90"):
        render_png(CHART, size=ChartSize(20, 90))
    with pytest.raises(ChartError, match="80 to 4000 high; got 720 × 90000"):
        render_png(CHART, size=ChartSize(720, 90000))


@pytest.mark.parametrize(("theme", "place"), [(LIGHT, 1), (DARK, 2)])
def test_pictures_and_pages_have_the_same_colours(theme: Theme, place: int) -> None:
    tokens = TOKENS.read_text()
    for field in fields(theme):
        name = field.name.replace("_", "-")
        found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", tokens)
        assert found, name
        assert found.group(place) == getattr(theme, field.name), name
