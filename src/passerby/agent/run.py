"""The way in to an agent."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from passerby.agent.site_process import SiteProcess
from passerby.bus.connect import open_bus
from passerby.settings import Settings
from passerby.shapes.errors import OutputError, SettingError
from passerby.shapes.identity import is_agent_id


def run_agent(home: Path, agent_id: str, settings: Settings, bus_url: str, stopping: threading.Event) -> None:
    """Be the agent of this name until `stopping` is set; then close and keep the windows in progress.

    Raises SettingError for a name that no agent has, OutputError where the home folder cannot be used or an
    agent of this name runs there already, and BusError where the bus cannot be opened.
    """
    if not is_agent_id(agent_id):
        raise SettingError(f"an agent's name is 1 to 40 of a-z, 0-9 and -; got {agent_id[:80]!r}")
    with _alone(home / "spool", agent_id), closing(open_bus(bus_url, home)) as bus:
        SiteProcess(bus, agent_id, home, settings).run(stopping)


@contextmanager
def _alone(folder: Path, agent_id: str) -> Iterator[None]:
    """Let no second process be this agent: both would give their events the same numbers."""
    path = folder / f"{agent_id}.lock"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise OutputError(f"the agent cannot keep its events in {folder}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise OutputError(
            f"an agent called {agent_id!r} runs already with this home folder; stop it, or give this one "
            "another name"
        ) from None
    try:
        yield
    finally:
        os.close(lock)
