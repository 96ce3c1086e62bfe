"""The folder of an installation: what lies where, and making it on first start."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from passerby.passes.secret_files import write_once
from passerby.shapes.errors import HomeError


@dataclass(frozen=True, slots=True)
class Home:
    """Paths within an installation's folder. Only its owner may look into it."""

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite database of the hub."""
        return self.folder / "data" / "hub.sqlite3"

    @property
    def hub_key(self) -> Path:
        """What opens camera addresses, and members' data keys."""
        return self.folder / "keys" / "hub.key"

    @property
    def session_key(self) -> Path:
        """What signs sessions and forms."""
        return self.folder / "keys" / "django.key"

    def prepare(self) -> None:
        """Make the folders and the session key where they are absent.

        Raises HomeError, and KeyFileError for a folder of keys that others can get at.
        """
        try:
            for name in ("", "keys", "data", "bus", "spool"):
                folder = self.folder / name
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_once(self.session_key, lambda: secrets.token_urlsafe(48).encode())
        except OSError as error:
            raise HomeError(
                f"the home folder {self.folder} cannot be used: {error.strerror}; "
                "make it writable, or name another with PASSERBY_HOME"
            ) from error
