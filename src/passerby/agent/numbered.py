"""File names that overwrite nothing that this run wrote."""

from pathlib import Path

from passerby.shapes.errors import OutputError

_MOST = 1000


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
