"""The folder of an installation: what lies where, and making it on first start."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

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
        """Make the folders and the session key where they are absent. Raises HomeError."""
        try:
            for name in ("", "keys", "data", "bus", "spool"):
                folder = self.folder / name
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_once(self.session_key, secrets.token_urlsafe(48))
        except OSError as error:
            raise HomeError(
                f"the home folder {self.folder} cannot be used: {error.strerror}; "
                "make it writable, or name another with PASSERBY_HOME"
            ) from error


def _write_once(path: Path, text: str) -> None:
    """Write a file that only its owner reads, unless it is there; of two processes at once, one wins."""
    if path.exists():
        return
    part = path.with_name(f"{path.name}.{secrets.token_hex(6)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        return
    finally:
        part.unlink()
