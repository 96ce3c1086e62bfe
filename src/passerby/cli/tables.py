"""Rows for a person as a table, for a program as JSON."""

import json
from collections.abc import Mapping, Sequence

import typer

Row = Mapping[str, object]


def print_rows(rows: Sequence[Row], as_json: bool, empty: str) -> None:
    """Print rows that have the same keys. empty: what a person is told where there are none."""
    if as_json:
        typer.echo(json.dumps(list(rows), ensure_ascii=False))
        return
    if not rows:
        typer.echo(empty)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*(key.replace("_", " ") for key in rows[0]))
    for row in rows:
        # As text: a name is never taken for markup.
        table.add_row(*(Text(_shown(value)) for value in row.values()))
    Console(soft_wrap=True).print(table)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
