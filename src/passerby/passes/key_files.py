"""Keys in files that only their owner can read. A key file holds the 32 bytes of the key and nothing else."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

from passerby.passes.keys import KEY_BYTES, SitePrivateKey, SymmetricKey
from passerby.passes.secret_files import check_owner, write_once
from passerby.shapes.errors import KeyFileError


def load_or_create_key(path: Path) -> SymmetricKey:
    """The key in a file; where there is none, a new one, written first (mode 0600, in a folder 0700).

    Two processes that start at once get the same key, and a power cut leaves a whole key or none. Raises
    KeyFileError for a file or folder that others can get at, that is a link, or that holds no key.
    """
    return SymmetricKey.from_bytes(_load_or_create(path, lambda: SymmetricKey.generate().to_bytes()))


def load_or_create_site_key(path: Path) -> SitePrivateKey:
    """A site's private key in a file; where there is none, a new one, as `load_or_create_key` does."""
    return SitePrivateKey.from_bytes(_load_or_create(path, lambda: SitePrivateKey.generate().to_bytes()))


def load_site_key(path: Path) -> SitePrivateKey:
    """A site's private key in a file that must be there: what was sealed to a lost key opens with no other.

    Raises KeyFileError as `load_or_create_key` does, and where there is no file.
    """
    try:
        found = path.parent.stat()
        check_owner(found, path.parent, f"chmod 700 {path.parent}")
        return SitePrivateKey.from_bytes(_read(path))
    except OSError as error:
        raise KeyFileError(
            f"the site's key cannot be read from {path} ({error.strerror}); put it back from your backup, "
            "or begin a new folder with `passerby passes init`"
        ) from error


def _load_or_create(path: Path, make: Callable[[], bytes]) -> bytes:
    try:
        write_once(path, make)
        return _read(path)
    except OSError as error:
        raise KeyFileError(
            f"the key file {path} cannot be read or made ({error.strerror}); see that its folder is there, "
            "belongs to the user that runs Passerby, and can be written to"
        ) from error


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
        check_owner(found, path, f"chmod 600 {path}")
        raw = file.read(KEY_BYTES + 1)
    if len(raw) != KEY_BYTES:
        raise KeyFileError(
            f"{path} has {found.st_size} bytes, and a key has {KEY_BYTES}: it is damaged, or no key; put "
            "back the one from your backup, for what was sealed with it opens with no other"
        )
    return raw
