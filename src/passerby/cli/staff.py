"""`passerby staff …`"""

from typing import Annotated

import typer

from passerby.cli.installation import HomeFolder, open_installation

app = typer.Typer(help="The people who run the place.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `link` a command of its own while it is the only one."""


@app.command()
def link(
    username: Annotated[str, typer.Argument(help="Whose account it is.")],
    home: HomeFolder = None,
) -> None:
    """Print a link that signs somebody in once, within 15 minutes, for who lost their second factor."""
    open_installation(home)
    from passerby.hub.accounts.models import Staff
    from passerby.hub.accounts.services import sign_in_link
    from passerby.hub.listening import base_url
    from passerby.settings import Settings
    from passerby.shapes.errors import StaffError

    staff = Staff.objects.filter(username__iexact=username).first()
    if staff is None:
        there = ", ".join(Staff.objects.values_list("username", flat=True)[:20]) or "nobody yet"
        raise StaffError(f"nobody is called {username[:80]!r}; there is {there}")
    typer.echo(sign_in_link(staff, base_url(Settings.from_environment())))
