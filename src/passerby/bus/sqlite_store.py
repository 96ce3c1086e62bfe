"""What a local bus keeps: a SQLite file (WAL) that all processes of one machine write to."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from passerby.bus.bell import Bell
from passerby.bus.bus import MAX_WAITING, Entry
from passerby.bus.ear import Ear
from passerby.bus.parts import NOTHING_READ, Batch
from passerby.bus.sqlite_file import bus_errors, make_folder, open_connection, transaction

MAX_FILE_BYTES = 1 << 30
DELETED_KEPT_S = 3600.0
"""A watch that is asked more seldom than this may miss that a key was deleted."""

_ADD = "INSERT INTO message (subject, payload) VALUES (?, ?)"
_TRIM = "DELETE FROM message WHERE number <= ?"
# In GLOB a * stands for everything beneath, as it does in a subscription; no name holds another mark of GLOB.
_AFTER = "SELECT number, payload FROM message WHERE number > ? AND subject GLOB ? ORDER BY number LIMIT ?"
_AMONG = """
    SELECT number, payload FROM message WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number
"""
_LAST_NUMBER = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'message'"
_FORGET = """
    DELETE FROM message
    WHERE number > :before AND number <= :now AND subject GLOB :subject AND NOT EXISTS (
        SELECT 1 FROM cursor WHERE message.subject GLOB cursor.subject AND cursor.number < message.number
    )
"""
# A replaced row gets a new revision, the greatest of all.
_PUT = "INSERT OR REPLACE INTO state (key, value, changed_at) VALUES (?, ?, ?)"
_CHANGES = """
    SELECT revision, key, value FROM state
    WHERE revision > ? AND key >= ? AND key < ? AND (value IS NOT NULL OR ?) ORDER BY revision
"""
_LAST_REVISION = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'state'"
_AFTER_ALL_NAMES = "\x7f"


class SqliteStore:
    """See parts.Store. One connection, which the threads of a process take in turn."""

    def __init__(
        self, path: Path, max_waiting: int = MAX_WAITING, max_file_bytes: int = MAX_FILE_BYTES
    ) -> None:
        make_folder(path.parent)
        self.bell = Bell()
        self._path = path
        self._max_waiting = max_waiting
        self._lock = threading.Lock()
        self._connection = open_connection(path, max_file_bytes)
        self._ear = Ear(path, self.bell)

    def add(self, subject: str, payload: bytes) -> None:
        """See Store.add."""
        with self._using() as connection, transaction(connection):
            number = connection.execute(_ADD, (subject, payload)).lastrowid or 0
            connection.execute(_TRIM, (number - self._max_waiting,))
        self.bell.ring()

    def after(self, number: int, subject: str, at_most: int) -> Batch:
        """See Store.after."""
        with self._using() as connection:
            # Asked first: what is added in between is then not passed over.
            last_number = int(connection.execute(_LAST_NUMBER).fetchone()[0])
            found = connection.execute(_AFTER, (number, subject, at_most)).fetchall()
        last_found = found[-1][0] if found else 0
        return Batch(found, last_found if len(found) == at_most else max(last_number, last_found))

    def among(self, numbers: list[int]) -> list[tuple[int, bytes]]:
        """See Store.among."""
        with self._using() as connection:
            return connection.execute(_AMONG, (json.dumps(numbers),)).fetchall()

    def open_cursor(self, consumer: str, subject: str) -> int:
        """See Store.open_cursor."""
        with self._using() as connection, transaction(connection):
            connection.execute("INSERT OR IGNORE INTO cursor VALUES (?, ?, 0)", (consumer, subject))
            return _cursor(connection, consumer, subject)

    def move_cursor(self, consumer: str, subject: str, number: int) -> None:
        """See Store.move_cursor."""
        with self._using() as connection, transaction(connection):
            before = _cursor(connection, consumer, subject)
            connection.execute(
                "UPDATE cursor SET number = max(number, ?) WHERE consumer = ? AND subject = ?",
                (number, consumer, subject),
            )
            # Up to its old place this consumer holds nothing back: who does, forgets on its own way past.
            connection.execute(_FORGET, {"before": before, "now": number, "subject": subject})

    def put(self, key: str, value: bytes | None) -> None:
        """See Store.put."""
        with self._using() as connection, transaction(connection):
            now = time.time()
            connection.execute(_PUT, (key, value, now))
            if value is None:
                connection.execute(
                    "DELETE FROM state WHERE value IS NULL AND changed_at < ?", (now - DELETED_KEPT_S,)
                )
        self.bell.ring()

    def get(self, key: str) -> bytes | None:
        """See Store.get."""
        with self._using() as connection:
            row = connection.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return None if row is None else row[0]

    def changes(self, revision: int, prefix: str) -> tuple[list[Entry], int]:
        """See Store.changes."""
        # Of a folder of names, all from its first to its last; of a single name, that one alone.
        end = prefix + (_AFTER_ALL_NAMES if prefix.endswith("/") or not prefix else "\0")
        with self._using() as connection:
            last_revision = int(connection.execute(_LAST_REVISION).fetchone()[0])
            found = connection.execute(_CHANGES, (revision, prefix, end, revision != NOTHING_READ)).fetchall()
        entries = [Entry(key, value) for _, key, value in found]
        return entries, max(last_revision, found[-1][0]) if found else last_revision

    def close(self) -> None:
        """See Store.close."""
        self._ear.close()
        with self._lock:
            self._connection.close()

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._lock, bus_errors(self._path):
            yield self._connection


def _cursor(connection: sqlite3.Connection, consumer: str, subject: str) -> int:
    row = connection.execute(
        "SELECT number FROM cursor WHERE consumer = ? AND subject = ?", (consumer, subject)
    ).fetchone()
    return 0 if row is None else int(row[0])
