"""The threads of a hub: each does one thing until the end, and none dies in silence."""

import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, connections

from passerby.shapes.errors import PasserbyError

LOG = logging.getLogger(__name__)

AGAIN_AFTER_S = 2.0
STOP_WITHIN_S = 10.0

Work = Callable[[threading.Event], None]


class Crew:
    """Starts and ends threads.

    on_death: called, from the thread, when one ends though nobody told it to: a hub without it would look
    well and do nothing, so whoever started the hub should begin anew.
    """

    def __init__(self, on_death: Callable[[], None]) -> None:
        self.stopping = threading.Event()
        self._on_death = on_death
        self._threads: list[threading.Thread] = []

    def start(self, name: str, work: Work) -> None:
        """Do this work, which returns when the event it is given is set, in a thread."""
        thread = threading.Thread(target=self._run, args=(name, work), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """Tell all of them to end, and wait until they have."""
        self.stopping.set()
        for thread in self._threads:
            thread.join(STOP_WITHIN_S)
            if thread.is_alive():
                LOG.warning("%s does not end; it is left behind", thread.name)

    def _run(self, name: str, work: Work) -> None:
        trouble = ""
        try:
            while not self.stopping.is_set():
                try:
                    work(self.stopping)
                except (DatabaseError, PasserbyError) as error:
                    # A full disk, a database server that restarts: it may be well again soon.
                    _tell_trouble(name, error, trouble)
                    trouble = str(error)
                    self.stopping.wait(AGAIN_AFTER_S)
        finally:
            connections.close_all()
            if not self.stopping.is_set():
                LOG.critical("%s died; the hub ends, to be started anew", name)
                self._on_death()


def _tell_trouble(name: str, error: Exception, before: str) -> None:
    """Tell the first of several equal troubles with where it was, and the others in one line."""
    if str(error) == before:
        LOG.warning("%s fails again, and begins again in %g s: %s", name, AGAIN_AFTER_S, error)
    else:
        LOG.error("%s failed, and begins again in %g s", name, AGAIN_AFTER_S, exc_info=error)
