"""The text of a configuration."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.config.toml_text import to_toml

PLAIN = st.one_of(
    st.text(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False)
)
KEYS = st.text("abcdefghijklmnop_", min_size=1, max_size=8)
TABLES = st.recursive(
    st.dictionaries(KEYS, st.one_of(PLAIN, st.lists(st.lists(st.floats(-1, 1), min_size=1))), max_size=4),
    lambda inner: st.dictionaries(KEYS, st.one_of(PLAIN, inner, st.lists(inner, min_size=1)), max_size=3),
    max_leaves=6,
)


@given(TABLES)
def test_what_is_written_as_toml_is_read_as_it_was(table: dict[str, Any]) -> None:
    assert tomllib.loads(to_toml(table)) == table
