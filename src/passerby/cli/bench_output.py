"""How the commands of `passerby bench` show that they are at work, and what they measured."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress as Bar
from rich.table import Table

from passerby.bench.progress import Progress


@contextmanager
def progress_bar(name: str) -> Iterator[Progress]:
    """A bar on the error stream, gone when the measurement ends."""
    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, expected: bar.update(task, completed=done, total=expected)


def print_json(record: Mapping[str, Any]) -> None:
    """The record as one JSON object on one line."""
    typer.echo(json.dumps(record, ensure_ascii=False))


def print_figures(record: Mapping[str, Any], note: str = "") -> None:
    """Each figure of the record beside its name, without its lists and records; then the note."""
    table = Table(show_header=False)
    for key, value in record.items():
        if not isinstance(value, list | dict):
            table.add_row(key.replace("_", " "), _figure(value))
    console = Console(markup=False)
    console.print(table)
    if note:
        console.print(note)


def _figure(value: object) -> str:
    if value is None:
        return "not measured"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
