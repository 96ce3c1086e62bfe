"""Reading the facts of a synthetic clip, field by field. Fields that nobody here asks for are left alone."""

import json
from collections.abc import Mapping
from pathlib import Path

from passerby.shapes.errors import FootageError

MAX_BYTES = 4_000_000
MAX_NUMBER = 1e7
MAX_TEXT = 200


class Facts:
    """One object of a clip's JSON. path: the file and the place in it, for errors.

    Every reader raises FootageError naming the field, what was wanted and what stands there.
    """

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, Mapping):
            raise FootageError(f"{path} must be an object with named fields; got {_shown(value)}")
        self._fields = value
        self.path = path

    def text(self, key: str) -> str:
        """Printable text, MAX_TEXT characters at most; it may be empty."""
        value = self._take(key)
        if not isinstance(value, str) or len(value) > MAX_TEXT or not value.isprintable():
            raise self._refused(key, f"printable text of at most {MAX_TEXT} characters", value)
        return value

    def count(self, key: str) -> int:
        """A whole number from 0."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_NUMBER:
            raise self._refused(key, "a whole number from 0", value)
        return value

    def amount(self, key: str) -> float:
        """A number from 0."""
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_NUMBER:
            raise self._refused(key, "a number from 0", value)
        return float(value)

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._take(key)
        if not isinstance(value, bool):
            raise self._refused(key, "true or false", value)
        return value

    def inner(self, key: str) -> "Facts":
        """An object within this one."""
        return Facts(self._take(key), f"{self.path}, {key}")

    def items(self, key: str) -> "list[Facts]":
        """A list of objects."""
        value = self._take(key)
        if not isinstance(value, list):
            raise self._refused(key, "a list", value)
        return [Facts(item, f"{self.path}, {key} {place}") for place, item in enumerate(value, 1)]

    def _take(self, key: str) -> object:
        if key not in self._fields:
            raise FootageError(
                f"{self.path} has no field {key!r}; install Passerby again, or render the clip"
            )
        return self._fields[key]

    def _refused(self, key: str, wanted: str, found: object) -> FootageError:
        return FootageError(f"{self.path}: {key} must be {wanted}; got {_shown(found)}")


def read_facts(path: Path) -> Facts:
    """The facts in a clip's JSON file. Raises FootageError where there is none, or it is no JSON."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FootageError(f"{path} is larger than the {MAX_BYTES} bytes that a clip's facts may take")
        return Facts(json.loads(path.read_text(encoding="utf-8")), path.name)
    except OSError as error:
        raise FootageError(f"the facts of a clip cannot be read from {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise FootageError(f"{path} is not JSON: {error}") from error


def _shown(value: object) -> str:
    return repr(value)[:80]
