"""Reading a record from outside, field by field: nothing missing, nothing unknown, every value in range."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeGuard

import numpy as np
import numpy.typing as npt

from passerby.shapes.errors import RecordError

MAX_TEXT = 1000
MAX_COUNT = 2**53
"""Whole numbers up to here survive every reader of JSON; no figure is larger."""

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


def time_text(at: float) -> str:
    """Seconds since 1970-01-01 UTC as ISO 8601 with milliseconds, such as 2026-05-01T12:00:00.000Z."""
    # Whole milliseconds first: isoformat cuts off what it does not show.
    moment = datetime.fromtimestamp(round(at * 1000) / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Record:
    """A record that is read by taking its fields; `finish` refuses what was not taken. Raises RecordError."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, Mapping):
            raise RecordError(f"{path} must be an object with named fields; got {_shown(value)}")
        self._fields = dict(value)
        self._path = path

    def take(self, key: str) -> object:
        """The field, as it is."""
        if key not in self._fields:
            raise RecordError(
                f"{self._path} has no field {key!r}; the record is cut short or of another kind"
            )
        return self._fields.pop(key)

    def finish(self) -> None:
        """All fields have been taken; any other is unknown."""
        unknown = next(iter(self._fields), None)
        if unknown is not None:
            raise RecordError(
                f"{self._path} has an unknown field {_shown(unknown)}; it was written by another version"
            )

    def text(self, key: str) -> str:
        """Printable text of 1 to MAX_TEXT characters."""
        value = self.take(key)
        if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT or not value.isprintable():
            raise self._refused(key, f"printable text of 1 to {MAX_TEXT} characters", value)
        return value

    def whole(self, key: str) -> int:
        """A whole number, MAX_COUNT at most in size."""
        value = self.take(key)
        if type(value) is not int or abs(value) > MAX_COUNT:
            raise self._refused(key, "a whole number", value)
        return value

    def count(self, key: str) -> int:
        """A whole number, 0 or more."""
        value = self.whole(key)
        if value < 0:
            raise self._refused(key, "0 or more", value)
        return value

    def counts(self, key: str, length: int) -> tuple[int, ...]:
        """Exactly `length` whole numbers, each 0 or more."""
        value = self.take(key)
        if not isinstance(value, list) or len(value) != length:
            raise self._refused(key, f"a list of {length} numbers", value)
        each = Record({str(index): item for index, item in enumerate(value)}, f"{self._path}.{key}")
        return tuple(each.count(str(index)) for index in range(length))

    def signed(self, key: str) -> float:
        """A finite number."""
        value = self.take(key)
        if not _is_number(value):
            raise self._refused(key, "a finite number", value)
        return float(value)

    def number(self, key: str) -> float:
        """A finite number, 0 or more."""
        value = self.signed(key)
        if value < 0:
            raise self._refused(key, "0 or more", value)
        return value

    def optional_number(self, key: str) -> float | None:
        """A finite number, 0 or more, or null."""
        if self._fields.get(key, 0) is None:
            del self._fields[key]
            return None
        return self.number(key)

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.take(key)
        if not isinstance(value, bool):
            raise self._refused(key, "true or false", value)
        return value

    def time(self, key: str) -> float:
        """A time as `time_text` writes it, in seconds since 1970-01-01 UTC."""
        value = self.take(key)
        if not isinstance(value, str) or not _TIME.fullmatch(value):
            raise self._refused(key, "a time such as 2026-05-01T12:00:00.000Z", value)
        try:
            return datetime.fromisoformat(value).timestamp()
        except ValueError as error:
            raise self._refused(key, "a day and an hour that exist", value) from error

    def record(self, key: str) -> "Record":
        """A record within this one."""
        return Record(self.take(key), f"{self._path}.{key}")

    def records(self, key: str, at_most: int) -> list["Record"]:
        """A list of records."""
        value = self.take(key)
        if not isinstance(value, list) or len(value) > at_most:
            raise self._refused(key, f"a list of at most {at_most}", value)
        return [Record(item, f"{self._path}.{key}[{index}]") for index, item in enumerate(value)]

    def grid(self, key: str, shape: tuple[int, ...], low: float = -np.inf) -> npt.NDArray[np.float32]:
        """Nested lists of finite numbers of this shape, none below `low`, as float32."""
        value = self.take(key)
        wanted = f"finite numbers in nested lists of {' by '.join(map(str, shape))}"
        if not _nested(value, shape):
            raise self._refused(key, wanted, value)
        grid = np.array(value, np.float64)
        if (grid < low).any():
            raise self._refused(key, f"{wanted}, none below {low:g}", value)
        return grid.astype(np.float32)

    def _refused(self, key: str, wanted: str, found: object) -> RecordError:
        return RecordError(f"{self._path}.{key} must be {wanted}; got {_shown(found)}")


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MAX_COUNT


def _nested(value: object, shape: tuple[int, ...]) -> bool:
    if not shape:
        return _is_number(value)
    return (
        isinstance(value, list) and len(value) == shape[0] and all(_nested(item, shape[1:]) for item in value)
    )


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
