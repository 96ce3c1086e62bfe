"""The process at a site: counts as the hub configured it, tells the hub, and goes on when the hub is away."""

import logging
import os
import threading
import time
from contextlib import ExitStack
from importlib import metadata
from pathlib import Path

from passerby.agent import kept_configuration
from passerby.agent.assignment import assign
from passerby.agent.fleet import Fleet
from passerby.agent.health_book import HealthBook
from passerby.agent.live_board import LiveBoard
from passerby.agent.outbox import Outbox
from passerby.agent.preview_desk import PreviewDesk
from passerby.agent.probing import ProbeDesk
from passerby.agent.site_keys import SiteKeys
from passerby.agent.spool import Spool
from passerby.agent.uplink import Uplink
from passerby.bus.bus import Bus, Watch
from passerby.events import camera_health
from passerby.events.configuration import AgentConfiguration, from_bytes
from passerby.events.json_text import write_object
from passerby.settings import Settings
from passerby.shapes.errors import BusError, OutputError, PasserbyError, RecordError

log = logging.getLogger(__name__)

STATUS_EVERY_S = 5.0
POLL_S = 0.1
LAST_WORDS_S = 2.0
"""How long a process that ends waits for the bus to take what it still has; the rest waits in the spool."""


class SiteProcess:
    """One agent. `run` is its main loop, and everything is done in the thread that calls it but delivering
    (see uplink) and answering questions (see the desks).
    """

    def __init__(self, bus: Bus, agent: str, home: Path, settings: Settings) -> None:
        """Open what is kept in the home folder. Raises OutputError where it cannot be used."""
        self._bus, self._agent = bus, agent
        self._kept = home / "spool" / f"{agent}.configuration.json"
        self._keys = SiteKeys(home / "keys" / "sites")
        self._spool = Spool(home / "spool" / f"{agent}.sqlite3")
        self._outbox = Outbox(self._spool)
        self._uplink = Uplink(bus, self._spool, agent)
        self._fleet = Fleet(settings)
        self._live, self._health = LiveBoard(bus), HealthBook()
        self._previews, self._probes = PreviewDesk(), ProbeDesk(self._keys)
        self._watch: Watch | None = None
        self._trouble = ""
        self._status_due = 0.0
        self._told_detector = "", ""
        # Whatever an earlier process told, it told of the time before this.
        self._began_at = time.time()

    def run(self, stopping: threading.Event) -> None:
        """Count until told to stop; then close the windows in progress and put them into the spool."""
        self._adopt()
        with ExitStack() as stack:
            stack.callback(self._spool.close)
            stack.callback(self._end)
            self._uplink.start()
            stack.enter_context(self._bus.serve(f"preview/{self._agent}", self._previews.answer))
            stack.enter_context(self._bus.serve(f"probe/{self._agent}", self._probes.answer))
            stack.enter_context(self._bus.serve(f"site-keys/{self._agent}", self._keys.answer))
            configuration = kept_configuration.kept(self._kept)
            if configuration is not None:
                self._apply(configuration)
            while not stopping.is_set():
                self._look_for_changes()
                self._step()

    def _adopt(self) -> None:
        """Tell what the windows held that a killed process was filling."""
        try:
            adopted = self._spool.adopt_drafts()
        except OutputError as error:
            log.warning("windows of an earlier process are still in their drafts: %s", error)
            return
        if adopted:
            log.warning(
                "an earlier process was killed; %d windows that it was filling are told", len(adopted)
            )

    def _look_for_changes(self) -> None:
        """Take what the hub configured since the last look; counting goes on where the bus is broken."""
        try:
            if self._watch is None:
                self._watch = self._bus.watch(f"configuration/{self._agent}")
            entries = self._watch.wait(0)
        except BusError as error:
            log.debug("changes of the configuration are not heard: %s", error)
            self._watch = None
            return
        for entry in entries:
            self._configure(entry.value)

    def _configure(self, raw: bytes | None) -> None:
        """Take what the hub says. What cannot be read is told, and the cameras go on as they were."""
        try:
            configuration = from_bytes(raw) if raw is not None else AgentConfiguration(self._agent, 0, "auto")
        except RecordError as error:
            self._trouble = f"the hub's configuration cannot be read: {error}"
            log.warning("%s", self._trouble)
            return
        self._trouble = ""
        if raw is not None:
            kept_configuration.keep(self._kept, raw)
        self._apply(configuration)

    def _apply(self, configuration: AgentConfiguration) -> None:
        assignment = assign(configuration, self._keys, self._began_at)
        self._outbox.add_windows(self._fleet.apply(assignment, configuration.detector))
        self._status_due = 0.0

    def _step(self) -> None:
        """One round: hear the workers, and pass on what they tell."""
        for camera, mode, until in self._previews.to_watch():
            self._fleet.watch_preview(camera, mode, until)
        for report in self._fleet.poll(POLL_S):
            self._health.note_lags(report.cameras)
            self._outbox.add_windows(report.windows)
        cameras = self._fleet.cameras
        self._live.show(cameras)
        self._previews.show(self._fleet.take_previews(), cameras)
        for record in self._health.due(cameras, time.time()):
            self._outbox.add(camera_health.KIND, camera_health.to_record(record))
        self._outbox.flush()
        self._outbox.keep_drafts([window for camera in cameras if (window := camera.closed()) is not None])
        self._tell_status()

    def _end(self) -> None:
        """Close the windows in progress, keep them, and let the bus take what it will take at once."""
        self._outbox.add_windows(self._fleet.stop())
        self._outbox.flush()
        if self._outbox.in_memory:
            log.error("%d events are lost: %s", self._outbox.in_memory, self._outbox.trouble)
        self._live.show([])
        self._uplink.stop(LAST_WORDS_S)
        if self._watch is not None:
            self._watch.close()

    def _tell_status(self) -> None:
        told = self._fleet.detector, self._fleet.detector_note
        if time.monotonic() < self._status_due and told == self._told_detector:
            return
        self._told_detector = told
        self._status_due = time.monotonic() + STATUS_EVERY_S
        try:
            self._bus.put(f"agents/{self._agent}", write_object(self._status()))
        except BusError as error:
            log.debug("the agent's status was not taken: %s", error)
        except PasserbyError as error:
            log.warning("the agent's status cannot be told: %s", error)

    def _status(self) -> dict[str, object]:
        waiting, oldest_at = self._spool.backlog()
        troubles = (self._trouble, self._outbox.trouble, self._uplink.trouble)
        return {
            "at": time.time(),
            "version": metadata.version("passerby"),
            "detector": self._fleet.detector,
            "detector_note": self._fleet.detector_note,
            "site_keys": self._keys.known(),
            "spool": {
                "waiting": waiting + self._outbox.in_memory,
                "oldest_at": oldest_at,
                "lost": self._outbox.lost,
            },
            "trouble": "; ".join(trouble for trouble in troubles if trouble),
            "pid": os.getpid(),
        }
