"""What is told when the console answers."""

import json
from dataclasses import asdict, dataclass, field
from typing import Self

import typer


@dataclass(frozen=True, slots=True)
class Welcome:
    """Where the console is. link: lets somebody in once; "" where people sign in as they do."""

    url: str
    link: str = field(repr=False)
    is_demo: bool

    def to_line(self) -> str:
        """The welcome as one line, for `from_line`."""
        return json.dumps(asdict(self))

    @classmethod
    def from_line(cls, line: str) -> Self:
        """The welcome that `to_line` wrote."""
        return cls(**json.loads(line))


def tell(welcome: Welcome) -> None:
    """Print it, with what it means."""
    typer.echo(f"Passerby is running: {welcome.url}/")
    if welcome.is_demo:
        typer.echo("Its sites and all people in them are synthetic: none of them exists.")
        typer.echo(f"Sign in, once, within 15 minutes: {welcome.link}")
    elif welcome.link:
        typer.echo(f"Set up the first account, once, within 24 hours: {welcome.link}")
