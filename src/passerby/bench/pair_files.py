"""Tables of labelled pairs of pictures: CSV with the columns file_x, file_y and Decision (Yes or No)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from passerby.shapes.errors import GroundTruthError

COLUMNS = ("file_x", "file_y", "Decision")
MAX_PAIRS = 1_000_000

_DECISIONS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two picture files, by their names in the folder of pictures. line: where the table says so, from 1."""

    line: int
    file_x: str
    file_y: str
    same: bool


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a table; columns of other names are passed over, as is a byte order mark.

    Raises GroundTruthError naming the line that is wrong.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            pairs = list(_rows(csv.reader(file, strict=True), path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GroundTruthError(f"{path} cannot be read as a table of pairs: {error}") from error
    if not pairs:
        raise GroundTruthError(f"{path} has no pairs: wanted a line for each below the line of column names")
    return pairs


def _rows(lines: Iterator[list[str]], path: Path) -> Iterator[Pair]:
    reader: Iterator[list[str]] = lines
    places = _places(next(reader, []), path)
    for number, row in enumerate(reader, 2):
        if not any(cell.strip() for cell in row):
            continue
        if number > MAX_PAIRS + 1:
            raise GroundTruthError(f"{path} has more than {MAX_PAIRS} lines; split it")
        yield _pair(row, places, number, path)


def _places(header: list[str], path: Path) -> list[int]:
    names = [name.strip() for name in header]
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise GroundTruthError(
            f"{path}, line 1: wanted the column names {', '.join(COLUMNS)}, found "
            f"{', '.join(names) or 'nothing'}; add the line with {', '.join(missing)}"
        )
    return [names.index(column) for column in COLUMNS]


def _pair(row: list[str], places: list[int], number: int, path: Path) -> Pair:
    if len(row) <= max(places):
        raise GroundTruthError(
            f"{path}, line {number}: wanted a value for each of {', '.join(COLUMNS)}, found {len(row)} in all"
        )
    file_x, file_y, decision = (row[place].strip() for place in places)
    if not file_x or not file_y:
        raise GroundTruthError(f"{path}, line {number}: wanted the names of two pictures, found {row}")
    if decision.lower() not in _DECISIONS:
        raise GroundTruthError(f"{path}, line {number}: Decision must be Yes or No; found {decision!r}")
    return Pair(number, file_x, file_y, _DECISIONS[decision.lower()])
