"""Addresses as they are typed: themselves, or the name of a file that holds one."""

import sys
from pathlib import Path

from passerby.shapes.errors import AddressError

_MOST_BYTES = 4096


def read_source(text: str) -> str:
    """The address that was typed, or with `@FILE` the one in that file's first line.

    Everybody on a machine can read the command lines of its processes; a password belongs into a file that
    only its owner can read. Raises AddressError, never quoting what the file holds.
    """
    if not text.startswith("@"):
        return text
    path = Path(text[1:])
    try:
        with path.open("rb") as file:
            lines = file.read(_MOST_BYTES).decode().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise AddressError(f"the file {path} cannot be read for an address: {reason}") from None
    address = lines[0].strip() if lines else ""
    if not address or address.startswith("@"):
        raise AddressError(f"the first line of {path} must be an address, such as rtsp://…")
    return address


def read_secret_source(text: str) -> str:
    """As `read_source`, and `-` for the first line of standard input. Raises AddressError."""
    if text != "-":
        return read_source(text)
    address = sys.stdin.readline(_MOST_BYTES).strip()
    if not address:
        raise AddressError("standard input must give an address in its first line; it gave an empty one")
    return address
