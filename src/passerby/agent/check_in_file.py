"""Check-ins into a file: one record a line, for its owner alone. Nothing of who was not let in."""

import errno
import json
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from passerby.agent.patient_file import PatientFile
from passerby.events.check_in import to_record
from passerby.shapes.check_in import CheckIn
from passerby.shapes.errors import OutputError


class CheckInFile:
    """Adds to what is in the file already: a gate that starts again forgets nobody whom it let in."""

    def __init__(self, path: Path) -> None:
        if path.suffix.lower() != ".jsonl":
            raise OutputError(f"{path}: check-ins are written as JSON Lines; choose a name ending in .jsonl")
        try:
            file, heading = _open(path)
        except OSError as error:
            reason = "it is a link" if error.errno == errno.ELOOP else (error.strerror or "").lower()
            raise OutputError(
                f"check-ins cannot be written to {path}: {reason}; name a file in a folder that is there and "
                "may be written to by the user that runs the gate"
            ) from error
        self._lines = PatientFile(path, file, "check-ins", heading)

    def write(self, check_ins: Iterable[CheckIn]) -> None:
        """Add check-ins. Raises OutputError; what could not be written is kept, and tried again next time."""
        self._lines.append("".join(json.dumps(to_record(check_in)) + "\n" for check_in in check_ins))

    def close(self) -> None:
        """Finish the file. Raises OutputError where it is not whole."""
        self._lines.close()


def _open(path: Path) -> tuple[IO[bytes], str]:
    """The file to add to, and what to write first: the end of a line that a power cut left torn."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    # Who came through a door, and when, is for the eyes of who keeps it.
    descriptor = os.open(path, flags, stat.S_IRUSR | stat.S_IWUSR)
    size = os.fstat(descriptor).st_size
    torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
    return os.fdopen(descriptor, "ab"), "\n" if torn else ""
