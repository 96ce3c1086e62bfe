"""A table as a file to take away: CSV for spreadsheets, Parquet for notebooks."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

import pyarrow
import pyarrow.parquet

from passerby.events.spreadsheets import harmless
from passerby.hub.charts.table import Cell, Column, Table


def write_csv(table: Table) -> bytes:
    """UTF-8 text with a heading; times in ISO 8601 with their offset, nothing where nothing was observed.

    Text that a spreadsheet would take for a formula is marked as text.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([harmless(column.name) for column in table.columns])
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode()


def write_parquet(table: Table) -> bytes:
    """A Parquet file; times are microseconds in the site's zone, and the table's title is in the metadata."""
    schema = pyarrow.schema(
        [(column.name, _arrow_type(table, column)) for column in table.columns],
        metadata={"title": table.title},
    )
    arrays = [
        pyarrow.array(values, field.type) for values, field in zip(_by_column(table), schema, strict=True)
    ]
    target = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), target)
    whole: bytes = target.getvalue().to_pybytes()
    return whole


def _plain(cell: Cell) -> str | float | None:
    if isinstance(cell, datetime):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else cell


def _by_column(table: Table) -> Iterator[list[Cell]]:
    for index in range(len(table.columns)):
        yield [row[index] for row in table.rows]


def _arrow_type(table: Table, column: Column) -> pyarrow.DataType:
    if column.kind is datetime:
        return pyarrow.timestamp("us", tz=table.zone.key if table.zone else None)
    return pyarrow.string() if column.kind is str else pyarrow.float64()
