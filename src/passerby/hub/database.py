"""Django's description of the database: SQLite in the home folder, or a PostgreSQL server."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from passerby.shapes.errors import SettingError

BUSY_S = 30
"""How long a writer waits for another. Transactions are short, so this is never reached in order."""

# A transaction that begins as a reader cannot become a writer while another writes, and would fail at once
# instead of waiting; so each begins as a writer. FULL: what was stored stays stored when the power fails, for
# an agent forgets an event once it is told that it is stored.
_SQLITE_OPTIONS = {
    "timeout": BUSY_S,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; "
        "PRAGMA journal_size_limit=67108864;"
    ),
}


def database(url: str, sqlite: Path) -> dict[str, Any]:
    """One entry of Django's DATABASES. url: postgres://user:password@host:port/name, or "" for SQLite.

    Raises SettingError.
    """
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": sqlite, "OPTIONS": dict(_SQLITE_OPTIONS)}
    parts = urlsplit(url)
    try:
        port = parts.port or 5432
    except ValueError as error:
        raise SettingError("PASSERBY_DATABASE_URL has a port that is no number from 1 to 65535") from error
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise SettingError("PASSERBY_DATABASE_URL names no database; wanted postgres://user@host/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
