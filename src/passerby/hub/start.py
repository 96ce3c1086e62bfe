"""Making an installation ready: its folder, its keys, its database in the version of this program."""

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from passerby.hub.hub_key import hub_key
from passerby.hub.schema import check_schema
from passerby.hub.sites.services import LOCAL_AGENT, agent
from passerby.shapes.errors import HomeError


def prepare() -> None:
    """Make or update what an installation needs; quick where all is well.

    Raises HomeError for a folder or a database that cannot be used, or that a newer version wrote, and
    KeyFileError for keys that others can read.
    """
    settings.HOME.prepare()
    hub_key()
    try:
        check_schema()
        if _waiting_migrations():
            call_command("migrate", interactive=False, verbosity=0)
        agent(LOCAL_AGENT)
    except DatabaseError as error:
        raise HomeError(
            f"the database cannot be used ({error}); see that its disk is not full and can be written to, or "
            "that its server runs, and start again: nothing that was stored is lost"
        ) from error


def _waiting_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
