"""Files with secrets: written once and whole, for their owner alone."""

import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from passerby.shapes.errors import KeyFileError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def write_once(path: Path, make: Callable[[], bytes]) -> None:
    """Write what `make` gives to a file (mode 0600, in a folder 0700), unless something is there already.

    Of processes that start at once one writes, and a power cut leaves a whole file or none. Raises
    KeyFileError for a folder that others can get at, and OSError where the file cannot be written.
    """
    with _locked_folder(path.parent):
        if not os.path.lexists(path):
            _write(path, make())


def check_owner(found: os.stat_result, path: Path, remedy: str) -> None:
    """See that nobody but this user (and root) can get at the file or folder at `path`.

    found: its status. remedy: the command that takes it from others. Raises KeyFileError.
    """
    if found.st_uid not in (0, os.geteuid()):
        raise KeyFileError(
            f"{path} belongs to user {found.st_uid}, and Passerby runs as {os.geteuid()}; keys belong to "
            f"that user alone: chown {os.geteuid()} {path}"
        )
    if found.st_mode & _OTHERS:
        raise KeyFileError(
            f"other users of this machine can get at {path} (mode {stat.S_IMODE(found.st_mode):04o}); take "
            f"that from them, and consider who may have read the key: {remedy}"
        )


@contextmanager
def _locked_folder(folder: Path) -> Iterator[None]:
    _make_folder(folder)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        check_owner(found, folder, f"chmod 700 {folder}")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
        # Without this a power cut may forget the new file's name, and with it what was sealed since.
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_folder(folder: Path) -> None:
    """The folder and all missing folders above it, for their owner alone."""
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    for part in reversed(missing):
        part.mkdir(mode=stat.S_IRWXU, exist_ok=True)


def _write(path: Path, raw: bytes) -> None:
    # Under its own name the file appears whole or not at all; the folder's lock keeps others off the part.
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(part, flags, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(descriptor)
    part.replace(path)
