"""The configuration that an agent was told last, in a file: it counts on by it when no hub is there."""

import logging
import os
from pathlib import Path

from passerby.events.configuration import MAX_CONFIGURATION_BYTES, AgentConfiguration, from_bytes
from passerby.shapes.errors import RecordError

log = logging.getLogger(__name__)


def keep(path: Path, raw: bytes) -> None:
    """Write the configuration, whole or not at all. Its addresses stay sealed.

    Where it cannot be written, that is logged: the agent counts by it all the same.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb"
        ) as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        log.warning(
            "the configuration cannot be kept in %s (%s); a start without the hub goes by the one before",
            path,
            error.strerror,
        )


def kept(path: Path) -> AgentConfiguration | None:
    """The configuration that was kept; None where there is none that can be read, which is logged."""
    try:
        with path.open("rb") as file:
            return from_bytes(file.read(MAX_CONFIGURATION_BYTES + 1))
    except FileNotFoundError:
        return None
    except (OSError, RecordError) as error:
        log.warning("the kept configuration %s cannot be used; waiting for the hub's: %s", path, error)
        return None
