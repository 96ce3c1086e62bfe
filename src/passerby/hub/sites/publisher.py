"""Tells agents their configuration whenever it changes, by whichever process it was changed."""

import json
import logging
import threading
import time

from django.db import connection

from passerby.bus.bus import Bus, Entry
from passerby.events.configuration import from_bytes, to_bytes
from passerby.hub.sites import revisions
from passerby.hub.sites.configuration import configuration_of
from passerby.hub.sites.models import Agent, Site
from passerby.hub.sites.site_keys import public_key_of, store_public_key
from passerby.passes.keys import SitePublicKey
from passerby.shapes.errors import BusError, NoAnswerError, RecordError, SealError

LOG = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
"""How often the database is asked for changes by other processes, such as a command."""

ASK_AGAIN_S = 2.0
"""How long an agent that did not answer is left alone."""


class Publisher:
    """Puts `configuration/<agent>` for every agent whose revision grew. For one thread."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._agents = bus.watch("agents/")
        self._published: dict[str, int] = {}
        self._ask_at: dict[str, float] = {}
        self._changed = threading.Event()

    def run(self, stopping: threading.Event) -> None:
        """Publish until told to stop. Raises DatabaseError and BusError when these cannot be used."""
        revisions.on_change.append(self._changed.set)
        try:
            while not stopping.is_set():
                self.look()
                self._changed.wait(LOOK_EVERY_S)
                self._changed.clear()
        finally:
            revisions.on_change.remove(self._changed.set)
            self._agents.close()
            connection.close()

    def look(self) -> None:
        """Publish what changed since the last look."""
        for entry in self._agents.wait(0):
            self._hear(entry)
        for agent in Agent.objects.all():
            if self._published.get(agent.id) != agent.configuration_revision and self._may_ask(agent.id):
                self._publish(agent)

    def _may_ask(self, agent_id: str) -> bool:
        return time.monotonic() >= self._ask_at.get(agent_id, 0.0)

    def _publish(self, agent: Agent) -> None:
        if agent.id not in self._published:
            self._grow_beyond_the_bus(agent)
        try:
            self._learn_all_keys(agent)
        except NoAnswerError:
            # Nobody is there to be told; meanwhile it goes on with what it was told last.
            self._ask_at[agent.id] = time.monotonic() + ASK_AGAIN_S
            return
        try:
            self._bus.put(f"configuration/{agent.id}", to_bytes(configuration_of(agent)))
        except RecordError as error:
            LOG.warning("the agent %s is not told its configuration: %s", agent.id, error)
        self._published[agent.id] = agent.configuration_revision
        revisions.tell()

    def _learn_all_keys(self, agent: Agent) -> None:
        """Learn keys until nothing changes meanwhile: the first camera of a site without one is left out of
        what is told, and would stay so if its change counted as told.
        """
        before = None
        while before != agent.configuration_revision:
            before = agent.configuration_revision
            self._learn_keys(agent)
            agent.refresh_from_db()

    def _learn_keys(self, agent: Agent) -> None:
        for site in agent.sites.filter(public_key__isnull=True, cameras__isnull=False).distinct():
            try:
                public_key_of(site, self._bus)
            except NoAnswerError:
                raise
            except (BusError, RecordError, SealError) as error:
                LOG.warning("cameras of %s cannot be counted: %s", site.name, error)

    def _grow_beyond_the_bus(self, agent: Agent) -> None:
        """A database that was put back from a backup may be behind what the agent was told."""
        told = self._bus.get(f"configuration/{agent.id}")
        if told is None:
            return
        try:
            revision = from_bytes(told).revision
        except RecordError as error:
            LOG.warning("what the agent %s was told last is replaced: %s", agent.id, error)
            return
        behind = Agent.objects.filter(pk=agent.id, configuration_revision__lte=revision)
        behind.update(configuration_revision=revision + 1)

    def _hear(self, entry: Entry) -> None:
        """An agent told how it is: take the keys of its sites from it."""
        agent_id = entry.key.partition("/")[2]
        self._ask_at.pop(agent_id, None)
        for site_id, key in _keys_told(entry.value).items():
            site = Site.objects.filter(pk=site_id, agent=agent_id).first()
            if site is None or bytes(site.public_key or b"") == key.to_bytes():
                continue
            if site.public_key is not None:
                LOG.warning(
                    "the agent %s holds another key for %s than before; addresses are sealed anew",
                    agent_id,
                    site.name,
                )
            store_public_key(site, key)


def _keys_told(value: bytes | None) -> dict[str, SitePublicKey]:
    """The sites' keys in an agent's own words; none where these cannot be read."""
    try:
        keys = json.loads(value or b"{}").get("site_keys", {})
        return {str(site): SitePublicKey.from_text(str(text)) for site, text in keys.items()}
    except (ValueError, AttributeError, SealError) as error:
        LOG.warning("an agent told the keys of its sites in a way this hub does not know: %s", error)
        return {}
