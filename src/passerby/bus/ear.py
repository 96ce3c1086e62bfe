"""Hears when another process writes to a SQLite file."""

import sqlite3
import threading
from pathlib import Path

from passerby.bus.bell import Bell
from passerby.bus.sqlite_file import connect

LISTEN_EVERY_S = 0.02
"""A look at SQLite's counter of commits reads shared memory and costs some microseconds."""


class Ear:
    """Rings a bell when the file was written to, by whomever. Looks only while somebody waits for it."""

    def __init__(self, path: Path, bell: Bell) -> None:
        self._bell = bell
        # Of its own: the counter tells of every commit but those of the connection that asks.
        self._connection = connect(path)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="bus ear", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        self._closing.set()
        self._bell.ring()
        self._thread.join()

    def _listen(self) -> None:
        heard = -1
        try:
            while not self._closing.is_set():
                rung = self._bell.rung
                now = self._commits()
                if now != heard:
                    heard = now
                    self._bell.ring()
                    rung += 1
                if not self._closing.wait(LISTEN_EVERY_S):
                    self._bell.wait_for_listener(rung)
        finally:
            self._connection.close()

    def _commits(self) -> int:
        try:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            # Whoever waits is woken, looks, and meets the same error where it can be told.
            return -1
