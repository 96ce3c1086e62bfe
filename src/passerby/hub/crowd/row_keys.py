"""Keys of figures: which series, and when, in one whole number.

Rows with such a key lie in the table in the order of their series and time, in SQLite in the very tree of its
primary key: what a page asks for stands side by side, and no index beside the table is needed or kept.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

_MILLISECOND_BITS = 42
_SECOND_BITS = 33

WINDOWS_PER_SERIES = 1 << _MILLISECOND_BITS
"""Keys of windows: series · this + the start in milliseconds, until 2109 and for two million series."""

ROLL_UPS_PER_SERIES = 1 << _SECOND_BITS
"""Keys of roll-ups and grids: series · this + the start in seconds, until the year 2242."""


if TYPE_CHECKING:
    _Field = models.BigIntegerField[int, int]
else:
    _Field = models.BigIntegerField


class RowKey(_Field):
    """A key of 64 bits. SQLite orders the rows themselves by it only if its type is called INTEGER."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The column's type."""
        return "integer" if connection.vendor == "sqlite" else "bigint"


def window_key(series_id: int, started_ms: int) -> int:
    """The key of a window; series_id is the camera's whole view."""
    return series_id * WINDOWS_PER_SERIES + started_ms


def roll_up_key(series_id: int, started_s: int) -> int:
    """The key of a roll-up or a grid."""
    return series_id * ROLL_UPS_PER_SERIES + started_s
