"""The configuration as one document without secrets: out, and in again.

In: all of it or nothing, and saying what changes. A site or camera is known by its id, or else by its name, a
rule by its name. What is stored and not in the document stays, unless pruning was asked for: with a camera
goes all that it counted.
"""

import tomllib
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from passerby.hub.config.retention import import_retention, retention_table
from passerby.hub.config.sites import import_sites, site_tables
from passerby.hub.config.tables import ANY, TEXT, Intake, Table, check, tables
from passerby.hub.sites import services
from passerby.hub.sites.models import Agent
from passerby.shapes.errors import SettingError

VERSION = 1
MAX_CHARACTERS = 20_000_000
_KINDS = dict.fromkeys(("version", "agent", "retention", "site"), ANY)
_AGENT = {"id": TEXT, "detector": TEXT}


def export_configuration() -> dict[str, Any]:
    """All of it; `import_configuration` takes it back. Raises SealError for the wrong hub key."""
    return {
        "version": VERSION,
        "agent": [{"id": agent.id, "detector": agent.detector} for agent in Agent.objects.order_by("pk")],
        "retention": retention_table(),
        "site": site_tables() or None,
    }


def read_configuration(text: str, source: str) -> Table:
    """The document in a TOML text. source: its file's name, for errors. Raises SettingError."""
    if len(text) > MAX_CHARACTERS:
        raise SettingError(f"{source} has {len(text)} characters; at most {MAX_CHARACTERS} are read")
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingError(f"{source} is not TOML: {error}") from error
    if document.get("version") != VERSION:
        raise SettingError(
            f"{source} must begin with version = {VERSION}; got {document.get('version')!r:.40}: it is no "
            "configuration, or one of another Passerby"
        )
    return document


def import_configuration(document: Table, *, prune: bool = False, dry_run: bool = False) -> list[str]:
    """Store the document, and return what was changed, a line each; nothing where it was so already.

    dry_run: change nothing, but say what would be. Raises SiteError or SettingError naming the first thing
    that cannot be stored; then nothing is.
    """
    intake = Intake(prune)
    with transaction.atomic():
        _import(document, intake)
        if dry_run:
            transaction.set_rollback(True)
    return intake.changes


def _import(document: Table, intake: Intake) -> None:
    check(document, _KINDS, "the configuration")
    for table in tables(document, "agent"):
        check(table, _AGENT, "an agent")
        _import_agent(table.get("id", services.LOCAL_AGENT), table.get("detector", "auto"), intake)
    kept = document.get("retention", {})
    if not isinstance(kept, Mapping):
        raise SettingError(f"retention must be a table, begun with [retention]; got {kept!r:.40}")
    import_retention(kept, intake)
    import_sites(tables(document, "site"), intake)


def _import_agent(agent_id: str, detector: str, intake: Intake) -> None:
    before = Agent.objects.filter(pk=agent_id).values_list("detector", flat=True).first()
    if before != detector:
        intake.note(f"let the agent {agent_id} use the detector {detector}")
        services.choose_detector(agent_id, detector)
