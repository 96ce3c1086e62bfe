import csv
import json
from pathlib import Path

import pyarrow.parquet
import pytest

from passerby.agent.window_files import open_window_file
from passerby.events.window_record import from_record, to_record
from passerby.events.window_rows import COLUMNS, to_rows
from passerby.shapes.errors import OutputError
from tests.events.windows import full_window

ENDINGS = (".jsonl", ".csv", ".parquet")


def test_json_lines_hold_whole_windows(tmp_path: Path) -> None:
    path = tmp_path / "windows.jsonl"
    file = open_window_file(path)
    file.write([full_window(), full_window()])
    assert len(path.read_text().splitlines()) == 2, "a line is on the file as soon as it is written"
    file.close()
    for line in path.read_text().splitlines():
        assert to_record(from_record(json.loads(line))) == to_record(full_window())


def test_csv_has_a_heading_and_a_row_for_each_item(tmp_path: Path) -> None:
    path = tmp_path / "windows.csv"
    file = open_window_file(path)
    file.write([full_window()])
    file.close()
    with path.open(newline="") as text:
        rows = list(csv.DictReader(text))
    assert [row["item"] for row in rows] == [row["item"] for row in to_rows(full_window())]
    assert list(rows[0]) == list(COLUMNS)


def test_parquet_holds_the_same_rows_with_their_types(tmp_path: Path) -> None:
    path = tmp_path / "windows.parquet"
    file = open_window_file(path)
    file.write([full_window()])
    file.close()
    assert pyarrow.parquet.read_table(path).to_pylist() == to_rows(full_window())
    assert [entry.name for entry in tmp_path.iterdir()] == ["windows.parquet"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_stream_without_full_window_is_an_empty_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"windows{ending}"
    open_window_file(path).close()
    assert path.exists()


@pytest.mark.parametrize("ending", [".jsonl", ".csv"])
def test_a_full_disk_is_told_by_name_and_nothing_is_forgotten(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"windows{ending}"
    path.symlink_to("/dev/full")
    with pytest.raises(OutputError, match=r"No space left on device.*tried again"):
        open_window_file(path).write([full_window()])


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("folder", ["nowhere", "/proc/self/fdinfo"])
def test_a_folder_that_is_absent_or_read_only_is_told_by_name(
    tmp_path: Path, ending: str, folder: str
) -> None:
    path = tmp_path / folder / f"windows{ending}"
    with pytest.raises(OutputError, match="windows cannot be written to"):
        open_window_file(path)


def test_an_unknown_ending_is_refused_with_those_that_work(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.jsonl, \.csv, \.parquet"):
        open_window_file(tmp_path / "windows.xlsx")
