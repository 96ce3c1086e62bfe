import csv
import errno
import json
import os
from dataclasses import replace
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
    file = open_window_file(path)
    with pytest.raises(OutputError, match=r"No space left on device.*tried again"):
        file.write([full_window()])
    with pytest.raises(OutputError, match=r"is not whole.*no room for its last \d+ bytes"):
        file.close()


def test_what_did_not_fit_is_written_when_there_is_room_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "windows.jsonl"
    file = open_window_file(path)
    with monkeypatch.context() as full:

        def write_a_little(fd: int, data: bytes) -> int:
            full.setattr("os.write", refuse)
            return real_write(fd, data[:10])

        def refuse(_fd: int, _data: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        real_write = os.write
        full.setattr("os.write", write_a_little)
        with pytest.raises(OutputError):
            file.write([full_window()])
    file.write([full_window()])
    file.close()
    records = [json.loads(line) for line in path.read_text().splitlines()]
    assert records == [to_record(full_window())] * 2


def test_a_name_that_a_spreadsheet_would_run_is_marked_as_text(tmp_path: Path) -> None:
    path = tmp_path / "windows.csv"
    file = open_window_file(path)
    file.write([replace(full_window(), camera="=HYPERLINK(1)")])
    file.close()
    assert "\n" in path.read_text()
    assert all(",'=HYPERLINK(1)," in line for line in path.read_text().splitlines()[1:])


@pytest.mark.parametrize("ending", ENDINGS)
def test_results_are_not_for_everybody_on_the_machine(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"windows{ending}"
    open_window_file(path).close()
    assert path.stat().st_mode & 0o007 == 0


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
