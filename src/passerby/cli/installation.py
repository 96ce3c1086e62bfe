"""An installation's folder, and the hub's functions over its database, for commands that change it."""

import os
from pathlib import Path
from typing import Annotated

import typer

HomeFolder = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the installation, instead of the one that PASSERBY_HOME names."),
]


def use_home(home: Path | None) -> None:
    """Let this process, and those that it starts, use this folder; None keeps what the environment says."""
    if home is not None:
        os.environ["PASSERBY_HOME"] = str(home.expanduser().absolute())


def use_listener(host: str | None, port: int | None) -> None:
    """Let this process, and those that it starts, answer here; None keeps what the environment says."""
    if host is not None:
        os.environ["PASSERBY_LISTEN_HOST"] = host
    if port is not None:
        os.environ["PASSERBY_LISTEN_PORT"] = str(port)


def load_hub() -> None:
    """Make the hub's functions usable, without touching its database. Raises SettingError."""
    import django
    from django.conf import settings

    if not settings.configured:
        # Whatever the environment says: it may be meant for another project on this machine.
        os.environ["DJANGO_SETTINGS_MODULE"] = "passerby.hub.settings"
    django.setup()


def open_installation(home: Path | None) -> None:
    """Make the hub's functions usable on a database in this program's version.

    Raises HomeError and KeyFileError; see hub.start.
    """
    use_home(home)
    prepare_home()
    load_hub()
    from passerby.hub.start import prepare

    prepare()


def prepare_home() -> None:
    """Make the home folder, before Django reads the key in it. Raises HomeError and KeyFileError."""
    from passerby.hub.home import Home
    from passerby.settings import Settings

    Home(Settings.from_environment().home).prepare()
