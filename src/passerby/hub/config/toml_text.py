"""TOML text of a configuration: only the values that one holds, written to be read and compared."""

import json
from collections.abc import Mapping, Sequence

Value = str | bool | int | float | Sequence["Value"]
Table = Mapping[str, object]


def to_toml(table: Table) -> str:
    """The table as TOML 1.0. Values that are None are left out; lists of tables come after all others.

    An empty list is written as such, after which TOML takes no tables: give None where they may be added.

    Values are text, numbers, truth values, lists of these, tables, and lists of tables.
    """
    return "".join(_lines(table, ())).lstrip("\n")


def _lines(table: Table, path: tuple[str, ...]) -> list[str]:
    plain = [(key, value) for key, value in table.items() if value is not None]
    lines = [f"{key} = {_value(value)}\n" for key, value in plain if not _is_table(value)]
    for key, value in plain:
        inner = (*path, key)
        if isinstance(value, Mapping):
            lines += [f"\n[{'.'.join(inner)}]\n", *_lines(value, inner)]
        elif _is_table(value) and isinstance(value, Sequence):
            for each in value:
                lines += [f"\n[[{'.'.join(inner)}]]\n", *_lines(each, inner)]
    return lines


def _is_table(value: object) -> bool:
    is_list = isinstance(value, list) and bool(value)
    return isinstance(value, Mapping) or (
        is_list and isinstance(value, list) and all(isinstance(each, Mapping) for each in value)
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON's text is TOML's, but for one character that TOML wants escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_value, value))}]"
    raise TypeError(f"a configuration holds no {type(value).__name__}")
