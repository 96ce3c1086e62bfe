import json

import pytest
from typer.testing import CliRunner

from passerby.cli.bench import app
from passerby.cli.bench_search import read_sizes
from passerby.shapes.errors import SettingError


def test_every_size_is_measured_and_told_to_be_synthetic() -> None:
    result = CliRunner().invoke(app, ["search", "--sizes", "10,20", "--json"])
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert record["synthetic"] is True
    assert [size["size"] for size in record["sizes"]] == [10, 20]
    assert all(size["exact"] == 1.0 for size in record["sizes"])


def test_the_figures_are_shown_as_a_table_too() -> None:
    result = CliRunner().invoke(app, ["search", "--sizes", "10"])
    assert result.exit_code == 0, result.output
    assert "p95" in result.stdout
    assert "synthetic" in result.stdout.lower()


@pytest.mark.parametrize("text", ["", "10,", "1", "-5", "1e4", "ten", "5000000", "9" * 5000, "\uff11\uff10"])
def test_sizes_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(SettingError, match="--sizes takes whole numbers"):
        read_sizes(text)


def test_sizes_are_read_with_or_without_blanks() -> None:
    assert read_sizes("10000, 100000,1000000") == [10_000, 100_000, 1_000_000]
