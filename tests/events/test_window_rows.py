from pathlib import Path

import pytest
from hypothesis import given

from passerby.events.window_rows import COLUMNS, DWELL_BINS, to_rows
from passerby.shapes.window import DWELL_EDGES_S, Window
from tests.events.windows import full_window, windows


@given(windows())
def test_every_row_has_every_column_with_its_type(window: Window) -> None:
    rows = to_rows(window)
    assert [row["item"] for row in rows] == ["view"] + ["zone"] * len(window.zones) + ["line"] * len(
        window.lines
    )
    for row in rows:
        assert list(row) == list(COLUMNS)
        wrong = [
            name for name, value in row.items() if value is not None and type(value) is not COLUMNS[name]
        ]
        assert wrong == []


def test_a_row_says_what_its_item_has_and_nothing_else() -> None:
    view, zone, line = to_rows(full_window())
    assert (view["name"], view["people_mean"], view["balance_by_lines"], view["moving_left_s"]) == (
        "",
        2.718,
        -2,
        2.5,
    )
    assert (view["entered"], view["dwell_ended"]) == (None, None)
    assert (zone["name"], zone["people_per_m2"], zone["dwell_ended"]) == ("hall", 0.0417, 4)
    assert (zone["entered"], zone["still_s"]) == (None, None)
    assert (line["name"], line["entered"], line["left"]) == ("door", 7, 9)
    assert (line["people_now"], line["dwell_ended"]) == (None, None)
    assert {row["started_at"] for row in (view, zone, line)} == {"2026-05-01T12:00:00.000Z"}


def test_each_dwell_bin_has_its_column() -> None:
    assert len(DWELL_BINS) == len(DWELL_EDGES_S)
    assert (DWELL_BINS[0], DWELL_BINS[-1]) == ("dwell_0_to_5_s", "dwell_1800_s_up")
    zone = to_rows(full_window())[1]
    assert [zone[name] for name in DWELL_BINS] == [1, 0, 2, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("column", list(COLUMNS))
def test_no_column_is_always_empty(column: str) -> None:
    assert any(row[column] is not None for row in to_rows(full_window()))


def test_every_column_is_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "crowd-figures.md").read_text(encoding="utf-8")
    table = text[text.index("## The table") :]
    assert [column for column in COLUMNS if f"`{column}`" not in table] == []
