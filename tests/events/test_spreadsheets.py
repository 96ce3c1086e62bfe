import pytest

from passerby.events.spreadsheets import harmless


@pytest.mark.parametrize("text", ["=1+1", "+41", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_marked_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "west entrance", "a=b", "'=1", "2026-03-29T00:00:00+01:00"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
