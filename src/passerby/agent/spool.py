"""An agent's events on disk, from when they are counted until the hub has them for good."""

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from passerby.shapes.errors import OutputError

VERSION = 1

_TABLES = """
    -- AUTOINCREMENT: a number that was given out is never given out again, whatever was deleted since.
    CREATE TABLE event (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL, recorded_at REAL NOT NULL, body TEXT NOT NULL
    );
    CREATE TABLE draft (
        subject TEXT PRIMARY KEY, kind TEXT NOT NULL, recorded_at REAL NOT NULL, body TEXT NOT NULL
    );
"""

Body = Mapping[str, object]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What is to be spooled. recorded_at: UTC seconds. body: a JSON-safe record. subject: whose draft it
    is, or takes the place of; "" for none.
    """

    kind: str
    recorded_at: float
    body: Body
    subject: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class SpooledEvent:
    """An event with the number that is its own for ever."""

    number: int
    kind: str
    recorded_at: float
    body: Body


class Spool:
    """Numbered events in an SQLite file; threads may share it, processes must not.

    What `append` returned survives a power cut: each transaction is on the disk before it returns. Drafts are
    events that are not finished: one a subject, replaced again and again, and gone with the transaction that
    appends the finished one; `adopt_drafts` makes events of those that a killed process left behind. Every
    method raises OutputError where the disk is full, read-only or broken; nothing is then half done.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Made first, so that SQLite's own files beside it get the same mode.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise OutputError(f"the spool {path} cannot be made: {error.strerror}") from error
        with self._told():
            self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10.0)
            self._prepare()

    def append(self, kind: str, body: Body, recorded_at: float) -> int:
        """Keep one event; its number, larger than every earlier one."""
        return self.append_all([Entry(kind, recorded_at, body)])[0]

    def append_all(self, entries: Sequence[Entry]) -> list[int]:
        """Keep all of these events or, where that fails, none; their numbers."""
        with self._transaction():
            return [self._insert(entry) for entry in entries]

    def waiting(self, after: int, at_most: int) -> list[SpooledEvent]:
        """The events kept with numbers above `after`, in order."""
        with self._lock, self._told():
            rows = self._file.execute(
                "SELECT number, kind, recorded_at, body FROM event WHERE number > ? ORDER BY number LIMIT ?",
                (after, at_most),
            ).fetchall()
        return [SpooledEvent(number, kind, at, json.loads(body)) for number, kind, at, body in rows]

    def forget_up_to(self, number: int) -> None:
        """Delete the events up to this number: they are kept elsewhere now."""
        with self._transaction():
            self._file.execute("DELETE FROM event WHERE number <= ?", (number,))

    def number_above(self, number: int) -> None:
        """Give no number up to this one any more, and waiting events that have such a one new ones.

        For a spool that was lost or brought back from a copy while the hub remembers higher numbers, and
        would take its events for ones that it has.
        """
        with self._transaction():
            if self._last_number() >= number:
                return
            rows = self._file.execute("SELECT number FROM event ORDER BY number DESC").fetchall()
            shift = number - min((each for (each,) in rows), default=1) + 1
            for (each,) in rows:
                self._file.execute("UPDATE event SET number = ? WHERE number = ?", (each + shift, each))
            last = max([number, *(each + shift for (each,) in rows)])
            self._file.execute("DELETE FROM sqlite_sequence WHERE name = 'event'")
            self._file.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('event', ?)", (last,))

    @property
    def last_number(self) -> int:
        """The largest number ever given; 0 before the first."""
        with self._lock, self._told():
            return self._last_number()

    def backlog(self) -> tuple[int, float | None]:
        """How many events wait, and when the oldest was recorded; None when none waits."""
        with self._lock, self._told():
            count, oldest = self._file.execute("SELECT count(*), min(recorded_at) FROM event").fetchone()
        return count, oldest

    def keep_drafts(self, drafts: Sequence[Entry]) -> None:
        """Let these be the drafts of their subjects from now on, and let no other subject have one."""
        with self._transaction():
            self._file.execute("DELETE FROM draft")
            self._file.executemany(
                "INSERT INTO draft (subject, kind, recorded_at, body) VALUES (?, ?, ?, ?)",
                [(draft.subject, draft.kind, draft.recorded_at, _text(draft.body)) for draft in drafts],
            )

    def adopt_drafts(self) -> list[int]:
        """Make events of the drafts; their numbers. For the start, when nobody can finish them any more."""
        with self._transaction():
            rows = self._file.execute("SELECT kind, recorded_at, body, subject FROM draft").fetchall()
            return [
                self._insert(Entry(kind, at, json.loads(body), subject)) for kind, at, body, subject in rows
            ]

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._file.close()

    def _insert(self, entry: Entry) -> int:
        cursor = self._file.execute(
            "INSERT INTO event (kind, recorded_at, body) VALUES (?, ?, ?)",
            (entry.kind, entry.recorded_at, _text(entry.body)),
        )
        if entry.subject:
            self._file.execute("DELETE FROM draft WHERE subject = ?", (entry.subject,))
        return int(cursor.lastrowid or 0)

    def _last_number(self) -> int:
        row = self._file.execute("SELECT seq FROM sqlite_sequence WHERE name = 'event'").fetchone()
        return int(row[0]) if row else 0

    def _prepare(self) -> None:
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = FULL")
        (found,) = self._file.execute("PRAGMA user_version").fetchone()
        if found not in (0, VERSION):
            raise OutputError(
                f"the spool {self._path} is of version {found}, and this Passerby writes version {VERSION}; "
                "start the version that wrote it and let it deliver what waits"
            )
        if found == 0:
            self._file.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All that is done within, or nothing of it; on the disk when it ends."""
        with self._lock, self._told():
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._file.execute("COMMIT")
            finally:
                if self._file.in_transaction:
                    self._file.execute("ROLLBACK")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise OutputError(
                f"the spool {self._path} cannot be written or read just now: {error}"
            ) from error
        except sqlite3.DatabaseError as error:
            raise OutputError(
                f"the spool {self._path} is damaged ({error}); move it and the files beside it away, and "
                "start again: what it held and the hub does not have is lost"
            ) from error


def _text(body: Body) -> str:
    return json.dumps(body, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
