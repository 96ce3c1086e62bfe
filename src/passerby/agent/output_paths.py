"""Where results are written: never over what is read, never over what this run wrote, and not for all."""

import os
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import IO

from passerby.shapes.errors import OutputError

_MOST = 1000


def open_private(path: Path) -> IO[bytes]:
    """Create or empty a file that its owner writes and its group reads. Raises OSError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o640), "wb")


def free_path(path: Path) -> Path:
    """The path itself, or the first of name-2, name-3, … that does not exist: a restarted worker goes on
    in a new file, so that what it wrote before stays. Raises OutputError when a thousand exist.
    """
    if not path.exists():
        return path
    for number in range(2, _MOST):
        numbered = path.with_stem(f"{path.stem}-{number}")
        if not numbered.exists():
            return numbered
    raise OutputError(f"{path} and its {_MOST} numbered followers exist; choose another name")


def refuse_overwriting(read: Iterable[str], written: Iterable[Path]) -> None:
    """Raise OutputError where a file is to be written that is also read, or written twice.

    read: what is read, as typed; addresses that are no files are passed over.
    """
    written = list(written)
    for output in written:
        for source in read:
            if _is(output, source):
                raise OutputError(
                    f"{output} is read by this command and would be overwritten; choose another name"
                )
    for first, second in combinations(written, 2):
        if first.resolve() == second.resolve() or _is(first, str(second)):
            raise OutputError(f"{first} is named for two outputs; each needs a file of its own")


def _is(output: Path, other: str) -> bool:
    # Unlike Path.exists, these take what cannot be a path, such as a long address, for what is not there.
    return os.path.exists(output) and os.path.exists(other) and os.path.samefile(output, other)  # noqa: PTH110, PTH121
