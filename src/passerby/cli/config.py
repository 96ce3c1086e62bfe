"""`passerby config …`"""

from pathlib import Path
from typing import Annotated

import typer

from passerby.cli.installation import HomeFolder, open_installation

app = typer.Typer(help="The configuration as a file, without secrets.", no_args_is_help=True)


@app.command("export")
def export_(
    file: Annotated[str, typer.Argument(help="Where to write it, or - for standard output.")],
    home: HomeFolder = None,
) -> None:
    """Write sites, cameras, zones, lines, alert rules and how long figures are kept as TOML.

    Addresses of network cameras are left out.
    """
    open_installation(home)
    from passerby.hub.config.document import export_configuration
    from passerby.hub.config.toml_text import to_toml
    from passerby.shapes.errors import OutputError

    text = to_toml(export_configuration())
    if file == "-":
        typer.echo(text, nl=False)
        return
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"the configuration cannot be written to {file}: {error.strerror}") from error


@app.command("import")
def import_(
    file: Annotated[str, typer.Argument(help="The file to read, or - for standard input.")],
    prune: Annotated[
        bool,
        typer.Option(
            "--prune",
            help="Delete sites and cameras that the file does not name, with their counts, and alert rules.",
        ),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    home: HomeFolder = None,
) -> None:
    """Take a configuration in: all of it or nothing. An address written as "…" is left as it is."""
    text = _read(file)
    open_installation(home)
    from passerby.hub.config.document import import_configuration, read_configuration

    changes = import_configuration(read_configuration(text, file), prune=prune, dry_run=dry_run)
    for change in changes:
        typer.echo(change)
    if not changes:
        typer.echo("nothing changes: everything is so already")
    elif dry_run:
        typer.echo("nothing was changed; leave --dry-run out to do so")


def _read(file: str) -> str:
    import sys

    from passerby.shapes.errors import SettingError

    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingError(f"the configuration {file} cannot be read: {reason}") from error
