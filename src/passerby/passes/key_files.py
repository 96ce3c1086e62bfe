"""Keys in files that only their owner can read. A key file holds the 32 bytes of the key and nothing else."""

import errno
import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from passerby.passes.keys import KEY_BYTES, SitePrivateKey, SymmetricKey
from passerby.shapes.errors import KeyFileError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def load_or_create_key(path: Path) -> SymmetricKey:
    """The key in a file; where there is none, a new one, written first (mode 0600, in a folder 0700).

    Two processes that start at once get the same key, and a power cut leaves a whole key or none. Raises
    KeyFileError for a file or folder that others can get at, that is a link, or that holds no key.
    """
    return SymmetricKey.from_bytes(_load_or_create(path, lambda: SymmetricKey.generate().to_bytes()))


def load_or_create_site_key(path: Path) -> SitePrivateKey:
    """A site's private key in a file; where there is none, a new one, as `load_or_create_key` does."""
    return SitePrivateKey.from_bytes(_load_or_create(path, lambda: SitePrivateKey.generate().to_bytes()))


def _load_or_create(path: Path, make: Callable[[], bytes]) -> bytes:
    try:
        with _locked_folder(path.parent):
            if not os.path.lexists(path):
                _write(path, make())
            return _read(path)
    except OSError as error:
        raise KeyFileError(
            f"the key file {path} cannot be read or made ({error.strerror}); see that its folder is there, "
            "belongs to the user that runs Passerby, and can be written to"
        ) from error


@contextmanager
def _locked_folder(folder: Path) -> Iterator[None]:
    _make_folder(folder)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        _check_owner(found, folder, f"chmod 700 {folder}")
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


def _check_owner(found: os.stat_result, path: Path, remedy: str) -> None:
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


def _read(path: Path) -> bytes:
    try:
        # Without O_NONBLOCK a pipe put in the key's place would hold the start up for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise KeyFileError(f"{path} is a link; put the key file itself there") from None
        raise
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise KeyFileError(f"{path} is not a file; a key file with {KEY_BYTES} bytes belongs there")
        _check_owner(found, path, f"chmod 600 {path}")
        raw = file.read(KEY_BYTES + 1)
    if len(raw) != KEY_BYTES:
        raise KeyFileError(
            f"{path} has {found.st_size} bytes, and a key has {KEY_BYTES}: it is damaged, or no key; put "
            "back the one from your backup, for what was sealed with it opens with no other"
        )
    return raw
