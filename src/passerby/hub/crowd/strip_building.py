"""Strips of roll-ups that have none: an older version's, or those of a history that was made up at once."""

from string import Template

import numpy as np
from django.db import connection

from passerby.hub.crowd.models import FiveMinuteStrip, HourRollUp, HourStrip, MinuteRollUp, Series
from passerby.hub.crowd.row_keys import ROLL_UPS_PER_SERIES
from passerby.hub.crowd.spans import Resolution
from passerby.hub.crowd.strips import People, packed

# Plain SQL, for migrations run this on tables that may have other columns by now.
_VIEWS = Template("SELECT id FROM $series WHERE kind = 'view' ORDER BY id")
_READ = Template(
    "SELECT key, people_peak, people_s, observed_s FROM $table WHERE key >= %s AND key < %s ORDER BY key"
)
_CLEAR = Template("DELETE FROM $table WHERE key >= %s AND key < %s")
_WRITE = Template("INSERT INTO $table (key, slots) VALUES (%s, %s)")
_BUCKETS = (
    (MinuteRollUp, FiveMinuteStrip, Resolution.FIVE_MINUTES.step_s),
    (HourRollUp, HourStrip, 1),
)


def build_strips() -> None:
    """Write the strips of all that the roll-ups of whole views hold, in place of those that are there."""
    with connection.cursor() as cursor:
        cursor.execute(_VIEWS.substitute(series=Series._meta.db_table))
        views = [view for (view,) in cursor.fetchall()]
    for view in views:
        for roll_ups, strips, step_s in _BUCKETS:
            people = _people(view, roll_ups._meta.db_table).by_bucket(step_s)
            _replace(view, strips, people)


def _people(view: int, table: str) -> People:
    with connection.cursor() as cursor:
        cursor.execute(_READ.substitute(table=table), _keys_of(view))
        rows = cursor.fetchall()
    keys, peaks, people_s, observed_s = zip(*rows, strict=True) if rows else ((), (), (), ())
    starts_s = np.array(keys, np.int64) % ROLL_UPS_PER_SERIES
    return People(
        np.full(len(rows), view, np.int64),
        starts_s,
        np.array(peaks, np.int64),
        np.array(people_s, np.float64),
        np.array(observed_s, np.float64),
    )


def _replace(view: int, strips: type[FiveMinuteStrip] | type[HourStrip], people: People) -> None:
    table = strips._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR.substitute(table=table), _keys_of(view))
        cursor.executemany(_WRITE.substitute(table=table), packed(people, strips.length_s))


def _keys_of(view: int) -> tuple[int, int]:
    return view * ROLL_UPS_PER_SERIES, (view + 1) * ROLL_UPS_PER_SERIES
