"""Reading tables of a document that somebody wrote: known fields of the right kind, and no other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from passerby.shapes.errors import SettingError

Table = Mapping[str, Any]


class Kind(NamedTuple):
    """Of what types a field's value may be, and how that is told to a person."""

    types: tuple[type, ...]
    wanted: str


TEXT = Kind((str,), "text")
TRUTH = Kind((bool,), "true or false")
WHOLE = Kind((int,), "a whole number")
NUMBER = Kind((int, float), "a number")
LIST = Kind((list,), "a list")
ANY = Kind((object,), "")
"""Of a field that is looked at elsewhere."""


@dataclass(slots=True)
class Intake:
    """One import. prune: whether what the document does not name is deleted. changes: a line each."""

    prune: bool
    changes: list[str] = field(default_factory=list)

    def note(self, change: str) -> None:
        """Write down what was changed."""
        self.changes.append(change)


def check(table: Table, kinds: Mapping[str, Kind], what: str) -> None:
    """See that the table has no field but these, of these kinds. what: its name, for the SettingError."""
    for key, value in table.items():
        if key not in kinds:
            raise SettingError(f"{what} has no field {key[:40]!r}; it may have {', '.join(sorted(kinds))}")
        types, wanted = kinds[key]
        # A truth value is a number to Python, and to nobody else.
        is_odd_one = isinstance(value, bool) and bool not in types and object not in types
        if is_odd_one or not isinstance(value, types):
            raise SettingError(f"{what}: {key} must be {wanted}; got {value!r:.40}")


def tables(table: Table, key: str) -> list[Table]:
    """The tables in a list of them, none where it is absent. Raises SettingError."""
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise SettingError(f"each {key} is a table of its own; start it with [[…{key}]]")
    return found


def different(row: object, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the fields whose values are not what the row has."""
    return {key: value for key, value in fields.items() if getattr(row, key) != value}
