"""A database that this version cannot go on with is refused before anything is changed."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from passerby.hub.schema import check_schema
from passerby.shapes.errors import HomeError

pytestmark = pytest.mark.django_db


def forget_updates(app: str) -> None:
    MigrationRecorder(connection).migration_qs.filter(app=app).delete()


def test_a_database_of_this_version_is_fine() -> None:
    check_schema()


def test_a_database_of_a_newer_version_is_refused() -> None:
    MigrationRecorder(connection).record_applied("crowd", "0999_from_the_future")
    with pytest.raises(HomeError, match=r"newer Passerby.*0999_from_the_future"):
        check_schema()


def test_an_update_that_made_a_table_and_did_not_finish_is_refused() -> None:
    forget_updates("crowd")
    with pytest.raises(HomeError, match=r"half-way.*crowd_"):
        check_schema()


def test_a_database_that_lacks_a_table_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE crowd_refusedevent")
    with pytest.raises(HomeError, match=r"crowd_refusedevent should be there.*restore the copy"):
        check_schema()


def test_updates_in_an_impossible_order_are_refused() -> None:
    MigrationRecorder(connection).record_unapplied("sites", "0001_initial")
    with pytest.raises(HomeError, match="half-way"):
        check_schema()


def test_a_database_that_waits_for_an_update_is_fine() -> None:
    forget_updates("crowd")
    tables = [name for name in connection.introspection.table_names() if name.startswith("crowd_")]
    with connection.cursor() as cursor:
        for name in tables:
            cascade = "CASCADE" if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TABLE "{name}" {cascade}')
    check_schema()
