"""Telling that an agent's configuration changed: a number in the database, and a nudge to who publishes."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F

from passerby.hub.sites.models import Agent

on_change: list[Callable[[], None]] = []
"""Called, without arguments, after a change is committed in this process, or noticed of another one."""


def configuration_changed(agent_id: str) -> None:
    """Raise the agent's revision within the caller's transaction; publishing follows its commit."""
    Agent.objects.filter(pk=agent_id).update(configuration_revision=F("configuration_revision") + 1)
    transaction.on_commit(tell)


def tell() -> None:
    """Let this process know that sites or cameras changed."""
    for listener in on_change:
        listener()
