"""Reading a record from outside, field by field: nothing missing, nothing unknown, every value in range."""

import base64
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import TypeGuard, cast

import numpy as np
import numpy.typing as npt

from passerby.shapes.errors import RecordError

MAX_TEXT = 1000
MAX_COUNT = 2**53
"""Whole numbers up to here survive every reader of JSON; no figure is larger."""

_LISTS = frozenset((list,))
_NUMBERS = frozenset((int, float))
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


def time_text(at: float) -> str:
    """Seconds since 1970-01-01 UTC as ISO 8601 with milliseconds, such as 2026-05-01T12:00:00.000Z."""
    # Whole milliseconds first: isoformat cuts off what it does not show.
    moment = datetime.fromtimestamp(round(at * 1000) / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def fitting_text(text: str) -> str:
    """The text as `Record.any_text` reads it: blanks for what cannot be printed, cut to MAX_TEXT."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return printable if len(printable) <= MAX_TEXT else f"{printable[: MAX_TEXT - 1]}…"


class Record:
    """A record that is read by taking its fields; `finish` refuses what was not taken. Raises RecordError."""

    def __init__(self, value: object, path: str) -> None:
        # Most are plain; asking whether something is a Mapping takes longer than reading it.
        if type(value) is not dict and not isinstance(value, Mapping):
            raise RecordError(f"{path} must be an object with named fields; got {_shown(value)}")
        self._fields = dict(value)
        self._path = path

    def take(self, key: str) -> object:
        """The field, as it is."""
        try:
            return self._fields.pop(key)
        except KeyError:
            raise RecordError(
                f"{self._path} has no field {key!r}; the record is cut short or of another kind"
            ) from None

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

    def any_text(self, key: str) -> str:
        """Printable text of at most MAX_TEXT characters, or none."""
        value = self.take(key)
        if not isinstance(value, str) or len(value) > MAX_TEXT or not value.isprintable():
            raise self._refused(key, f"printable text of at most {MAX_TEXT} characters", value)
        return value

    def one_of(self, key: str, choices: Collection[str]) -> str:
        """One of these texts."""
        value = self.take(key)
        if not isinstance(value, str) or value not in choices:
            raise self._refused(key, f"one of {', '.join(choices)}", value)
        return value

    def whole(self, key: str) -> int:
        """A whole number, MAX_COUNT at most in size."""
        value = self.take(key)
        if type(value) is not int or abs(value) > MAX_COUNT:
            raise self._refused(key, "a whole number", value)
        return value

    def count(self, key: str) -> int:
        """A whole number, 0 or more."""
        value = self.take(key)
        if type(value) is not int or abs(value) > MAX_COUNT:
            raise self._refused(key, "a whole number", value)
        if value < 0:
            raise self._refused(key, "0 or more", value)
        return value

    def counts(self, key: str, length: int) -> tuple[int, ...]:
        """Exactly `length` whole numbers, each 0 or more."""
        value = self.take(key)
        if not isinstance(value, list) or len(value) != length:
            raise self._refused(key, f"a list of {length} numbers", value)
        for index, item in enumerate(value):
            if type(item) is not int or not 0 <= item <= MAX_COUNT:
                raise self._refused(f"{key}.{index}", "a whole number, 0 or more", item)
        return tuple(value)

    def signed(self, key: str) -> float:
        """A finite number."""
        value = self.take(key)
        if not _is_number(value):
            raise self._refused(key, "a finite number", value)
        return float(value)

    def number(self, key: str) -> float:
        """A finite number, 0 or more."""
        value = self.take(key)
        if not _is_number(value):
            raise self._refused(key, "a finite number", value)
        if value < 0:
            raise self._refused(key, "0 or more", value)
        return float(value)

    def optional_number(self, key: str) -> float | None:
        """A finite number, 0 or more, or null."""
        return None if self._take_null(key) else self.number(key)

    def optional_time(self, key: str) -> float | None:
        """A time as `time_text` writes it, or null."""
        return None if self._take_null(key) else self.time(key)

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.take(key)
        if not isinstance(value, bool):
            raise self._refused(key, "true or false", value)
        return value

    def time(self, key: str) -> float:
        """A time as `time_text` writes it, in seconds since 1970-01-01 UTC."""
        value = self.take(key)
        if not isinstance(value, str) or not TIME.fullmatch(value):
            raise self._refused(key, "a time such as 2026-05-01T12:00:00.000Z", value)
        try:
            return datetime.fromisoformat(value).timestamp()
        except ValueError as error:
            raise self._refused(key, "a day and an hour that exist", value) from error

    def mapping(self, key: str) -> dict[str, object]:
        """An object with named fields, as it is."""
        value = self.take(key)
        if not isinstance(value, dict):
            raise self._refused(key, "an object with named fields", value)
        return value

    def record(self, key: str) -> "Record":
        """A record within this one."""
        return Record(self.take(key), f"{self._path}.{key}")

    def optional_record(self, key: str) -> "Record | None":
        """A record within this one, or null."""
        return None if self._take_null(key) else self.record(key)

    def records(self, key: str, at_most: int) -> list["Record"]:
        """A list of records."""
        value = self.take(key)
        if not isinstance(value, list) or len(value) > at_most:
            raise self._refused(key, f"a list of at most {at_most}", value)
        return [Record(item, f"{self._path}.{key}[{index}]") for index, item in enumerate(value)]

    def grid(self, key: str, shape: tuple[int, ...], low: float = -np.inf) -> npt.NDArray[np.float32]:
        """Nested lists of finite numbers of this shape, none below `low`, as float32."""
        value = self.take(key)
        numbers = _nested_numbers(value, shape)
        if numbers is None:
            raise self._refused(key, _grid_text(shape), value)
        if low > -np.inf and numbers.min() < low:
            raise self._refused(key, f"{_grid_text(shape)}, none below {low:g}", value)
        return numbers.astype(np.float32)

    def packed_grid(self, key: str, shape: tuple[int, ...], low: float = -np.inf) -> npt.NDArray[np.float32]:
        """A grid as `packed` writes it: finite numbers of this shape, none below `low`."""
        value = self.take(key)
        numbers = unpacked(value, shape)
        if numbers is None or not np.isfinite(numbers).all() or (low > -np.inf and numbers.min() < low):
            wanted = f"{_grid_text(shape)}, packed as little-endian float32 in base64, none below {low:g}"
            raise self._refused(key, wanted, value)
        return numbers

    def points(self, key: str, at_most: int) -> npt.NDArray[np.float64]:
        """A list of at most so many points of two finite numbers, (N, 2) float64."""
        value = self.take(key)
        points = None
        if isinstance(value, list) and len(value) <= at_most:
            points = _nested_numbers(value, (len(value), 2))
        if points is None:
            raise self._refused(key, f"a list of at most {at_most} points of two finite numbers", value)
        return points

    def point(self, key: str) -> npt.NDArray[np.float64]:
        """A point of two finite numbers, (2,) float64."""
        value = self.take(key)
        point = _nested_numbers(value, (2,))
        if point is None:
            raise self._refused(key, "a point of two finite numbers", value)
        return point

    def _take_null(self, key: str) -> bool:
        is_null = self._fields.get(key, 0) is None
        if is_null:
            del self._fields[key]
        return is_null

    def _refused(self, key: str, wanted: str, found: object) -> RecordError:
        return RecordError(f"{self._path}.{key} must be {wanted}; got {_shown(found)}")


def packed(numbers: npt.NDArray[np.float32]) -> str:
    """Numbers of any shape as text: little-endian float32, row by row, in base64."""
    return base64.b64encode(numbers.astype("<f4").tobytes()).decode()


def unpacked(value: object, shape: tuple[int, ...]) -> npt.NDArray[np.float32] | None:
    """The numbers of this shape that `packed` wrote, infinite ones included; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        raw = base64.b64decode(value, validate=True)
    except ValueError:
        return None
    if len(raw) != 4 * int(np.prod(shape)):
        return None
    return np.frombuffer(raw, "<f4").astype(np.float32).reshape(shape)


def _is_number(value: object) -> TypeGuard[float]:
    return type(value) in _NUMBERS and abs(cast("float", value)) <= MAX_COUNT


def _nested_numbers(value: object, shape: tuple[int, ...]) -> npt.NDArray[np.float64] | None:
    """Nested lists of exactly this shape as an array, if they hold finite numbers alone; else None.

    Level by level rather than number by number: windows are most of what a hub reads, and these most of them.
    """
    level: list[object] = [value]
    for length in shape:
        if not _LISTS.issuperset(map(type, level)):
            return None
        lists = cast("list[list[object]]", level)
        if not {length}.issuperset(map(len, lists)):
            return None
        level = list(chain.from_iterable(lists))
    # By type: NumPy would take true for 1, and text that looks like a number for one.
    if not _NUMBERS.issuperset(map(type, level)):
        return None
    try:
        numbers = np.array(level, np.float64)
    except OverflowError:
        return None
    # Not a number is not smaller either.
    is_small = not level or bool(np.abs(numbers).max() <= MAX_COUNT)
    return numbers.reshape(shape) if is_small else None


def _grid_text(shape: tuple[int, ...]) -> str:
    return f"finite numbers in nested lists of {' by '.join(map(str, shape))}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
