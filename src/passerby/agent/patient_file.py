"""A text file that grows, and that loses nothing to a disk that is full for a while."""

import os
from pathlib import Path
from typing import IO

from passerby.shapes.errors import OutputError


class PatientFile:
    """What did not fit on the disk waits, and goes on where it stopped. Owns the file.

    what: what is written, in plural, for errors. heading: written first.
    """

    def __init__(self, path: Path, file: IO[bytes], what: str, heading: str = "") -> None:
        self._path, self._file, self._what = path, file, what
        self._waiting = heading.encode()

    def append(self, text: str) -> None:
        """Add text, at once. Raises OutputError; what could not be written is kept for the next time."""
        self._waiting += text.encode()
        try:
            while self._waiting:
                written = os.write(self._file.fileno(), self._waiting)
                self._waiting = self._waiting[written:]
        except OSError as error:
            raise OutputError(
                f"{self._what} could not be written to {self._path}: {error.strerror}; "
                f"{len(self._waiting)} bytes are kept and tried again"
            ) from error

    def close(self) -> None:
        """Write what waits, and finish the file. Raises OutputError where it is not whole."""
        try:
            self.append("")
        except OutputError as error:
            raise OutputError(
                f"{self._path} is not whole: the disk had no room for its last {len(self._waiting)} bytes"
            ) from error
        finally:
            self._file.close()
