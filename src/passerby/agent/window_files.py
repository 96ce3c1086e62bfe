"""Windows into files: JSON Lines, CSV or Parquet, chosen by the file's ending."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import pyarrow
import pyarrow.parquet

from passerby.agent.output_paths import open_private
from passerby.agent.patient_file import PatientFile
from passerby.events.spreadsheets import harmless
from passerby.events.window_record import to_record
from passerby.events.window_rows import COLUMNS, Scalar, to_rows
from passerby.shapes.errors import OutputError
from passerby.shapes.window import Window

_ARROW_TYPES = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64()}
_SCHEMA = pyarrow.schema([(name, _ARROW_TYPES[kind]) for name, kind in COLUMNS.items()])

FORMATS = (".jsonl", ".csv", ".parquet")


class WindowFile(Protocol):
    """Takes windows as they close."""

    def write(self, windows: Iterable[Window]) -> None:
        """Add windows. Raises OutputError; what could not be written is kept, and tried again next time."""
        ...

    def close(self) -> None:
        """Write what is left and finish the file. Raises OutputError."""
        ...


def open_window_file(path: Path) -> WindowFile:
    """Create a file for windows. Raises OutputError for an unknown ending, or where it cannot be created."""
    kinds: dict[str, type[JsonLines] | type[Csv] | type[Parquet]] = {
        ".jsonl": JsonLines,
        ".csv": Csv,
        ".parquet": Parquet,
    }
    kind = kinds.get(path.suffix.lower())
    if kind is None:
        raise OutputError(f"{path}: windows are written as {', '.join(FORMATS)}; choose one of these endings")
    return kind(path)


def _patient_file(path: Path, heading: str = "") -> PatientFile:
    try:
        file = open_private(path)
    except OSError as error:
        raise OutputError(f"windows cannot be written to {path}: {error.strerror}") from error
    return PatientFile(path, file, "windows", heading)


class JsonLines:
    """One record a line, as `docs/crowd-figures.md` describes it; each line is on the file at once."""

    def __init__(self, path: Path) -> None:
        self._lines = _patient_file(path)

    def write(self, windows: Iterable[Window]) -> None:
        """Add windows. Raises OutputError."""
        self._lines.append("".join(json_line(window) for window in windows))

    def close(self) -> None:
        """Finish the file. Raises OutputError."""
        self._lines.close()


def json_line(window: Window) -> str:
    """A window as one line of JSON."""
    return json.dumps(to_record(window), allow_nan=False, ensure_ascii=False) + "\n"


class Csv:
    """One row for the view and for each zone and line, with a heading."""

    def __init__(self, path: Path) -> None:
        self._lines = _patient_file(path, heading=_csv_text([dict(zip(COLUMNS, COLUMNS, strict=True))]))

    def write(self, windows: Iterable[Window]) -> None:
        """Add windows. Raises OutputError."""
        self._lines.append(_csv_text(row for window in windows for row in to_rows(window)))

    def close(self) -> None:
        """Finish the file. Raises OutputError."""
        self._lines.close()


def _csv_text(rows: Iterable[dict[str, Scalar]]) -> str:
    text = io.StringIO()
    csv.DictWriter(text, COLUMNS, lineterminator="\n").writerows(_harmless(row) for row in rows)
    return text.getvalue()


def _harmless(row: dict[str, Scalar]) -> dict[str, Scalar]:
    """The row with names that a spreadsheet would take for a formula marked as text."""
    return {key: harmless(value) if isinstance(value, str) else value for key, value in row.items()}


class Parquet:
    """The same rows as a columnar file. The format has its index at its end, so it is written when closed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._rows: list[dict[str, Scalar]] = []
        try:
            open_private(self._part).close()
        except OSError as error:
            raise OutputError(f"windows cannot be written to {path}: {error.strerror}") from error

    def write(self, windows: Iterable[Window]) -> None:
        """Add windows."""
        self._rows += [row for window in windows for row in to_rows(window)]

    def close(self) -> None:
        """Write the file whole, under its name only once it is. Raises OutputError."""
        table = pyarrow.Table.from_pylist(self._rows, schema=_SCHEMA)
        try:
            pyarrow.parquet.write_table(table, self._part)
            self._part.replace(self._path.resolve())
        except OSError as error:
            raise OutputError(
                f"windows could not be written to {self._path}: {error.strerror or error}"
            ) from error
