"""One SQLite file that several processes write to at once: opening it, and its errors as ours."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from passerby.shapes.errors import BusError

VERSION = 1
BUSY_TIMEOUT_S = 10.0
_PAGE_BYTES = 4096
_WAL_KEPT_BYTES = 16 << 20
_PRIMARY_CODE = 0xFF

_SCHEMA = """
    CREATE TABLE message (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        subject TEXT NOT NULL,
        payload BLOB NOT NULL
    );
    CREATE TABLE cursor (
        consumer TEXT NOT NULL,
        subject TEXT NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (consumer, subject)
    ) WITHOUT ROWID;
    CREATE TABLE state (
        revision INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        value BLOB,
        changed_at REAL NOT NULL
    );
"""


def make_folder(folder: Path) -> None:
    """A folder for its owner alone: who may write to it may speak on the bus. Raises BusError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise BusError(
            f"the folder {folder} of the bus cannot be used ({error.strerror}); see that PASSERBY_HOME lies "
            "on a disk that can be written to, and belongs to the user that runs Passerby"
        ) from error


def open_connection(path: Path, max_bytes: int) -> sqlite3.Connection:
    """A connection to the bus file, which is made if there is none. Raises BusError.

    max_bytes: the file grows no larger.
    """
    with bus_errors(path), _one_at_a_time(path):
        connection = connect(path)
        try:
            _prepare(connection, path)
            connection.execute(f"PRAGMA max_page_count = {max(1, max_bytes // _PAGE_BYTES)}")
        except BaseException:
            connection.close()
            raise
        return connection


def connect(path: Path) -> sqlite3.Connection:
    """A plain connection that any thread may use, one at a time; each statement commits by itself."""
    return sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. Claims the file for writing at once: a claim made later could not be waited for."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # SQLite ends the transaction itself after some errors, such as a full disk.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def bus_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as BusError, with what to do about them."""
    try:
        yield
    except sqlite3.Error as error:
        raise BusError(f"the bus file {path} {_told(error, path)}") from error
    except OSError as error:
        raise BusError(f"the bus file {path} cannot be used ({error.strerror})") from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    # The file stays whole through a power cut; that the last moments may be lost is what a bus may do.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_KEPT_BYTES}")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        with transaction(connection):
            for statement in _SCHEMA.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
    elif version != VERSION:
        raise BusError(
            f"the bus file {path} is of version {version}, and this Passerby knows {VERSION}; update "
            f"Passerby, or {_how_to_delete(path)}"
        )


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Two processes that open a new file at once would trip over one another: SQLite does not wait there."""
    descriptor = os.open(path.with_name("open.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _told(error: sqlite3.Error, path: Path) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return f"is damaged; {_how_to_delete(path)}"
    if code == sqlite3.SQLITE_FULL:
        return (
            "cannot grow: the disk is full, or nobody has collected for long; make room on the disk, and see "
            "that the hub runs. Agents keep their events and send them again"
        )
    if code == sqlite3.SQLITE_BUSY:
        return (
            f"was held by another process for {BUSY_TIMEOUT_S:g} s; see what keeps the disk busy, and that "
            "no other program has the file open"
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return (
            f"cannot be written ({error}); see that its folder lies on a disk that can be written to, and "
            "belongs to the user that runs Passerby"
        )
    return f"cannot be used ({error}); see that its disk is well"


def _how_to_delete(path: Path) -> str:
    return (
        f"stop Passerby, delete {path}* and start again: nothing is lost, for agents keep every event until "
        "the hub has stored it, and the hub tells its configuration again"
    )
