"""What is said of a database that is not as it should be."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from passerby.hub.schema import check_schema
from passerby.shapes.errors import HomeError

pytestmark = pytest.mark.django_db


def test_a_database_that_is_up_to_date_passes() -> None:
    check_schema()


def test_one_of_a_newer_version_is_refused() -> None:
    MigrationRecorder(connection).record_applied("sites", "0999_tomorrow")
    with pytest.raises(HomeError, match=r"newer Passerby.*sites 0999_tomorrow.*start the newer version"):
        check_schema()


def test_an_update_that_stopped_half_way_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE crowd_retention RENAME TO crowd_elsewhere")
    with pytest.raises(HomeError, match=r"stopped half-way: the table crowd_retention.*restore the copy"):
        check_schema()
