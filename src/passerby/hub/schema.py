"""Whether the database is one that this version of the program can go on with. Asked at every start."""

from django.db import connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from passerby.shapes.errors import HomeError

Migration = tuple[str, str]
"""App and name."""


def check_schema() -> None:
    """Raise HomeError for a database that a newer version wrote, or that an update left half-way.

    An empty database is fine, and so is one of an older version: it is brought up to date afterwards. Changes
    nothing. Raises DatabaseError for a database that cannot be read.
    """
    loader = MigrationLoader(connection)
    applied = set(loader.applied_migrations or ())
    known = set(loader.disk_migrations or ())
    _refuse_newer(sorted(applied - known - _replaced(loader)))
    try:
        loader.check_consistent_history(connection)
    except InconsistentMigrationHistory as error:
        raise _half_way(str(error).rstrip(".")) from error
    _refuse_half_way(loader, applied & known)


def _refuse_newer(unknown: list[Migration]) -> None:
    if unknown:
        app, name = unknown[0]
        raise HomeError(
            f"the database was written by a newer Passerby: it has had {len(unknown)} changes that this "
            f"version does not know, such as {app} {name}; start the newer version, or restore the copy of "
            "the database made before the update"
        )


def _replaced(loader: MigrationLoader) -> set[Migration]:
    """Migrations that others have taken the place of."""
    return {old for migration in loader.disk_migrations.values() for old in migration.replaces}


def _refuse_half_way(loader: MigrationLoader, applied: set[Migration]) -> None:
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
    due = _tables(loader.project_state(sorted(applied & set(loader.graph.nodes)))) if applied else set()
    later = _tables(loader.project_state()) - due
    missing, early = sorted(due - present), sorted(later & present)
    if missing:
        raise _half_way(f"the table {missing[0]} should be there and is not")
    if early:
        raise _half_way(f"the table {early[0]} is there already, and its update is not marked as done")


def _tables(state: ProjectState) -> set[str]:
    managed = (
        model
        for model in state.models.values()
        if model.options.get("managed", True)
        and not model.options.get("proxy")
        # Django's own user model: another one is in its place, and its table is never made.
        and not model.options.get("swappable")
    )
    return {
        str(model.options.get("db_table") or f"{model.app_label}_{model.name_lower}") for model in managed
    }


def _half_way(found: str) -> HomeError:
    return HomeError(
        f"an update of the database stopped half-way: {found}; restore the copy of the database made before "
        "the update, and start again"
    )
