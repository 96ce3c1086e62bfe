"""`passerby …`: the commands, and how their errors are told. Each loads what it needs when it runs."""

import sys
from typing import Annotated, NoReturn

import typer

from passerby.cli import agent, bench, camera, config, crowd, gate, hub, models, passes, site, staff, up

app = typer.Typer(
    name="passerby",
    help="Count everyone, know no one, unless they show you their pass.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("hub")(hub.hub)
app.command("agent")(agent.agent)
app.command("crowd")(crowd.crowd)
app.command("gate")(gate.gate)
app.add_typer(site.app, name="site")
app.add_typer(camera.app, name="camera")
app.add_typer(staff.app, name="staff")
app.add_typer(config.app, name="config")
app.add_typer(passes.app, name="passes")
app.add_typer(models.app, name="models")
app.add_typer(bench.app, name="bench")


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"passerby {version('passerby')}")
        raise typer.Exit


@app.callback()
def _main(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which version this is."),
    ] = False,
) -> None:
    """Options that stand before a command."""


def run() -> None:
    """The console script: an error that Passerby knows is one line on the error stream and exit status 1."""
    from passerby.shapes.errors import PasserbyError

    try:
        app()
    except PasserbyError as error:
        _refuse(str(error))
    except BrokenPipeError:
        # Whoever read our output has enough.
        sys.stdout = None  # nothing is left to flush
        sys.exit(1)
    except OSError as error:
        _refuse(f"{error.strerror}: {error.filename or 'standard output'}")
    except _database_errors() as error:
        _refuse(
            f"the database cannot be used: {error}; see that its disk has room and may be written to, or "
            "that its server runs"
        )


def _database_errors() -> tuple[type[Exception], ...]:
    """Django's, where a command has loaded Django; loading it here would slow every other command down."""
    database = sys.modules.get("django.db")
    return (database.DatabaseError,) if database is not None else ()


def _refuse(text: str) -> NoReturn:
    print(f"passerby: {text}", file=sys.stderr)  # noqa: T201 - this is where errors are told
    sys.exit(1)


if __name__ == "__main__":
    run()
