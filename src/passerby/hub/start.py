"""Making an installation ready: its folder, its keys, its database in the version of this program."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from passerby.hub.hub_key import hub_key
from passerby.hub.schema import check_schema
from passerby.hub.sites.addresses import reveal_address
from passerby.hub.sites.models import Camera
from passerby.hub.sites.services import LOCAL_AGENT, agent
from passerby.shapes.errors import HomeError, SealError


def prepare() -> None:
    """Make or update what an installation needs; quick where all is well.

    Raises HomeError for a folder or a database that cannot be used, or that a newer version wrote, and
    KeyFileError for keys that others can read.
    """
    settings.HOME.prepare()
    try:
        check_schema()
        if _waiting_migrations():
            call_command("migrate", interactive=False, verbosity=0)
        _check_hub_key()
        agent(LOCAL_AGENT)
    except DatabaseError as error:
        raise HomeError(
            f"the database cannot be used ({error}); see that its disk is not full and can be written to, or "
            "that its server runs, and start again: nothing that was stored is lost"
        ) from error


def _check_hub_key() -> None:
    """The key that sealed what is stored, or a new one where nothing is: another would open none of it."""
    camera = Camera.objects.exclude(address=b"").first()
    sealed = camera is not None or Authenticator.objects.exists()
    if sealed and not settings.HOME.hub_key.exists():
        raise HomeError(
            f"the key {settings.HOME.hub_key} is gone, and the database holds addresses and second factors "
            "that only it opens; put it back from its backup and start again"
        )
    hub_key()
    if camera is not None:
        try:
            reveal_address(camera)
        except SealError as error:
            raise HomeError(
                f"the key {settings.HOME.hub_key} is not the one that sealed this database; put the one that "
                "belongs to it back, and start again"
            ) from error


def _waiting_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
